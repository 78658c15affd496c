/** One image under segmentation: the segmenter's session, the tools on it, and every mask so far. */
import {
  boundingBox,
  connectedComponents,
  type Mask,
  maskArea,
  maskPng,
  type Raster,
} from '../../imaging/index.ts'
import type { SegmentSession } from '../../models/index.ts'
import { type SegmentTools, segmentTools } from './actions.ts'
import { boxToGrid, imageSpan } from './grid.ts'
import { viewOf } from './picture.ts'

export type Episode = {
  session: SegmentSession
  tools: SegmentTools
  view: Raster
  /** The mask after each turn as PNG; the first is the empty one before any. */
  masks: Uint8Array[]
}

export async function beginEpisode(
  image: Raster,
  session: SegmentSession,
  timeoutMs: number,
): Promise<Episode> {
  const tools = segmentTools(session, { timeoutMs })
  return { session, tools, view: await viewOf(image), masks: [await maskPng(session.mask())] }
}

export type MaskMeasures = {
  areaPixels: number
  areaFraction: number
  components: number
  box: { x0: number; y0: number; x1: number; y1: number } | null
  bbox_2d: number[] | null
}

export function measureMask(mask: Mask): MaskMeasures {
  const { width, height } = mask
  const areaPixels = maskArea(mask)
  const box = boundingBox(mask)
  return {
    areaPixels,
    areaFraction: areaPixels / (width * height),
    components: connectedComponents(mask).length,
    box: box === undefined ? null : { x0: box.x0, y0: box.y0, x1: box.x1, y1: box.y1 },
    bbox_2d: box === undefined ? null : boxToGrid(box, imageSpan(mask)),
  }
}
