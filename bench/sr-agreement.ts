/**
 * Structured reports against programs that did not write them: dciodvfy checks them against the standard, DCMTK
 * prints the tree, highdicom parses TID 1500 and hands back the groups. Then one is broken, to see that they notice.
 *
 *     node bench/sr-agreement.ts --python python3
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type MaskSeg, maskSegs, readMask, writeSr } from '../src/imaging/index.ts'
import { media, readings } from '../src/report/__fixtures__/readings.ts'

const { values } = parseArgs({ options: { python: { type: 'string', default: 'python3' } } })
const work = mkdtempSync(join(tmpdir(), 'praxis-sr-'))

/** The groups that highdicom finds, each as its tracking identifier and its number of measurements. */
const highdicomReads = `
import sys, pydicom, highdicom as hd
content = hd.sr.srread(sys.argv[1]).content
if all(one.ConceptNameCodeSequence[0].CodeValue != '126010' for one in pydicom.dcmread(sys.argv[1]).ContentSequence):
    print('no groups'); sys.exit()
groups = [*content.get_image_measurement_groups(), *content.get_planar_roi_measurement_groups()]
print(len(groups), 'groups,', sum(len(g.get_measurements()) for g in groups), 'measurements,',
      sum(len(g.get_qualitative_evaluations()) for g in groups), 'evaluations,',
      len(content.get_planar_roi_measurement_groups()), 'with a segment')
`

function run(command: string, args: string[]): { ok: boolean; lines: string[]; missing: boolean } {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  return { ok: status === 0, lines: `${stderr}${stdout}`.trim().split('\n'), missing: error !== undefined }
}

/** dciodvfy counts the length of text in bytes where the standard counts characters (PS3.5, 6.2). */
const countedInBytes = /Length invalid for this VR = \d+, expected <= 64|invalid data values for Value Rep/

function validity(file: string): string {
  const { lines, missing } = run('dciodvfy', [file])
  if (missing) return 'dciodvfy is not installed here'
  const errors = lines.filter(line => line.startsWith('Error'))
  const others = errors.filter(line => !countedInBytes.test(line))
  return [
    `dciodvfy ${others.length} errors${errors.length > others.length ? ' beside lengths counted in bytes' : ''}`,
    ...others.map(line => `\n      ${line}`),
  ].join('')
}

function check(name: string, bytes: Uint8Array): void {
  const file = join(work, `${name.replaceAll(/\W+/g, '-')}.dcm`)
  writeFileSync(file, bytes)
  const tree = run('dsrdump', [file])
  const groups = run(values.python, ['-c', highdicomReads, file])
  const said = [
    validity(file),
    tree.missing
      ? 'dsrdump is not installed here'
      : `dsrdump ${tree.ok ? `prints ${tree.lines.length} lines` : 'FAILS'}`,
    `highdicom ${groups.ok ? '' : 'FAILS: '}${groups.lines.at(-1)}`,
  ]
  console.log(`  ${name.padEnd(30)} ${said.join('; ')}`)
}

async function segsOf(reading: (typeof readings)['dicom']): Promise<MaskSeg[]> {
  const masks = await Promise.all(
    reading.artifacts
      .filter(({ kind }) => kind === 'mask')
      .map(
        async ({ id, media: hash = '' }) =>
          [id, await readMask(media.get(hash) ?? new Uint8Array())] as const,
      ),
  )
  return maskSegs(reading, new Map(masks))
}

try {
  for (const [name, reading] of Object.entries(readings)) {
    const segs = await segsOf(reading)
    const masks = new Map(segs.map(({ artifact, reference }) => [artifact, reference]))
    check(name, writeSr(reading, { masks }))
    for (const { bytes } of segs) {
      const file = join(work, `${name}-seg.dcm`)
      writeFileSync(file, bytes)
      console.log(`    its segmentation: ${validity(file)}`)
    }
  }
  const whole = Buffer.from(writeSr(readings.dicom)).toString('latin1')
  check('broken: a false flag', Buffer.from(whole.replace('UNVERIFIED', 'UNKNOWNABC'), 'latin1'))
  check('broken: a false value type', Buffer.from(whole.replace('UIDREF', 'UIDXXX'), 'latin1'))
} finally {
  rmSync(work, { recursive: true })
}
