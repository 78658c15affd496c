/**
 * Drawn endoscopic scenes with exact masks: mucosa with folds, a dark surround,
 * highlights, and polyps as shaded domes. They exercise every step of building and measuring where real
 * frames may not be shipped. They are phantoms: what a model scores on them says nothing about patients.
 */
import { type Random, random } from '../../cases/index.ts'
import { emptyMask, encodePng, type Mask, type Raster } from '../../imaging/index.ts'
import type { FrameSource } from './frame.ts'

export type Phantom = { picture: Raster; mask: Mask; polyps: number }

type Dome = {
  x: number
  y: number
  radius: number
  lobes: [number, number, number]
  tilt: number
  hue: number
}

const width = 240
const height = 192
/** Polyps keep this many pixels between them, so that each is a region of its own. */
const gap = 8

/** A scene with up to so many polyps, 0 to 6; fewer where no more fit. The same name gives the same scene. */
export function drawPhantom(name: string, wanted: number): Phantom {
  const stream = random(`phantom ${name}`)
  const domes = placeDomes(stream, wanted)
  const mucosa = drawMucosa(stream)
  const samples = new Uint8Array(width * height * 3)
  const mask = emptyMask(width, height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const dome = domes.find(d => depthIn(d, x + 0.5, y + 0.5) > 0)
      if (dome !== undefined) mask.data[at] = 1
      const ground = mucosa(x, y)
      const colour = dome === undefined ? ground : domeColour(dome, x, y, ground)
      const light = vignette(x, y)
      for (let c = 0; c < 3; c++)
        samples[at * 3 + c] = Math.max(0, Math.min(255, Math.round((colour[c] ?? 0) * light)))
    }
  drawHighlights(samples, stream, domes)
  return { picture: { width, height, channels: 3, samples }, mask, polyps: domes.length }
}

/** Phantom frames as the builder takes them: 1 to 6 polyps each, in turn. */
export function phantomFrames(count: number, seed: number): FrameSource[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `phantom-${seed}-${String(i + 1).padStart(3, '0')}`
    let drawn: { image: Promise<Uint8Array>; mask: Promise<Uint8Array> } | undefined
    const draw = () => {
      if (drawn !== undefined) return drawn
      const { picture, mask } = drawPhantom(name, 1 + (i % 6))
      drawn = { image: encodePng(picture), mask: maskPng(mask) }
      return drawn
    }
    return { name, image: () => draw().image, mask: () => draw().mask, scene: 'Colonoscopy' }
  })
}

function maskPng(mask: Mask): Promise<Uint8Array> {
  const samples = mask.data.map(pixel => pixel * 255)
  return encodePng({ width: mask.width, height: mask.height, channels: 1, samples })
}

function placeDomes({ unit, below }: Random, wanted: number): Dome[] {
  const domes: Dome[] = []
  for (let i = 0; i < 400 && domes.length < wanted; i++) {
    const dome: Dome = {
      x: 30 + unit() * (width - 60),
      y: 26 + unit() * (height - 52),
      radius: 9 + unit() * (wanted > 3 ? 9 : 18),
      lobes: [0.03 + 0.07 * unit(), 6.28 * unit(), 2 + below(3)],
      tilt: 6.28 * unit(),
      hue: unit(),
    }
    const inView = length((dome.x - width / 2) / (width / 2), (dome.y - height / 2) / (height / 2)) < 0.8
    const reach = (d: Dome) => d.radius * 1.2
    if (
      inView &&
      domes.every(other => length(other.x - dome.x, other.y - dome.y) > reach(other) + reach(dome) + gap)
    )
      domes.push(dome)
  }
  return domes
}

/** 1 at the top of the dome, 0 at its rim, negative outside. Lobes reach out by 15 % at most. */
function depthIn({ x, y, radius, lobes }: Dome, px: number, py: number): number {
  if (Math.abs(px - x) > 1.2 * radius || Math.abs(py - y) > 1.2 * radius) return -1
  const [amount, phase, count] = lobes
  const angle = Math.atan2(py - y, px - x)
  const rim = radius * (1 + amount * Math.sin(count * angle + phase))
  return 1 - length(px - x, py - y) / rim
}

type Colour = readonly [number, number, number]

