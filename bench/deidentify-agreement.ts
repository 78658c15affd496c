/**
 * Whether other programs find our de-identified copies sound, unchanged in their pixels, and without what was taken
 * away.
 *
 *     node bench/deidentify-agreement.ts --data DIR [--python PYTHON]
 *
 * For each file below the folder: `dciodvfy` (dicom3tools) counts the errors before and after; pydicom compares the
 * pixels as they are stored, and looks for every text of the original that is no part of a value of the copy in all
 * bytes of the copy. At last it tells which attributes of the originals kept their text. What is not installed is left out.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { deidentifyPath } from '../src/imaging/index.ts'

const { values } = parseArgs({
  options: { data: { type: 'string' }, python: { type: 'string', default: 'python3' } },
})
const folder = values.data
if (folder === undefined) {
  console.log('Name a folder with DICOM files with --data; nothing was compared.')
  process.exit(0)
}
const installed = {
  dciodvfy: spawnSync('dciodvfy', ['-version']).error === undefined,
  pydicom: spawnSync(values.python, ['-c', 'import pydicom']).status === 0,
}
for (const [tool, there] of Object.entries(installed))
  if (!there) console.log(`${tool} is not installed here, so it is not asked.`)

/** Arguments: pairs of an original and its copy. Prints for each whether the pixels are the same, what is left of the
 * texts that are gone, and the attributes whose text was kept. */
const comparison = `
import json, sys, warnings
import pydicom
warnings.filterwarnings('ignore')
text = {'AE', 'AS', 'CS', 'DA', 'DT', 'LO', 'LT', 'PN', 'SH', 'ST', 'TM', 'UC', 'UI', 'UN', 'UR', 'UT'}
def texts(set):
    for element in set:
        if element.VR == 'SQ':
            for item in element.value: yield from texts(item)
        elif element.VR in text and element.value:
            raw = element.value
            for value in (raw if isinstance(raw, pydicom.multival.MultiValue) else [raw]):
                value = value.decode('latin1') if isinstance(value, bytes) else str(value)
                yield element.keyword or 'private', value.strip(' \\0')
def pixels(set):
    return [set[key].value for key in ('PixelData', 'FloatPixelData') if key in set]
out = []
pairs = sys.argv[1:]
for original, copy in zip(pairs[::2], pairs[1::2]):
    before, after = pydicom.dcmread(original, force=True), pydicom.dcmread(copy)
    old, new = list(texts(before)) + list(texts(before.file_meta)), list(texts(after)) + list(texts(after.file_meta))
    new = set(new)
    values = {value for _, value in new}
    gone = {value for _, value in old if len(value) >= 4 and value not in values}
    stored = open(copy, 'rb').read()
    for data in pixels(after): stored = stored.replace(data, b'')
    if after.file_meta.TransferSyntaxUID == pydicom.uid.DeflatedExplicitVRLittleEndian:
        stored = '\\0'.join(values).encode()
    kept = '\\0'.join(values)
    left = [key for key, value in old if value in gone and value not in kept and value.encode('utf8') in stored]
    out.append({'pixels': pixels(before) == pixels(after), 'gone': len(gone), 'left': left,
                'kept': sorted({key for key, value in old if (key, value) in new and len(value) >= 4})})
print(json.dumps(out))
`

const compared = z.array(
  z.object({ pixels: z.boolean(), gone: z.number(), left: z.array(z.string()), kept: z.array(z.string()) }),
)

function errorsIn(file: string): number {
  const { stdout, stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' })
  return `${stdout}${stderr}`.split('\n').filter(line => line.startsWith('Error')).length
}

const work = mkdtempSync(join(tmpdir(), 'praxis-deidentify-'))
try {
  const pairs: { file: string; original: string; copy: string }[] = []
  for await (const report of deidentifyPath(folder, { out: work })) {
    if (report.outcome !== 'de-identified') console.log(`${report.outcome.padEnd(42)} ${report.file}`)
    else if (report.copy !== undefined)
      pairs.push({
        file: report.file,
        original: join(folder, report.file),
        copy: join(work, report.copy),
      })
  }
  const asked = spawnSync(
    values.python,
    ['-c', comparison, ...pairs.flatMap(({ original, copy }) => [original, copy])],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  )
  if (installed.pydicom && asked.status !== 0) console.log(`pydicom fails: ${asked.stderr}`)
  const found = asked.status === 0 ? compared.parse(JSON.parse(asked.stdout)) : []
  const kept = new Set<string>()
  for (const [n, { file, original, copy }] of pairs.entries()) {
    const { pixels, gone, left } = found[n] ?? { pixels: undefined, gone: 0, left: [] }
    for (const keyword of found[n]?.kept ?? []) kept.add(keyword)
    const said = [
      ...(installed.dciodvfy ? [`errors ${errorsIn(original)} → ${errorsIn(copy)}`] : []),
      ...(pixels === undefined
        ? []
        : [
            `pixels ${pixels ? 'same' : 'DIFFER'}`,
            `${gone} texts gone${left.length === 0 ? '' : `, LEFT of ${left.join(', ')}`}`,
          ]),
    ]
    console.log(`${said.join(', ').padEnd(42)} ${file}`)
  }
  console.log(`\nText was kept of: ${[...kept].toSorted().join(', ')}`)
} finally {
  rmSync(work, { recursive: true })
}
