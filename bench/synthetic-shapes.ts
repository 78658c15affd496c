/**
 * Drawn pictures with a known target, each hard in one way: thin, concave, in parts, hollow, of low contrast, told by
 * texture alone, noisy, speckled, shaded, without an edge on one side, among its like, told by colour alone, in a
 * narrow part of the 16-bit range. Seeded, so that every run sees the same.
 */
import { type Random, random } from '../src/cases/index.ts'
import type { Mask, Raster } from '../src/imaging/index.ts'

export type Drawn = { id: string; image: Raster; truth: Mask }

const side = 256

/** Whether a place is in the target; coordinates from −1 to 1. */
type Shape = (x: number, y: number) => boolean

/** Brightness of a pixel, 0..1 (red, green, blue where three). */
type Paint = (pixel: { inside: boolean; x: number; y: number; noise: number }) => number[]

type Kind = { name: string; shape: (random: Random) => Shape; paint: (random: Random) => Paint }

const shade =
  (contrast: number, noise: number): Kind['paint'] =>
  () =>
  ({ inside, noise: n }) => [0.45 + (inside ? contrast : 0) + noise * n]

const kinds: Kind[] = [
  { name: 'plain blob', shape: blob, paint: shade(0.25, 0.05) },
  { name: 'thin curve', shape: curve, paint: shade(0.25, 0.05) },
  { name: 'thin branches', shape: branches, paint: shade(-0.25, 0.05) },
  { name: 'concave', shape: horseshoe, paint: shade(0.25, 0.08) },
  { name: 'three parts', shape: parts, paint: shade(0.25, 0.08) },
  { name: 'ring', shape: ring, paint: shade(-0.2, 0.08) },
  { name: 'low contrast', shape: blob, paint: shade(0.06, 0.06) },
  { name: 'noisy star', shape: star, paint: shade(0.3, 0.3) },
  { name: 'texture', shape: blob, paint: textured },
  { name: 'speckle', shape: blob, paint: speckled },
  { name: 'shading', shape: star, paint: shaded },
  { name: 'missing edge', shape: blob, paint: openSided },
  { name: 'among its like', shape: blob, paint: amongLike },
  { name: 'colour alone', shape: star, paint: coloured },
  { name: '16-bit, narrow', shape: blob, paint: shade(0.02, 0.01) },
]

export function syntheticShapes(seed: string, perKind: number): Drawn[] {
  return kinds.flatMap(kind =>
    Array.from({ length: perKind }, (_, i) => draw(kind, i, random(`${seed}:${kind.name}:${i}`))),
  )
}

function draw({ name, shape, paint }: Kind, index: number, stream: Random): Drawn {
  const [inTarget, colourOf] = [shape(stream), paint(stream)]
  const data = new Uint8Array(side * side)
  const colours = Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [((i % side) + 0.5) / (side / 2) - 1, (Math.floor(i / side) + 0.5) / (side / 2) - 1]
    const inside = inTarget(x, y)
    data[i] = Number(inside)
    return colourOf({ inside, x, y, noise: gauss(stream) })
  })
  const channels = colours[0]?.length === 3 ? 3 : 1
  const deep = name.startsWith('16-bit')
  const most = deep ? 65_535 : 255
  const values = colours.flat().map(value => Math.round(most * Math.min(1, Math.max(0, value))))
  const samples = deep ? Uint16Array.from(values) : Uint8Array.from(values)
  const size = { width: side, height: side }
  return { id: `${name} ${index + 1}`, image: { ...size, channels, samples }, truth: { ...size, data } }
}

function gauss({ unit }: Random): number {
  return Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit())
}

const between = ({ unit }: Random, low: number, high: number) => low + (high - low) * unit()

/** A closed curve around a centre whose radius waves a few times. */
function blob(stream: Random): Shape {
  const [cx, cy, r] = [between(stream, -0.2, 0.2), between(stream, -0.2, 0.2), between(stream, 0.3, 0.5)]
  const waves = [2, 3, 5].map(n => ({ n, size: between(stream, 0.03, 0.15), turn: between(stream, 0, 6.3) }))
  return (x, y) => {
    const angle = Math.atan2(y - cy, x - cx)
    const wave = waves.reduce((sum, { n, size, turn }) => sum + size * Math.sin(n * angle + turn), 1)
    return Math.hypot(x - cx, y - cy) < r * wave
  }
}

