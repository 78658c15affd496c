/**
 * Evidence by occlusion, for a model that can only be asked (M. Zeiler and R. Fergus, arXiv 1311.2901): a patch is
 * hidden, and what the logit of a label drops is the evidence for it in the patch. Where it rises, the patch spoke
 * against the label and counts as nothing.
 *
 * A patch takes on the mean of the five by five patches around it: near enough that lung stays darker than heart, and
 * wide enough that an even opacity of a whole lobe does not hide itself. From coarse to fine: one question hides a patch
 * for all labels at once, and only patches that matter much for one of them are asked about again in quarters, which
 * share its drop by their own.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FindingLabel } from '../../cases/index.ts'
import type { Raster } from '../../imaging/index.ts'
import { linearTaps, resample } from '../segmenters/onnx/resample.ts'
import type { Evidence, FindingsModel } from './chest-models.ts'

/** Patches along each side, at first. */
const coarse = 8
/** Evidence has one value for each quarter of a patch. */
const fine = 2 * coarse
/** A patch is looked at again where its drop is this part of the greatest. */
const worthAnother = 0.5
/** Of a label, at most. */
const mostRefined = 8
/** Patches to every side whose mean a hidden one takes on. */
const margin = 2
/** Longer side of the copy that patches are hidden on: more than the networks see. */
const workingSide = 448

export type OcclusionOptions = {
  signal?: AbortSignal | undefined
  /** Told after each question how many there were, and how many there may be. */
  onProgress?: ((done: number, total: number) => void) | undefined
}

/** Evidence for each of the labels on a grid of 16 × 16. Labels that the model does not answer have none anywhere. */
export async function occlusionEvidence(
  model: FindingsModel,
  image: Raster,
  labels: readonly FindingLabel[],
  { signal, onProgress }: OcclusionOptions = {},
): Promise<Map<FindingLabel, Evidence>> {
  const picture = shrunken(image, workingSide)
  const most = 1 + coarse ** 2 + 4 * Math.min(coarse ** 2, labels.length * mostRefined)
  let asked = 0
  const ask = async (shown: Raster) => {
    // A model that computes on this thread would leave no time limit a chance.
    await nextTurn()
    signal?.throwIfAborted()
    const { probabilities } = await model.read(shown, signal)
    onProgress?.(++asked, most)
    return labels.map(label => logit(probabilities.get(label) ?? 0.5))
  }
  const whole = await ask(picture)
  const dropsAt = async (cell: Cell, patch: Cell): Promise<number[]> => {
    const hidden = hide(picture, cell, patch)
    if (hidden === undefined) return labels.map(() => 0)
    const logits = await ask(hidden)
    return whole.map((before, i) => Math.max(0, before - (logits[i] ?? before)))
  }

  const drops: number[][] = []
  for (let i = 0; i < coarse ** 2; i++) drops.push(await dropsAt(cellOf(i, coarse), cellOf(i, coarse)))
  const quarters = new Map<number, number[][]>()
  for (const i of worthRefining(drops)) {
    const parts: number[][] = []
    for (const part of quartersOf(i)) parts.push(await dropsAt(cellOf(part, fine), cellOf(i, coarse)))
    quarters.set(i, parts)
  }
  return new Map(labels.map((label, at) => [label, evidenceOf(drops, quarters, at)]))
}

/** A square of a grid of `cells` × `cells` over the picture. */
type Cell = { column: number; row: number; cells: number }

function cellOf(i: number, cells: number): Cell {
  return { column: i % cells, row: Math.floor(i / cells), cells }
}

/** On the fine grid, those of a coarse patch. */
function quartersOf(i: number): number[] {
  const { column, row } = cellOf(i, coarse)
  const first = 2 * row * fine + 2 * column
  return [first, first + 1, first + fine, first + fine + 1]
}

