/** Areas of interest: named regions of one picture. */
import { type Box, boxArea, type Point } from '../geometry.ts'
import { boundingBox, type Mask, maskArea } from '../mask.ts'

export type AoiRegion =
  | { kind: 'box'; box: Box }
  /** A closed outline that does not cross itself. */
  | { kind: 'polygon'; points: Point[] }
  /** The pixels of a mask, and of these only what lies in `within`, where that is given. */
  | { kind: 'mask'; mask: Mask; within?: Box }

export type Aoi = { name: string; region: AoiRegion }

/** Whether the point lies in the region. Boxes and masks are half-open, as in `geometry.ts`. */
export function regionHolds(region: AoiRegion, { x, y }: Point): boolean {
  switch (region.kind) {
    case 'box':
      return inBox(region.box, x, y)
    case 'polygon':
      return inPolygon(region.points, x, y)
    case 'mask': {
      const { mask, within } = region
      const [column, row] = [Math.floor(x), Math.floor(y)]
      if (column < 0 || row < 0 || column >= mask.width || row >= mask.height) return false
      return mask.data[row * mask.width + column] === 1 && (within === undefined || inBox(within, x, y))
    }
  }
}

/** The smallest box around the region; undefined where nothing is in it. */
export function regionBox(region: AoiRegion): Box | undefined {
  switch (region.kind) {
    case 'box':
      return boxArea(region.box) > 0 ? region.box : undefined
    case 'polygon': {
      const [xs, ys] = [region.points.map(p => p.x), region.points.map(p => p.y)]
      const found: Box = {
        frame: 'pixel',
        x0: Math.min(...xs),
        y0: Math.min(...ys),
        x1: Math.max(...xs),
        y1: Math.max(...ys),
      }
      return boxArea(found) > 0 ? found : undefined
    }
    case 'mask':
      return boundingBox(clipped(region))
  }
}

/** Square pixels. */
export function regionArea(region: AoiRegion): number {
  switch (region.kind) {
    case 'box':
      return boxArea(region.box)
    case 'polygon':
      return shoelace(region.points)
    case 'mask':
      return maskArea(clipped(region))
  }
}

/** The area that a point lies in; of areas that overlap the smallest, which is the most particular. */
export function aoiAt(aois: readonly Aoi[], at: Point): Aoi | undefined {
  let found: Aoi | undefined
  for (const aoi of aois)
    if (regionHolds(aoi.region, at) && (found === undefined || areaOf(aoi) < areaOf(found))) found = aoi
  return found
}

/** Mask areas are counted once for each region. */
const areas = new WeakMap<AoiRegion, number>()

function areaOf({ region }: Aoi): number {
  const area = areas.get(region) ?? regionArea(region)
  areas.set(region, area)
  return area
}

function clipped({ mask, within }: AoiRegion & { kind: 'mask' }): Mask {
  if (within === undefined) return mask
  const data = mask.data.slice()
  for (let y = 0; y < mask.height; y++)
    for (let x = 0; x < mask.width; x++) if (!inBox(within, x + 0.5, y + 0.5)) data[y * mask.width + x] = 0
  return { width: mask.width, height: mask.height, data }
}

function inBox({ x0, y0, x1, y1 }: Box, x: number, y: number): boolean {
  return x >= x0 && x < x1 && y >= y0 && y < y1
}

/** Crossings of a ray to the right (even–odd rule). */
function inPolygon(points: readonly Point[], x: number, y: number): boolean {
  let inside = false
  for (const [i, a] of points.entries()) {
    const b = points[(i + points.length - 1) % points.length] ?? a
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

function shoelace(points: readonly Point[]): number {
  let twice = 0
  for (const [i, a] of points.entries()) {
    const b = points[(i + 1) % points.length] ?? a
    twice += a.x * b.y - b.x * a.y
  }
  return Math.abs(twice) / 2
}
