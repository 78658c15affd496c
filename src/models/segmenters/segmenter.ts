/**
 * Promptable segmentation behind one interface: an image is opened once, then each prompt gives the mask
 * of all prompts so far. Whatever a method can compute before the first prompt (embedding, edge weights)
 * belongs to `open`, so that a click costs only itself. The action set is that of MedSAM-Agent
 * (arXiv 2602.03320): a box starts an object, points grow or cut it.
 */
import { basename, resolve } from 'node:path'
import type { Box, Mask, Point, Raster } from '../../imaging/index.ts'

/** In pixels of the opened image: (0, 0) is the top left corner, so a click on pixel (i, j) is (i + ½, j + ½). */
export type Prompt = { kind: 'box'; box: Box } | { kind: 'point'; at: Point; positive: boolean }

/** One image, its prompts in order, and the mask they give. Prompts of one session must not overlap in time. */
export type SegmentSession = {
  /** Pixels of the image, and so of every mask. */
  width: number
  height: number
  /** In the order given; a prompt that failed is not among them. */
  prompts(): readonly Prompt[]
  /**
   * Adds a prompt to all before it and returns the mask they give together. Throws `bad-usage` for a box
   * without area or off the image or a point off the image, and a `provider-…` error where the model or
   * service behind it fails or takes too long; the session then stands as before.
   */
  add(prompt: Prompt, signal?: AbortSignal): Promise<Mask>
  /** The mask of the last prompt; empty before the first. */
  mask(): Mask
  /**
   * Takes the last prompt back: prompts, mask and all that follows are as they were before it. Absent where the
   * method cannot; open the image again then.
   */
  undo?(): void
  /** Frees what the session holds; it takes no prompts afterwards. */
  close(): void
}

export type Segmenter = {
  /** As given to `createSegmenter`: `builtin`, `onnx:DIR` or `http:URL`. */
  id: string
  /** Whether images leave this machine. */
  locality: 'local' | 'remote'
  /** Opens an image. Throws a `provider-…` error where the model or service behind it fails. */
  open(image: Raster, signal?: AbortSignal): Promise<SegmentSession>
}

/** What clients and files may be told of a segmenter: its id, of a folder on this machine only the name. */
export function shownId({ id }: Pick<Segmenter, 'id'>): string {
  const folder = /^onnx:(?<folder>.+)$/s.exec(id)?.groups?.folder
  return folder === undefined ? id : `onnx:${basename(resolve(folder))}`
}
