/**
 * Looking that nobody did: a scan path over the areas of a real picture, for pictures without eye tracking.
 * It is marked as simulated wherever it goes. What is visited follows from the question; the rest is drawn:
 * one to three fixations a visit, anywhere well inside the area; durations log-normal about 250 ms, as in
 * reading radiographs; saccades last 2.2 ms a degree and 21 ms (Carpenter, Movements of the Eyes, 1988), on
 * a picture that spans 20 degrees.
 */
import { PraxisError, type Random } from '../../cases/index.ts'
import { type NamedFixation, type Point, point, regionHolds } from '../../imaging/index.ts'
import type { Scan, Scene, SceneAoi } from './scene.ts'

const pictureDegrees = 20
const medianMs = 250
const spread = 0.35

/** A scan path that visits these areas in this order. Throws where an area is not in the scene. */
export function simulateScan(scene: Scene, visits: readonly string[], random: Random): Scan {
  const path: NamedFixation[] = []
  let now = 0
  for (const name of visits) {
    const area = scene.areas.find(one => one.name === name)
    if (area === undefined)
      throw new PraxisError('bad-usage', `there is no area ${JSON.stringify(name)}`, 'name one that is there')
    for (let i = random.below(3); i >= 0; i--) {
      const at = placeIn(area, scene, random)
      const last = path.at(-1)
      if (last !== undefined) {
        const degrees = (Math.hypot(at.x - last.at.x, at.y - last.at.y) / scene.width) * pictureDegrees
        now += Math.round(21 + 2.2 * degrees)
      }
      const lasts = Math.round(clamp(medianMs * Math.exp(spread * normal(random)), 80, 900))
      path.push({ startMs: now, endMs: now + lasts, at, aoi: name })
      now += lasts
    }
  }
  return { kind: 'simulated', origin: {}, path }
}

/** A point of the area that keeps a fiftieth of the picture from its edge, or else any point of it. */
function placeIn({ aoi, box }: SceneAoi, { width, height }: Scene, random: Random): Point {
  const inside = (at: Point) => aoi === undefined || regionHolds(aoi.region, at)
  const margin = Math.min(width, height) / 50
  let found: Point | undefined
  for (let i = 0; i < 200; i++) {
    const at = point(
      tenth(box.x0 + random.unit() * (box.x1 - box.x0)),
      tenth(box.y0 + random.unit() * (box.y1 - box.y0)),
    )
    if (!inside(at)) continue
    found ??= at
    const around = [
      point(at.x - margin, at.y),
      point(at.x + margin, at.y),
      point(at.x, at.y - margin),
      point(at.x, at.y + margin),
    ]
    if (around.every(inside)) return at
  }
  if (found === undefined)
    throw new PraxisError('data-malformed', 'no point of the area can be found', 'give a larger area')
  return found
}

/** Standard normal (Box–Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
