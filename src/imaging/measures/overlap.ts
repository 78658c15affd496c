/**
 * How far two masks cover the same voxels. Where masks can be empty each measure follows one policy, that of MONAI
 * with `ignore_empty=False`: finding nothing where nothing is counts as right. (MONAI's default and nnU-Net leave
 * such a case out of the mean.)
 *
 * | truth | prediction | Dice, IoU, surface Dice | distances |
 * | --- | --- | --- | --- |
 * | empty | empty | 1 | 0 |
 * | empty | not | 0 | infinite |
 * | not | empty | 0 | infinite |
 */
import { type MaskGrid, refuseOtherGrid } from './grid.ts'

/** The policy above in one sentence, to stand beside figures. */
export const emptyMaskPolicy =
  'two empty masks agree (1, distance 0); an empty mask against one that is not scores 0 and an infinite distance'

export type Overlap = { both: number; onlyTruth: number; onlyPrediction: number }

/** Voxel counts. Throws `bad-usage` for masks on different grids. */
export function overlapOf(truth: MaskGrid, prediction: MaskGrid): Overlap {
  refuseOtherGrid(truth, prediction)
  const { first, second, both } = countOnes(truth.data, prediction.data)
  return { both, onlyTruth: first - both, onlyPrediction: second - both }
}

/** Words whose bytes can be added up before one of them could overflow. */
const block = 255

/** Ones of two lists of 0 and 1, and ones that they share: four at a time, each byte of a word its own counter. */
function countOnes(a: Uint8Array, b: Uint8Array): { first: number; second: number; both: number } {
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)]
  let [first, second, both] = [0, 0, 0]
  for (let from = 0; from < wordsA.length; from += block) {
    const to = Math.min(wordsA.length, from + block)
    let [sumA, sumB, sumBoth] = [0, 0, 0]
    for (let i = from; i < to; i++) {
      const [wordA, wordB] = [wordsA[i] ?? 0, wordsB[i] ?? 0]
      sumA = (sumA + wordA) | 0
      sumB = (sumB + wordB) | 0
      sumBoth = (sumBoth + (wordA & wordB)) | 0
    }
    first += bytesOf(sumA)
    second += bytesOf(sumB)
    both += bytesOf(sumBoth)
  }
  return { first, second, both }
}

function bytesOf(word: number): number {
  return (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24)
}

/** The bytes as words of four; copied, and filled up with zeros, where they do not lie or end on one. */
function wordsOf(bytes: Uint8Array): Int32Array {
  if (bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0)
    return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4)
  padded.set(bytes)
  return new Int32Array(padded.buffer)
}

/** 2·|A ∩ B| / (|A| + |B|), 0..1. */
export function dice(truth: MaskGrid, prediction: MaskGrid): number {
  return diceOf(overlapOf(truth, prediction))
}

/** |A ∩ B| / |A ∪ B|, 0..1; the Jaccard index. */
export function iou(truth: MaskGrid, prediction: MaskGrid): number {
  return iouOf(overlapOf(truth, prediction))
}

/** Dice from counts, where these are needed more than once. */
export function diceOf({ both, onlyTruth, onlyPrediction }: Overlap): number {
  const total = 2 * both + onlyTruth + onlyPrediction
  return total === 0 ? 1 : (2 * both) / total
}

/** IoU from counts. */
export function iouOf({ both, onlyTruth, onlyPrediction }: Overlap): number {
  const union = both + onlyTruth + onlyPrediction
  return union === 0 ? 1 : both / union
}