/** Pink ground from two octaves of smooth noise, with dark folds that cross it as wavy bands. */
function drawMucosa(stream: Random): (x: number, y: number) => Colour {
  const coarse = smoothNoise(stream, 7)
  const fine = smoothNoise(stream, 26)
  const folds = Array.from({ length: 2 + stream.below(2) }, () => ({
    angle: 3.14 * stream.unit(),
    offset: (stream.unit() - 0.5) * 165,
    bend: 10 + 25 * stream.unit(),
    width: 5 + 7 * stream.unit(),
  }))
  return (x, y) => {
    const tone = 0.75 * coarse(x / width, y / height) + 0.25 * fine(x / width, y / height)
    const shade = folds.reduce((light, { angle, offset, bend, width: wide }) => {
      const [along, across] = [
        (x - width / 2) * Math.cos(angle) + (y - height / 2) * Math.sin(angle),
        (y - height / 2) * Math.cos(angle) - (x - width / 2) * Math.sin(angle),
      ]
      const distance = (across - offset - bend * Math.sin(along / 45)) / wide
      return light * (1 - 0.4 * Math.exp(-distance * distance))
    }, 1)
    return [(178 + 46 * tone) * shade, (92 + 48 * tone) * shade, (80 + 40 * tone) * shade]
  }
}

/** Lit from the upper left, a little redder or paler than the ground, with a dark rim. */
function domeColour(dome: Dome, px: number, py: number, ground: Colour): Colour {
  const { x, y, radius, tilt, hue } = dome
  const depth = depthIn(dome, px + 0.5, py + 0.5)
  const slope = (Math.cos(tilt) * (px - x) + Math.sin(tilt) * (py - y)) / radius
  const light = 0.82 + 0.3 * Math.sqrt(depth) - 0.22 * slope - 0.35 * Math.exp(-depth * 14)
  const shift = 1 + 0.14 * (hue - 0.3)
  return [ground[0] * light * shift, ground[1] * light * (1.02 - 0.18 * hue), ground[2] * light]
}

/** A round field of view whose light falls off towards a black surround. */
function vignette(x: number, y: number): number {
  const distance = length((x - width / 2) / (width / 2), (y - height / 2) / (height / 2))
  if (distance > 1.12) return 0
  return 1 - 0.38 * distance * distance
}

/** Wet spots: on polyps and beside them alike, so that a highlight gives nothing away. */
function drawHighlights(samples: Uint8Array, { unit }: Random, domes: readonly Dome[]): void {
  const spots = [
    ...Array.from({ length: 14 }, () => ({ x: unit() * width, y: unit() * height, r: 1.5 + 3 * unit() })),
    ...domes.flatMap(d =>
      unit() < 0.5 ? [{ x: d.x - d.radius * 0.3, y: d.y - d.radius * 0.3, r: 1.5 + 3 * unit() }] : [],
    ),
  ]
  for (const { x, y, r } of spots) {
    if (vignette(x, y) < 0.65) continue
    for (let py = Math.max(0, Math.floor(y - 2 * r)); py < Math.min(height, y + 2 * r); py++)
      for (let px = Math.max(0, Math.floor(x - 2 * r)); px < Math.min(width, x + 2 * r); px++) {
        const glow = Math.exp(-((px - x) ** 2 + (py - y) ** 2) / (r * r))
        for (let c = 0; c < 3; c++) {
          const at = (py * width + px) * 3 + c
          samples[at] = Math.round((samples[at] ?? 0) * (1 - glow) + 248 * glow)
        }
      }
  }
}

/** Values 0..1 on a grid of so many cells a side, joined smoothly. Coordinates run 0..1. */
function smoothNoise({ unit }: Random, cells: number): (u: number, v: number) => number {
  const side = cells + 2
  const grid = Float64Array.from({ length: side * side }, () => unit())
  const smooth = (t: number) => t * t * (3 - 2 * t)
  return (u, v) => {
    const [gx, gy] = [u * cells, v * cells]
    const [x, y] = [Math.floor(gx), Math.floor(gy)]
    const [fx, fy] = [smooth(gx - x), smooth(gy - y)]
    const at = (i: number, j: number) => grid[(y + j) * side + x + i] ?? 0
    const top = at(0, 0) * (1 - fx) + at(1, 0) * fx
    const bottom = at(0, 1) * (1 - fx) + at(1, 1) * fx
    return top * (1 - fy) + bottom * fy
  }
}

/** `Math.hypot` is many times slower. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y)
}
