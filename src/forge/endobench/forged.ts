/** What the builder is asked for, and what it tells of its work. */
import type { Leak } from '../splits.ts'
import type { Refusal } from './frame.ts'
import type { Thinned } from './prepare-frames.ts'

export type ForgeEndobenchOptions = {
  /** A folder (see `read-frames.ts`), or `phantom:N` for N drawn frames. */
  from: string
  /** Folder for test.tsv, train.tsv, card.json and forge.json. */
  out: string
  seed: number
  /** What the masks mark, as a noun; by default "polyp", or the label of the boxes where all have one. */
  finding?: string
  /** No more items than this, shared by the splits as the frames are. */
  most?: number
}

export type ForgedEndobench = {
  out: string
  seed: number
  builder: number
  frames: number
  lesions: number
  items: Record<string, number>
  /** Items of each shape in each split. */
  shapes: Record<string, Record<string, number>>
  clusters: Record<string, number>
  /** Rounds that these frames gave no room for, by split and shape. */
  noRoom: Record<string, Record<string, number>>
  /** Frames that could not be used. */
  refused: Refusal[]
  /** Frames that would have leaked into another split. */
  leaks: Leak[]
  /** Near-duplicates of a frame that was kept. */
  thinned: Thinned[]
}
