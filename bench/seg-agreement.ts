/**
 * Whether other programs read our DICOM segmentations as we meant them, and we theirs.
 *
 *     node bench/seg-agreement.ts --data FOLDER|FILE [--python PYTHON]
 *
 * A series is segmented by brightness and written in every form: binary and label maps of 8 and 16 bits, with and
 * without positions and source images, with and without empty frames. `dciodvfy` (dicom3tools) validates each file,
 * `dcmdump` (DCMTK) and highdicom read it; highdicom's voxels and places are compared with ours. Then highdicom
 * writes, and we read. What is not installed is told and left out.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { messageOf } from '../src/cases/index.ts'
import {
  ontoPlanes,
  openVolume,
  readDicomFacts,
  readSeg,
  type SegInput,
  segLabels,
  segmentNamed,
  writeSeg,
} from '../src/imaging/index.ts'
import { highdicomReads, highdicomWrites } from './seg-agreement-python.ts'

const { values } = parseArgs({
  options: { data: { type: 'string' }, python: { type: 'string', default: 'python3' } },
})
if (values.data === undefined) {
  console.log('Name a folder of one DICOM series with --data; nothing was compared.')
  process.exit(0)
}
const installed = {
  dciodvfy: spawnSync('dciodvfy', ['-version']).error === undefined,
  dcmdump: spawnSync('dcmdump', ['--version']).error === undefined,
  highdicom: spawnSync(values.python, ['-c', 'import highdicom']).status === 0,
}
for (const [tool, there] of Object.entries(installed))
  if (!there) console.log(`${tool} is not installed here, so it is not asked.`)

type Series = {
  files: string[]
  base: Omit<SegInput, 'kind'> & Required<Pick<SegInput, 'geometry' | 'source' | 'study'>>
}

/** The brightest 3 % of the samples are one segment, the next 7 % another. */
async function segmentedSeries(folder: string): Promise<Series> {
  const opened = await openVolume(folder)
  if (opened.kind !== 'dicom') throw new TypeError('it is no DICOM series')
  const { volume, context } = opened
  const { geometry, source, study } = context
  if (geometry === undefined || source === undefined || study === undefined)
    throw new TypeError('its slices have no positions')
  const sorted = Float64Array.from(volume.samples).sort()
  const [bright = 0, brighter = 0] = [0.9, 0.97].map(share => sorted[Math.floor(share * sorted.length)])
  const labels = Uint8Array.from(volume.samples, value => (value > brighter ? 1 : value > bright ? 2 : 0))
  const { x, y, z } = volume.size
  const names = statSync(folder).isFile() ? [folder] : readdirSync(folder).map(name => join(folder, name))
  const fileOf = new Map(names.map(file => [readDicomFacts(readFileSync(file)).sopInstance, file]))
  return {
    files: [...new Set(source.images.map(({ sopInstance }) => fileOf.get(sopInstance) ?? ''))],
    base: { size: { x, y, z }, labels, segments: [], geometry, source, study, at: new Date(0) },
  }
}

function forms({ base }: Series): Record<string, SegInput> {
  const named = (numbers: number[]) => numbers.map(n => segmentNamed(n, `segment ${n}`, 'threshold'))
  const { geometry, source, study, ...rest } = base
  const kinds = {
    binary: { kind: 'binary' as const, segments: named([1, 2]) },
    'label map': { kind: 'labelmap' as const, segments: named([1, 2]) },
    'label map, 16 bits': {
      kind: 'labelmap' as const,
      segments: named([1, 300]),
      labels: Uint16Array.from(base.labels, label => (label === 2 ? 300 : label)),
    },
  }
  const given = {
    'with source images': { geometry, source, study },
    'with positions alone': { geometry },
    'with source images alone': { source, study },
    'without empty frames': { geometry, source, study, emptyFrames: false },
  }
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, as]) =>
      Object.entries(given).map(([what, context]) => [`${kind}, ${what}`, { ...rest, ...as, ...context }]),
    ),
  )
}

function checkOurs(name: string, input: SegInput): void {
  const file = join(work, `${name.replaceAll(/\W+/g, '-')}.dcm`)
  writeFileSync(file, writeSeg(input))
  const said = [
    ...(installed.dciodvfy ? [validity(file, input.kind)] : []),
    ...(installed.dcmdump
      ? [`dcmdump ${spawnSync('dcmdump', ['-q', file]).status === 0 ? 'reads it' : 'FAILS'}`]
      : []),
    ...(installed.highdicom ? [`highdicom ${heldBy(file, input)}`] : []),
  ]
  console.log(`  ${name.padEnd(45)} ${said.join('; ')}`)
}

