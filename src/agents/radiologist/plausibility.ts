/**
 * What speaks against a frontal chest radiograph, seen without any network: in the picture itself, and in the masks that
 * the anatomy tool drew on it. Our own rules; they are wide, so that they catch another kind of picture and not an
 * unusual patient. Networks have their own measure of what is unlike their training data beside these.
 */
import type { Structure } from '../../cases/index.ts'
import { boundingBox, type Mask, maskArea, type Raster } from '../../imaging/index.ts'

export function doubtsOfPicture(raster: Raster): string[] {
  const { width, height } = raster
  const longer = Math.max(width, height) / Math.min(width, height)
  const { deviation, likeness, coloured, shades } = look(raster)
  const isFlat = deviation < 0.02
  return [
    ...(longer > 2.5 ? [`it is ${longer.toFixed(1)} times as long as wide`] : []),
    ...(coloured > 0.05 ? ['it is in colour'] : []),
    ...(isFlat ? ['it is all but a single grey'] : []),
    ...(!isFlat && shades < fewestShades ? [`it has only ${shades} shades of grey`] : []),
    ...(!isFlat && likeness < 0.6 ? ['neighbouring pixels have nothing in common, as in noise'] : []),
  ]
}

/** A drawing or a mask has fewer, of 256. */
const fewestShades = 24

/** Parts of the full range and of all pixels. */
type Look = {
  deviation: number
  /** Correlation of each pixel with its right neighbour. */
  likeness: number
  /** Part of the pixels whose colours differ by more than a fifth of the range. */
  coloured: number
  /** Different grey values, of 256. */
  shades: number
}

function look({ width, channels, samples }: Raster): Look {
  const full = samples instanceof Uint16Array ? 65535 : 255
  const pixels = samples.length / channels
  const at = (i: number) => (samples[i * channels] ?? 0) / full
  const seen = new Uint8Array(256)
  let [sum, squares, products, coloured, pairs] = [0, 0, 0, 0, 0]
  for (let i = 0; i < pixels; i++) {
    const value = at(i)
    sum += value
    seen[Math.round(value * 255)] = 1
    squares += value * value
    if (channels > 1) {
      const [green, blue] = [1, 2].map(c => (samples[i * channels + c] ?? 0) / full)
      const [g = value, b = value] = [green, blue]
      if (Math.max(value, g, b) - Math.min(value, g, b) > 0.2) coloured++
    }
    if ((i + 1) % width === 0) continue
    products += value * at(i + 1)
    pairs++
  }
  const mean = sum / pixels
  const variance = Math.max(0, squares / pixels - mean * mean)
  const covariance = products / Math.max(1, pairs) - mean * mean
  return {
    deviation: Math.sqrt(variance),
    likeness: variance > 0 ? covariance / variance : 1,
    coloured: coloured / pixels,
    shades: seen.reduce((count, one) => count + one, 0),
  }
}

/** A lung covers at least this much of a picture of a chest. */
const leastLung = 0.02
const mostLung = 0.45
/** Of a border, along which a lung runs only where the picture cuts it off. */
const cutOff = 0.12

/** Masks of the size of the picture. Where no lung was asked for, nothing is doubted. */
export function doubtsOfAnatomy(masks: ReadonlyMap<Structure, Mask>, raster: Raster): string[] {
  const [left, right] = [masks.get('Left Lung'), masks.get('Right Lung')]
  if (left === undefined || right === undefined) return []
  const share = (mask: Mask) => maskArea(mask) / (mask.width * mask.height)
  const missing = [
    ...(share(left) < leastLung ? ['left lung'] : []),
    ...(share(right) < leastLung ? ['right lung'] : []),
  ]
  if (missing.length > 0) return [`no ${missing.join(' and no ')} was found`]
  const swapped = middleColumn(left) < middleColumn(right)
  const touching = borderShare(left, right)
  return [
    ...(share(left) > mostLung || share(right) > mostLung ? ['a lung fills half of the picture'] : []),
    ...(swapped ? ['the left lung lies on the side of the right one'] : []),
    ...(touching > cutOff ? ['the lungs are cut off at the border'] : []),
    ...(isInverted(left, right, raster) ? ['air is brighter than bone: it is inverted'] : []),
  ]
}

function middleColumn(mask: Mask): number {
  const box = boundingBox(mask)
  return box === undefined ? 0 : (box.x0 + box.x1) / 2
}

/** The greatest part of a border that the lungs cover. */
function borderShare({ width, height, data }: Mask, other: Mask): number {
  const covered = (cells: number[]) =>
    cells.filter(i => data[i] === 1 || other.data[i] === 1).length / cells.length
  const row = (y: number) => Array.from({ length: width }, (_, x) => y * width + x)
  const column = (x: number) => Array.from({ length: height }, (_, y) => y * width + x)
  return Math.max(covered(row(0)), covered(row(height - 1)), covered(column(0)), covered(column(width - 1)))
}

/** Whether the lungs are brighter than what lies between and around them within their common box. */
function isInverted(left: Mask, right: Mask, { channels, samples }: Raster): boolean {
  const [a, b] = [boundingBox(left), boundingBox(right)]
  if (a === undefined || b === undefined) return false
  const [x0, x1] = [Math.min(a.x0, b.x0), Math.max(a.x1, b.x1)]
  const [y0, y1] = [Math.min(a.y0, b.y0), Math.max(a.y1, b.y1)]
  const sums = { inside: 0, outside: 0 }
  const counts = { inside: 0, outside: 0 }
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) {
      const i = y * left.width + x
      const where = left.data[i] === 1 || right.data[i] === 1 ? 'inside' : 'outside'
      sums[where] += samples[i * channels] ?? 0
      counts[where]++
    }
  return (
    counts.outside > 0 && counts.inside > 0 && sums.inside / counts.inside > sums.outside / counts.outside
  )
}
