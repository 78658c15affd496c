/**
 * Pictures of an episode for people: the mask in translucent green, as the model was shown it, the reference as an
 * outline, and the boxes and clicks. The picture is brought to its final size first, so that lines stay thin.
 */
import {
  contours,
  decode,
  drawOverlay,
  eightBit,
  encodePng,
  type Mask,
  paintMask,
  point,
  type Raster,
  resample,
  type Shape,
} from '../../imaging/index.ts'
import type { Drawn } from '../../verify/index.ts'

const colours = {
  reference: '#ffb22e',
  box: '#3db8ff',
  positive: '#3ddc84',
  negative: '#ff5a52',
} as const

export type Layers = { mask?: Mask | undefined; reference?: Mask | undefined; drawn?: readonly Drawn[] }

/** Draws layers over one picture; gives a PNG. */
export type Painter = (layers: Layers) => Promise<Uint8Array>

/** For pictures whose longer side has `side` pixels. */
export async function painterOf(image: Raster, side: number): Promise<Painter> {
  const scale = side / Math.max(image.width, image.height)
  const size = { width: scaled(image.width, scale), height: scaled(image.height, scale) }
  const whole = { frame: 'pixel', x0: 0, y0: 0, x1: image.width, y1: image.height } as const
  const view = eightBit(await decode(await resample(await encodePng(image), whole, size)))
  return async ({ mask, reference, drawn = [] }) => {
    const ground = mask === undefined ? view : paintMask(view, atLeast(mask, view))
    const shapes = [
      ...(reference === undefined ? [] : outlines(reference, view)),
      ...drawn.map(one => shapeOf(one, scale, side)),
    ]
    return drawOverlay(await encodePng(ground), shapes)
  }
}

function outlines(mask: Mask, view: Raster): Shape[] {
  const [sx, sy] = [view.width / mask.width, view.height / mask.height]
  return contours(mask).map(polygon => ({
    kind: 'polygon',
    points: polygon.map(({ x, y }) => point(x * sx, y * sy)),
    colour: colours.reference,
    width: Math.max(1.5, view.width / 400),
  }))
}

function shapeOf(drawn: Drawn, scale: number, side: number): Shape {
  if (drawn.kind === 'box') {
    const { x0, y0, x1, y1 } = drawn.box
    const box = { frame: 'pixel', x0: x0 * scale, y0: y0 * scale, x1: x1 * scale, y1: y1 * scale } as const
    return { kind: 'box', box, colour: colours.box, width: 1 + side / 300 }
  }
  const { at, positive } = drawn
  const colour = positive ? colours.positive : colours.negative
  return { kind: 'path', points: [point(at.x * scale, at.y * scale)], colour, width: 2 + side / 200 }
}

/** The mask at no fewer pixels than the picture has: a smaller one is enlarged, each pixel to a block. */
function atLeast(mask: Mask, { width, height }: Raster): Mask {
  if (mask.width >= width && mask.height >= height) return mask
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * mask.height) / height) * mask.width
    for (let x = 0; x < width; x++)
      data[y * width + x] = mask.data[row + Math.floor((x * mask.width) / width)] ?? 0
  }
  return { width, height, data }
}

function scaled(side: number, scale: number): number {
  return Math.max(1, Math.round(side * scale))
}