/** What a validator from before Supplement 243 must say of a label map that is passed off as a binary one. */
const newInLabelMaps =
  /SegmentNumber not monotonically|<LABELMAP>|Value is zero .*Segment Number|<SegmentIdentificationSequence>|Bits Allocated|Bits Stored|High Bit/

const warnings = new Map<string, number>()

/** A label map is checked as a binary one, which differs from it in its class and in what is new in label maps. */
function validity(file: string, kind: SegInput['kind']): string {
  const known = `${file}.known`
  const text = readFileSync(file, 'latin1')
  writeFileSync(
    known,
    text.replaceAll('1.2.840.10008.5.1.4.1.1.66.7', '1.2.840.10008.5.1.4.1.1.66.4'),
    'latin1',
  )
  const { stdout, stderr } = spawnSync('dciodvfy', [known], { encoding: 'utf8' })
  const lines = `${stdout}${stderr}`.split('\n')
  const errors = lines.filter(
    line => line.startsWith('Error') && !(kind === 'labelmap' && newInLabelMaps.test(line)),
  )
  for (const line of lines.filter(line => line.startsWith('Warning')))
    warnings.set(line, (warnings.get(line) ?? 0) + 1)
  return [
    `dciodvfy ${errors.length} errors${kind === 'labelmap' ? ' beside the new' : ''}`,
    ...errors.map(line => `\n      ${line}`),
  ].join('')
}

const readingSchema = z.object({ voxels: z.string(), places: z.array(z.array(z.number())) })

/** highdicom's voxels, each slice found by where it lies, against those that were written. */
function heldBy(file: string, { size, labels, geometry }: SegInput): string {
  const { status, stdout, stderr } = spawnSync(values.python, ['-c', highdicomReads, file, work], {
    encoding: 'utf8',
  })
  if (status !== 0) return `FAILS: ${stderr.trim().split('\n').at(-1)}`
  const { voxels, places } = readingSchema.parse(JSON.parse(stdout))
  const theirs = new Uint16Array(Uint8Array.from(readFileSync(voxels)).buffer)
  const slice = size.x * size.y
  const whole = new Uint16Array(labels.length)
  for (const [n, place] of places.entries()) {
    const at =
      geometry === undefined
        ? n
        : geometry.origins.findIndex(
            origin => Math.hypot(...origin.map((v, i) => v - (place[i] ?? 0))) < 0.01,
          )
    if (at === -1) return `misplaces slice ${n + 1}`
    whole.set(theirs.subarray(n * slice, (n + 1) * slice), at * slice)
  }
  return whole.every((value, i) => value === labels[i]) ? 'same voxels and places' : 'DIFFERS'
}

const writtenSchema = z.array(z.object({ name: z.string(), file: z.string() }))

async function checkTheirs({ files, base }: Series): Promise<void> {
  const labels = join(work, 'labels.raw')
  writeFileSync(labels, base.labels)
  const { status, stdout, stderr } = spawnSync(
    values.python,
    ['-c', highdicomWrites, labels, work, ...files],
    { encoding: 'utf8' },
  )
  if (status !== 0) {
    console.log(`highdicom writes nothing: ${stderr.trim().split('\n').at(-1)}`)
    return
  }
  console.log("highdicom's:")
  for (const { name, file } of writtenSchema.parse(JSON.parse(stdout)))
    console.log(`  ${name.padEnd(45)} ${await heldByUs(file, base)}`)
}

async function heldByUs(file: string, { geometry, size, labels }: Series['base']): Promise<string> {
  try {
    const seg = ontoPlanes(await readSeg(readFileSync(file)), geometry, size)
    const ours = segLabels(seg)
    // Of a fractional one, half of the maximum is inside: segments 1 and 2 are one there.
    const wanted = (label: number) => (seg.kind === 'fractional' ? Math.min(label, 1) : label)
    const same = ours.labels.every((label, i) => (label === 300 ? 2 : label) === wanted(labels[i] ?? 0))
    return `${same ? 'same voxels and places' : 'DIFFERS'}, ${ours.overlapping} voxels of several segments`
  } catch (error) {
    return `refused: ${messageOf(error)}`
  }
}

const work = mkdtempSync(join(tmpdir(), 'praxis-seg-'))
try {
  const series = await segmentedSeries(values.data)
  console.log('Ours:')
  for (const [name, input] of Object.entries(forms(series))) checkOurs(name, input)
  console.log('  Warnings of dciodvfy:')
  for (const [line, count] of warnings) console.log(`    ${count} × ${line}`)
  if (installed.highdicom) await checkTheirs(series)
} finally {
  rmSync(work, { recursive: true })
}
