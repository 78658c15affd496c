/**
 * Whether our DICOM reader gives the same samples as an independent one: DCMTK, where it is installed.
 *
 *     node bench/dicom-agreement.ts --data DIR
 *
 * DCMTK decompresses each file (`dcmdjpeg`, `dcmdjpls`, `dcmdrle`, `dcmconv`) and dumps its pixels (`dcmdump +W`).
 * What it cannot read (JPEG 2000, HTJ2K) is told, and so is every file that is no image.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '../src/cases/index.ts'
import { readDicom, type Samples } from '../src/imaging/index.ts'

const { values } = parseArgs({
  options: { data: { type: 'string', default: 'src/imaging/dicom/__fixtures__' } },
})
const folder = values.data
if (spawnSync('dcmdump', ['--version']).status !== 0) {
  console.log('DCMTK is not installed here, so there is nothing to compare with.')
  process.exit(0)
}

const work = mkdtempSync(join(tmpdir(), 'praxis-dicom-'))
const tally: Record<string, number> = {}
try {
  for (const file of dicomFiles(folder)) {
    const said = await compareFile(file)
    tally[said.split(':')[0] ?? ''] = (tally[said.split(':')[0] ?? ''] ?? 0) + 1
    console.log(`${said.padEnd(60)} ${relative(folder, file)}`)
  }
} finally {
  rmSync(work, { recursive: true })
}
console.log(
  `\n${Object.entries(tally)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')}`,
)

function dicomFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.dcm'))
    .map(name => join(dir, name))
    .toSorted()
}

async function compareFile(file: string): Promise<string> {
  let ours: Samples
  try {
    const { volume } = await readDicom(readFileSync(file))
    ours = volume.samples
  } catch (error) {
    return `not read: ${messageOf(error, 45)}`
  }
  const theirs = dcmtkPixels(file)
  if (theirs === undefined) return 'not read by DCMTK'
  if (theirs.length >= ours.length * ours.BYTES_PER_ELEMENT) return agreement(ours, theirs)
  if (8 * theirs.length >= ours.length && ours.every(sample => sample <= 1))
    return agreement(ours, bitsOf(theirs))
  const picture = dcmtkPicture(file, ours.length)
  return picture
    ? agreement(ours, picture)
    : `other layout: ${theirs.length} bytes for ${ours.length} samples`
}

/** The bytes of the decompressed pixels. */
function dcmtkPixels(file: string): Uint8Array | undefined {
  const plain = join(work, 'plain.dcm')
  const tries = [['dcmdjpeg'], ['dcmdjpls'], ['dcmdrle'], ['dcmconv', '+te']]
  const done = tries.some(([tool = '', ...flags]) => spawnSync(tool, [...flags, file, plain]).status === 0)
  if (!done) return undefined
  const raw = mkdtempSync(join(work, 'raw-'))
  if (spawnSync('dcmdump', ['+W', raw, '+P', 'PixelData', plain]).status !== 0) return undefined
  // Overlays and the like may be dumped as well; the pixels are the largest.
  const dumped = readdirSync(raw).map(name => readFileSync(join(raw, name)))
  return dumped.toSorted((a, b) => b.length - a.length)[0]
}

function bitsOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: bytes.length * 8 }, (_, i) => ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1)
}

/** Palettes and shared colours are turned to RGB by `dcm2pnm`, whose file ends with the samples. */
function dcmtkPicture(file: string, samples: number): Uint8Array | undefined {
  const picture = join(work, 'picture.ppm')
  rmSync(picture, { force: true })
  if (spawnSync('dcm2pnm', ['+op', file, picture]).status !== 0) return undefined
  const bytes = readFileSync(picture)
  return bytes.length > samples && bytes.length < samples + 100 ? bytes.subarray(-samples) : undefined
}

function agreement(ours: Samples, theirs: Uint8Array): string {
  const bytes = Uint8Array.from(theirs)
  const width = ours.BYTES_PER_ELEMENT
  if (theirs.length < ours.length * width)
    return `other layout: ${theirs.length} bytes for ${ours.length} samples`
  const view = new DataView(bytes.buffer)
  const signed = ours instanceof Int8Array || ours instanceof Int16Array || ours instanceof Int32Array
  let [different, largest] = [0, 0]
  for (let i = 0; i < ours.length; i++) {
    const gap = Math.abs((ours[i] ?? 0) - sampleAt(view, i * width, width, signed))
    if (gap > 0) different++
    if (gap > largest) largest = gap
  }
  if (different === 0) return 'same'
  return `differs: ${((100 * different) / ours.length).toFixed(2)} % of samples, by at most ${largest}`
}

function sampleAt(view: DataView, at: number, width: number, signed: boolean): number {
  if (width === 1) return signed ? view.getInt8(at) : view.getUint8(at)
  if (width === 2) return signed ? view.getInt16(at, true) : view.getUint16(at, true)
  return signed ? view.getInt32(at, true) : view.getUint32(at, true)
}
