/**
 * What reads frontal chest radiographs: models that give findings their probabilities, and models that outline
 * structures. They are the frozen agents of RadFabric (arXiv 2506.14142, section "Environment"). Whoever answers also
 * says how unlike its training data a picture is, where it can.
 */
import type { FindingLabel, Structure } from '../../cases/index.ts'
import type { Mask, Raster } from '../../imaging/index.ts'

/** How unlike its training data a model found a picture; it is out of its depth above the threshold. */
export type OutOfDistribution = { score: number; threshold: number }

export type FindingsAnswer = {
  /** 0..1 for every label of the model. */
  probabilities: ReadonlyMap<FindingLabel, number>
  outOfDistribution?: OutOfDistribution
}

/** Where the evidence of a finding lies: values from 0, on a grid over the whole picture, rows from the top. */
export type Evidence = { width: number; height: number; values: Float32Array }

export type FindingsModel = {
  /** Unique among the models that answer together, such as `whole` or the name of an ONNX file. */
  name: string
  version: string
  /** What it was trained on, in a few words, and how it is licensed. */
  about: string
  labels: readonly FindingLabel[]
  /** One channel of 8 or 16 bits, or colour, in which bone is white. Throws a `provider-…` error where the model fails. */
  read: (image: Raster, signal?: AbortSignal) => Promise<FindingsAnswer>
  /** The model's own evidence for these labels. Absent where it can only be probed from outside, by occlusion. */
  explain?: (
    image: Raster,
    labels: readonly FindingLabel[],
    signal?: AbortSignal,
  ) => Promise<ReadonlyMap<FindingLabel, Evidence>>
  close: () => void
}

export type AnatomyAnswer = {
  /** Of the size of the picture. A structure that was not found has an empty mask. */
  masks: ReadonlyMap<Structure, Mask>
  outOfDistribution?: OutOfDistribution
}

export type AnatomyModel = {
  name: string
  version: string
  about: string
  structures: readonly Structure[]
  segment: (image: Raster, signal?: AbortSignal) => Promise<AnatomyAnswer>
  close: () => void
}
