/**
 * Fixations out of samples, by the two classic rules (Salvucci & Goldberg, "Identifying fixations and
 * saccades in eye-tracking protocols", ETRA 2000):
 *
 * - velocity threshold (I-VT): samples slower than the threshold belong to fixations; neighbours of the
 *   same kind are joined. The speed at a sample is taken over a window around it, since at 250 Hz the
 *   noise from one sample to the next is as fast as a saccade.
 * - dispersion threshold (I-DT): the longest windows in which (max x − min x) + (max y − min y) stays
 *   within the threshold.
 *
 * Degrees become pixels by `pixelsPerDegree`, which must be given then: there is no hidden screen distance.
 * Samples without a usable position are left out; where that leaves a silence longer than `maxGapMs`, and
 * wherever the clock does not move on, a fixation ends.
 */
import { PraxisError } from '../../cases/index.ts'
import { type Point, point } from '../geometry.ts'
import type { Fixation, GazeSample, PixelsPerDegree } from './gaze.ts'

type Common = {
  /** Shorter ones are dropped, milliseconds. */
  minDurationMs: number
  /** Longest silence inside a fixation, milliseconds. By default 75, shorter than a blink. */
  maxGapMs?: number
  /** Needed where the threshold is in degrees. */
  pixelsPerDegree?: PixelsPerDegree
}
export type VelocityOptions = Common & {
  threshold: { value: number; unit: 'px/s' | 'deg/s' }
  /** Span over which speed is taken, milliseconds; 0 from one sample to the next. By default 20. */
  windowMs?: number
}
export type DispersionOptions = Common & { threshold: { value: number; unit: 'px' | 'deg' } }

const defaultMaxGapMs = 75
const defaultWindowMs = 20

/** I-VT. Throws `bad-usage` for a threshold that is not positive, or in degrees without a scale. */
export function fixationsByVelocity(samples: readonly GazeSample[], options: VelocityOptions): Fixation[] {
  const scale = scaleOf(options)
  const windowMs = options.windowMs ?? defaultWindowMs
  return runsOf(samples, options.maxGapMs ?? defaultMaxGapMs).flatMap(run => {
    const slow = run.map((_, i) => speed(run, i, windowMs, scale) < options.threshold.value)
    const found: Fixation[] = []
    let from = 0
    for (let i = 1; i <= run.length; i++) {
      if (i < run.length && slow[i] === slow[from]) continue
      if (slow[from]) found.push(fixationOf(run.slice(from, i)))
      from = i
    }
    return found.filter(({ startMs, endMs }) => endMs - startMs >= options.minDurationMs)
  })
}

/** I-DT. Errors as `fixationsByVelocity`. */
export function fixationsByDispersion(
  samples: readonly GazeSample[],
  options: DispersionOptions,
): Fixation[] {
  const scale = scaleOf(options)
  const fits = (extent: Extent) => spread(extent, scale) <= options.threshold.value
  return runsOf(samples, options.maxGapMs ?? defaultMaxGapMs).flatMap(run => {
    const found: Fixation[] = []
    let from = 0
    while (from < run.length) {
      let end = from
      let extent = noExtent
      while (end < run.length) {
        const wider = widened(extent, run[end])
        if (!fits(wider)) break
        extent = wider
        end++
      }
      const first = run[from]
      const last = run[end - 1]
      if (first && last && last.tMs - first.tMs >= options.minDurationMs) {
        found.push(fixationOf(run.slice(from, end)))
        from = end
      } else from++
    }
    return found
  })
}

type Placed = { tMs: number; at: Point }

/** Stretches of usable samples whose clock moves on without a long silence. */
function runsOf(samples: readonly GazeSample[], maxGapMs: number): Placed[][] {
  const runs: Placed[][] = []
  let before: number | undefined
  let clock = Number.NEGATIVE_INFINITY
  for (const { tMs, at, valid } of samples) {
    const stepped = tMs > clock
    clock = tMs
    if (!stepped) before = undefined
    if (!valid || at === undefined) continue
    if (before === undefined || tMs - before > maxGapMs) runs.push([])
    runs.at(-1)?.push({ tMs, at })
    before = tMs
  }
  return runs
}

/** Speed at a sample over the window around it, in pixels or degrees per second. */
function speed(run: readonly Placed[], i: number, windowMs: number, scale: PixelsPerDegree): number {
  const here = run[i]
  if (here === undefined) return 0
  let [a, b] = [i, i]
  if (windowMs === 0) a = i === 0 ? 0 : i - 1
  else {
    while (a > 0 && here.tMs - (run[a - 1]?.tMs ?? 0) <= windowMs / 2) a--
    while (b < run.length - 1 && (run[b + 1]?.tMs ?? 0) - here.tMs <= windowMs / 2) b++
  }
  if (a === b) [a, b] = [Math.max(0, i - 1), Math.max(1, i)]
  const [from, to] = [run[a], run[b]]
  if (from === undefined || to === undefined || to.tMs <= from.tMs) return 0
  const distance = Math.hypot((to.at.x - from.at.x) / scale.x, (to.at.y - from.at.y) / scale.y)
  return (distance * 1000) / (to.tMs - from.tMs)
}

type Extent = { x0: number; y0: number; x1: number; y1: number }
const noExtent: Extent = {
  x0: Number.POSITIVE_INFINITY,
  y0: Number.POSITIVE_INFINITY,
  x1: Number.NEGATIVE_INFINITY,
  y1: Number.NEGATIVE_INFINITY,
}

function widened({ x0, y0, x1, y1 }: Extent, placed: Placed | undefined): Extent {
  const { x, y } = placed?.at ?? point(Number.NaN, Number.NaN)
  return { x0: Math.min(x0, x), y0: Math.min(y0, y), x1: Math.max(x1, x), y1: Math.max(y1, y) }
}

function spread({ x0, y0, x1, y1 }: Extent, scale: PixelsPerDegree): number {
  return (x1 - x0) / scale.x + (y1 - y0) / scale.y
}

function fixationOf(samples: readonly Placed[]): Fixation {
  const mean = (of: (p: Placed) => number) => samples.reduce((sum, p) => sum + of(p), 0) / samples.length
  const extent = samples.reduce(widened, noExtent)
  return {
    startMs: samples[0]?.tMs ?? 0,
    endMs: samples.at(-1)?.tMs ?? 0,
    at: point(
      mean(p => p.at.x),
      mean(p => p.at.y),
    ),
    dispersion: spread(extent, { x: 1, y: 1 }),
  }
}

function scaleOf({ threshold, pixelsPerDegree }: VelocityOptions | DispersionOptions): PixelsPerDegree {
  if (!(threshold.value > 0))
    throw new PraxisError('bad-usage', `a threshold of ${threshold.value} finds nothing`, 'give one above 0')
  if (!threshold.unit.startsWith('deg')) return { x: 1, y: 1 }
  if (pixelsPerDegree === undefined || !(pixelsPerDegree.x > 0) || !(pixelsPerDegree.y > 0))
    throw new PraxisError(
      'bad-usage',
      'a threshold in degrees needs the pixels that a degree spans',
      'give pixelsPerDegree, or the threshold in pixels',
    )
  return pixelsPerDegree
}
