/** An endoscopic frame with its marked lesions: what every item is made from. */
import type { Box, PerceptualHash } from '../../imaging/index.ts'

/** Where a frame's bytes come from. Nothing is held: frames are read again for each item. */
export type FrameSource = {
  /** The file's stem; unique. */
  name: string
  image: () => Promise<Uint8Array>
  /** A mask of all lesions in the image, white on black. */
  mask?: () => Promise<Uint8Array>
  /** Boxes around all lesions, where there is no mask. */
  boxes?: { box: Box; label: string }[]
  patient?: string
  split?: string
  scene?: string
}

export type Lesion = {
  box: Box
  /** Pixels of the frame. Of a box without a mask, its area. */
  area: number
}

export type Frame = {
  source: FrameSource
  /** The name of its source. */
  id: string
  width: number
  height: number
  /** SHA-256 of the image's bytes. */
  image: string
  perceptual: PerceptualHash
  patient?: string
  split?: string
  scene?: string
  /** Largest first. */
  lesions: Lesion[]
  /** Whether the outlines are known, or boxes only. */
  outlined: boolean
}

/** Where data or a frame is at fault: one line, and the building goes on. */
export type Refusal = { frame: string; why: string }

/** Mask regions below this share of the picture are specks of compression and drawing, not lesions. */
export const speckShare = 0.0005
/** Between a speck and this share it is unclear whether a region is a lesion; the frame is not used. */
export const lesionShare = 0.002
