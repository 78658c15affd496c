/**
 * Where a picture lies in the square that a network sees. SAM makes the longer side fit and leaves the rest
 * of the square, right or below, empty; MedSAM and SAM 2 stretch the picture over the whole square.
 */
export type Size = { width: number; height: number }

export type Fit = 'pad' | 'squash'

export type Frame = {
  image: Size
  fit: Fit
  /** Side of the square, in its pixels. */
  side: number
  /** What the picture covers of the square, from the top left corner on. */
  content: Size
}

export function frameOf({ width, height }: Size, side: number, fit: Fit): Frame {
  const scale = side / Math.max(width, height)
  const fitted = (length: number) => (fit === 'squash' ? side : Math.max(1, Math.floor(length * scale + 0.5)))
  return { image: { width, height }, fit, side, content: { width: fitted(width), height: fitted(height) } }
}

/**
 * A position on the picture as a prompt coordinate. The networks count from the centre of the first pixel
 * (they add ½ themselves), where our positions count from its corner.
 */
export function toFrame({ image, content }: Frame, { x, y }: { x: number; y: number }): [number, number] {
  return [(x * content.width) / image.width - 0.5, (y * content.height) / image.height - 0.5]
}