function worthRefining(drops: readonly number[][]): number[] {
  const chosen = new Set<number>()
  for (let label = 0; label < (drops[0]?.length ?? 0); label++) {
    const ranked = drops
      .map((drop, i) => ({ i, drop: drop[label] ?? 0 }))
      .sort((a, b) => b.drop - a.drop || a.i - b.i)
    const least = worthAnother * (ranked[0]?.drop ?? 0)
    for (const { i, drop } of ranked.slice(0, mostRefined)) if (drop > 0 && drop >= least) chosen.add(i)
  }
  return [...chosen].sort((a, b) => a - b)
}

/** The drop of each patch, shared out among its quarters. */
function evidenceOf(
  drops: readonly number[][],
  quarters: ReadonlyMap<number, readonly number[][]>,
  label: number,
): Evidence {
  const values = new Float32Array(fine ** 2)
  for (const [i, drop] of drops.entries()) {
    const parts = quarters.get(i)?.map(part => part[label] ?? 0) ?? [0, 0, 0, 0]
    const sum = parts.reduce((total, part) => total + part, 0)
    for (const [k, at] of quartersOf(i).entries())
      values[at] = (drop[label] ?? 0) * (sum > 0 ? (parts[k] ?? 0) / sum : 1 / 4)
  }
  return { width: fine, height: fine, values }
}

/** The picture with a cell, the patch or a part of it, hidden; absent where that changes nothing that could be seen. */
function hide(picture: Raster, cell: Cell, patch: Cell): Raster | undefined {
  const { width, channels, samples } = picture
  const { x, y } = spanOf(cell, picture)
  const around = spanOf(patch, picture, margin)
  const hidden = samples.slice()
  const faint = samples instanceof Uint16Array ? 257 : 1
  let most = 0
  for (let channel = 0; channel < channels; channel++) {
    let [sum, count] = [0, 0]
    for (let j = around.y.from; j < around.y.to; j++)
      for (let i = around.x.from; i < around.x.to; i++, count++)
        sum += samples[(j * width + i) * channels + channel] ?? 0
    const mean = Math.round(sum / count)
    for (let j = y.from; j < y.to; j++)
      for (let i = x.from; i < x.to; i++) {
        const at = (j * width + i) * channels + channel
        most = Math.max(most, Math.abs((samples[at] ?? 0) - mean))
        hidden[at] = mean
      }
  }
  return most > faint ? { ...picture, samples: hidden } : undefined
}

/** The pixels of a cell, and of `more` cells to every side. */
function spanOf({ column, row, cells }: Cell, { width, height }: Raster, more = 0) {
  const edge = (at: number, size: number) => Math.round((Math.min(cells, Math.max(0, at)) * size) / cells)
  const span = (at: number, size: number) => ({
    from: edge(at - more, size),
    to: edge(at + 1 + more, size),
  })
  return { x: span(column, width), y: span(row, height) }
}

/** At most `longest` pixels on the longer side, sample type and channels kept. */
function shrunken(image: Raster, longest: number): Raster {
  const { channels } = image
  const scale = Math.min(1, longest / Math.max(image.width, image.height))
  if (scale === 1) return image
  const width = Math.max(1, Math.round(image.width * scale))
  const height = Math.max(1, Math.round(image.height * scale))
  const across = linearTaps(image.width, width, true)
  const down = linearTaps(image.height, height, true)
  const samples =
    image.samples instanceof Uint16Array
      ? new Uint16Array(width * height * channels)
      : new Uint8Array(width * height * channels)
  const row = new Float32Array(image.width)
  for (let channel = 0; channel < channels; channel++) {
    const rowAt = (y: number) => {
      for (let x = 0; x < row.length; x++)
        row[x] = image.samples[(y * row.length + x) * channels + channel] ?? 0
      return row
    }
    resample(rowAt, across, down, (values, y) => {
      for (let x = 0; x < width; x++)
        samples[(y * width + x) * channels + channel] = Math.round(values[x] ?? 0)
    })
  }
  return { width, height, channels, samples }
}

/** Cut, so that a probability of 0 or 1 gives a number. */
function logit(probability: number): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, probability))
  return Math.log(p / (1 - p))
}
