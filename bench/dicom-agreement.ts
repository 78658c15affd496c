/**
 * Whether our DICOM reader gives the same samples and facts as independent ones, where they are installed: DCMTK, and
 * pydicom with pylibjpeg (`PYTHON`, by default `python3`).
 *
 *     node bench/dicom-agreement.ts --data DIR
 *
 * For each file: whether it is the same by each of them, or which share of samples differs and by how much at most;
 * and whether rescale, window, spacing, place and direction are those that pydicom reads. JPEG with losses may
 * differ by the rounding of another inverse transform, and by how shared colours are spread over their pixels.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '../src/cases/index.ts'
import { describeImage } from '../src/imaging/dicom/image-description.ts'
import { parseDicom } from '../src/imaging/dicom/parse.ts'
import { type Pixels, readPixels } from '../src/imaging/dicom/pixels.ts'
import { unpackSamples } from '../src/imaging/dicom/samples.ts'
import { type DicomImage, readDicom } from '../src/imaging/index.ts'
import { askPydicom, dcmtkPixels, type FrameFacts, hasDcmtk, type PydicomAnswer } from './dicom-peers.ts'

const { values } = parseArgs({
  options: { data: { type: 'string', default: 'src/imaging/dicom/__fixtures__' } },
})
const folder = values.data
const work = mkdtempSync(join(tmpdir(), 'praxis-dicom-'))
const tally = new Map<string, number>()
try {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.dcm'))
    .map(name => join(folder, name))
    .toSorted()
  const pydicom = askPydicom(files, work)
  if (pydicom.length === 0 && !hasDcmtk)
    console.log('Neither DCMTK nor pydicom is installed here, so there is nothing to compare with.')
  else
    for (const [n, file] of files.entries())
      console.log(`${await compareFile(file, pydicom[n])}   ${relative(folder, file)}`)
} finally {
  rmSync(work, { recursive: true })
}
for (const [what, count] of [...tally].toSorted()) console.log(`${what}: ${count}`)

async function compareFile(file: string, pydicom: PydicomAnswer | undefined): Promise<string> {
  const bytes = readFileSync(file)
  try {
    const whole = await readDicom(bytes)
    // The samples once more, in the order of the file.
    const parsed = parseDicom(bytes)
    const image = describeImage(parsed.set)
    const pixels = await readPixels(parsed, image)
    const dcmtk = hasDcmtk ? dcmtkPixels(file, work, pixels.channels === 3) : undefined
    const isFloat = pixels.samples instanceof Float32Array || pixels.samples instanceof Float64Array
    const theirs =
      pixels.channels === 3 || dcmtk === undefined || isFloat
        ? dcmtk
        : unpackSamples(dcmtk, pixels.samples.length, image, true)
    const read = pydicom !== undefined && 'pixels' in pydicom ? pydicom : undefined
    return [
      count('DCMTK', isFloat ? 'not compared' : agreement(pixels, theirs)),
      count(
        'pydicom',
        agreement(pixels, read && new Float64Array(new Uint8Array(readFileSync(read.pixels)).buffer)),
      ),
      count('facts', read ? factsAgreement(whole, read.frames) : 'not read'),
    ].join(' ')
  } catch (error) {
    return `${count('Praxis', 'not read')} ${messageOf(error, 70)}`.padEnd(80)
  }
}

function count(by: string, said: string): string {
  const what = said.includes('%') ? `${by}: differs` : `${by}: ${said}`
  tally.set(what, (tally.get(what) ?? 0) + 1)
  return `${by}: ${said}`.padEnd(30)
}

function agreement({ samples }: Pixels, theirs: ArrayLike<number> | undefined): string {
  if (theirs === undefined) return 'not read'
  if (theirs.length !== samples.length) return `${theirs.length} samples for ${samples.length}`
  let [different, largest] = [0, 0]
  for (let i = 0; i < samples.length; i++) {
    const gap = Math.abs((samples[i] ?? 0) - (theirs[i] ?? 0))
    if (gap > 0) different++
    if (gap > largest) largest = gap
  }
  if (different === 0) return 'same'
  return `${((100 * different) / samples.length).toFixed(2)} % by ≤ ${largest}`
}

/** Which facts of the volume are not those of its frames. */
function factsAgreement({ volume, facts, frameNumbers }: DicomImage, frames: readonly FrameFacts[]): string {
  const odd = new Set<string>()
  const check = (name: string, ours: readonly (number | undefined)[], theirs: readonly number[]) => {
    if (theirs.length > 0 && !theirs.every((value, i) => close(ours[i], value))) odd.add(name)
  }
  const { rescale, spacing, affine, window } = volume
  const middle = frames[(frameNumbers[frameNumbers.length >> 1] ?? 1) - 1]
  if (window && middle) check('window', [window.centre, window.width], [...middle.centre, ...middle.width])
  for (const [n, number] of frameNumbers.entries()) {
    const frame = frames[number - 1]
    if (frame === undefined) continue
    const scaled = rescale.slope !== 1 || rescale.intercept !== 0
    if (scaled && facts.modality !== 'RTDOSE')
      check('rescale', [rescale.slope, rescale.intercept], [...frame.slope, ...frame.intercept])
    check('spacing', [spacing?.y, spacing?.x], frame.spacing)
    if (affine === undefined || spacing === undefined || frames.length > 1 !== volume.size.z > 1) continue
    const [column, row, step, start] = [0, 1, 2, 3].map(axis => [0, 4, 8].map(at => affine[at + axis] ?? 0))
    const place = start?.map((value, i) => value + (n % volume.size.z) * (step?.[i] ?? 0)) ?? []
    check('place', place, frame.position)
    const directions = [
      ...(column ?? []).map(value => value / spacing.x),
      ...(row ?? []).map(value => value / spacing.y),
    ]
    check('direction', directions, frame.orientation)
  }
  return odd.size === 0 ? 'same' : `other ${[...odd].join(', ')}`
}

function close(a: number | undefined, b: number): boolean {
  return a !== undefined && Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(b))
}