function curve(stream: Random): Shape {
  const [height, turn, waves] = [between(stream, 0.3, 0.6), between(stream, 0, 6.3), between(stream, 3, 6)]
  return (x, y) => {
    const slope = height * waves * Math.cos(waves * x + turn)
    return (
      Math.abs(x) < 0.8 && Math.abs(y - height * Math.sin(waves * x + turn)) < 0.035 * Math.hypot(1, slope)
    )
  }
}

/** A trunk with four arms that grow thinner. */
function branches(stream: Random): Shape {
  const arms = Array.from({ length: 4 }, (_, i) => ({
    from: -0.6 + 0.35 * i,
    slope: between(stream, 0.4, 1.2) * (i % 2 === 0 ? 1 : -1),
  }))
  return (x, y) => {
    if (Math.abs(y) < 0.05 - 0.02 * x && Math.abs(x) < 0.85) return true
    return arms.some(({ from, slope }) => {
      const along = x - from
      return (
        along > 0 &&
        along < 0.5 &&
        Math.abs(y - slope * along) < (0.035 - 0.03 * along) * Math.hypot(1, slope)
      )
    })
  }
}

function horseshoe(stream: Random): Shape {
  const [turn, gap] = [between(stream, -3, 3), between(stream, 0.6, 1)]
  return (x, y) => {
    const radius = Math.hypot(x, y)
    const angle = Math.abs(Math.atan2(Math.sin(Math.atan2(y, x) - turn), Math.cos(Math.atan2(y, x) - turn)))
    return radius > 0.35 && radius < 0.65 && angle > gap
  }
}

function parts(stream: Random): Shape {
  const discs = [-0.5, 0, 0.5].map(x => ({
    x,
    y: between(stream, -0.4, 0.4),
    r: between(stream, 0.12, 0.22),
  }))
  return (x, y) => discs.some(disc => Math.hypot(x - disc.x, y - disc.y) < disc.r)
}

function ring(stream: Random): Shape {
  const [inner, outer] = [between(stream, 0.25, 0.4), between(stream, 0.5, 0.65)]
  return (x, y) => Math.hypot(x, y) < outer && Math.hypot(x, y) > inner
}

function star(stream: Random): Shape {
  const [points, turn] = [5 + stream.below(3), between(stream, 0, 6.3)]
  return (x, y) => Math.hypot(x, y) < 0.45 + 0.2 * Math.sin(points * Math.atan2(y, x) + turn)
}

/** Stripes inside and outside of one mean and contrast; only their direction differs. */
function textured(stream: Random): Paint {
  const [turn, pitch] = [between(stream, 0, 3), between(stream, 45, 60)]
  return ({ inside, x, y, noise }) => {
    const angle = turn + (inside ? Math.PI / 2 : 0)
    return [0.5 + 0.2 * Math.sin(pitch * (x * Math.cos(angle) + y * Math.sin(angle))) + 0.05 * noise]
  }
}

/** Rayleigh noise times the mean, as in ultrasound. */
function speckled({ unit }: Random): Paint {
  return ({ inside }) => [(inside ? 0.18 : 0.34) * Math.sqrt(-2 * Math.log(1 - unit())) * 0.8]
}

/** A slope of brightness larger than the contrast. */
function shaded(stream: Random): Paint {
  const turn = between(stream, 0, 6.3)
  return ({ inside, x, y, noise }) => [
    0.45 + (inside ? 0.15 : 0) + 0.25 * (x * Math.cos(turn) + y * Math.sin(turn)) + 0.03 * noise,
  ]
}

/** The surroundings on one side look like the target. */
function openSided(stream: Random): Paint {
  const turn = between(stream, 0, 6.3)
  return ({ inside, x, y, noise }) => {
    const beyond =
      x * Math.cos(turn) + y * Math.sin(turn) > 0.2 && Math.abs(x * Math.sin(turn) - y * Math.cos(turn)) < 0.3
    return [0.4 + (inside || beyond ? 0.25 : 0) + 0.06 * noise]
  }
}

/** Discs that look like the target lie all around it. */
function amongLike(): Paint {
  return ({ inside, x, y, noise }) => {
    const [u, v] = [((x + 3) % 0.3) - 0.15, ((y + 3) % 0.3) - 0.15]
    const far = Math.max(Math.abs(x), Math.abs(y)) > 0.72
    return [0.4 + (inside || (far && Math.hypot(u, v) < 0.11) ? 0.25 : 0) + 0.06 * noise]
  }
}

function coloured(): Paint {
  return ({ inside, noise }) => [
    0.5 + (inside ? 0.08 : 0) + 0.06 * noise,
    0.5 - (inside ? 0.04 : 0) + 0.06 * noise,
    0.5 - (inside ? 0.04 : 0) + 0.06 * noise,
  ]
}
