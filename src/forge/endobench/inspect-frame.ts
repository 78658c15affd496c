/** One look at a frame: its size, hashes and lesions, or the reason why it cannot be used. */
import { hashBytes, messageOf } from '../../cases/index.ts'
import {
  boxArea,
  boxFits,
  connectedComponents,
  inspectImage,
  perceptualHash,
  readMask,
} from '../../imaging/index.ts'
import { type Frame, type FrameSource, type Lesion, lesionShare, type Refusal, speckShare } from './frame.ts'

export async function inspectFrame(source: FrameSource): Promise<Frame | Refusal> {
  const refuse = (why: string): Refusal => ({ frame: source.name, why })
  try {
    const bytes = await source.image()
    const { width, height } = await inspectImage(bytes)
    const lesions = await lesionsOf(source, width, height)
    if (typeof lesions === 'string') return refuse(lesions)
    const { name: id, patient, split, scene } = source
    return {
      source,
      id,
      width,
      height,
      image: hashBytes(bytes),
      perceptual: await perceptualHash(bytes),
      lesions,
      outlined: source.mask !== undefined,
      ...(patient !== undefined && { patient }),
      ...(split !== undefined && { split }),
      ...(scene !== undefined && { scene }),
    }
  } catch (error) {
    return refuse(messageOf(error))
  }
}

async function lesionsOf(source: FrameSource, width: number, height: number): Promise<Lesion[] | string> {
  if (source.mask === undefined) return boxedLesions(source, width, height)
  const mask = await readMask(await source.mask())
  if (mask.width !== width || mask.height !== height)
    return `the mask is ${mask.width}×${mask.height}, the image ${width}×${height}`
  const regions = connectedComponents(mask, { minArea: Math.ceil(speckShare * width * height) })
  if (regions.length === 0) return 'the mask is empty, which does not prove that there is no lesion'
  const unclear = regions.find(({ area }) => area < lesionShare * width * height)
  if (unclear !== undefined)
    return `a region of ${unclear.area} pixels is too small to tell a lesion from a speck`
  return regions.map(({ box, area }) => ({ box, area }))
}

function boxedLesions({ boxes = [] }: FrameSource, width: number, height: number): Lesion[] | string {
  const outside = boxes.find(({ box }) => !boxFits(box, width, height))
  if (outside !== undefined) {
    const { x0, y0, x1, y1 } = outside.box
    return `the box ${x0},${y0} to ${x1},${y1} does not lie on the image of ${width}×${height}`
  }
  return boxes.map(({ box }) => ({ box, area: boxArea(box) })).toSorted((a, b) => b.area - a.area)
}
