/** Lung that is filled or has lost its air: consolidation, pneumonia, infiltration, haze, atelectasis. */
import type { Mask } from '../../../imaging/index.ts'
import { inLung } from '../anatomy.ts'
import { between, direction, type Side } from '../patient.ts'
import { addDepth, chanceOf, fillAir, inVisibleLung, type Scene } from '../scene.ts'
import { type Texture, texture } from '../texture.ts'
import { type Ellipse, smooth, traceEllipse, traceStroke } from '../trace.ts'
import { placeIn } from './place.ts'

/** Fills an ellipse of lung with a ragged outline; the mask is where a good part of the lesion's own density lies. */
function fillPatch(
  scene: Scene,
  side: Side,
  ellipse: Ellipse,
  part: number,
  ragged: Texture,
  mask: Mask,
): void {
  const { size } = scene
  const { rx, ry } = ellipse
  traceEllipse(size, { ...ellipse, rx: rx * 1.35, ry: ry * 1.35 }, (i, square) => {
    const grain = ragged.at(((i % size) + 0.5) / size, (i / size + 0.5) / size)
    const edge = 1 - square * 1.35 ** 2 + 0.42 * grain
    if (edge <= 0) return
    const held = Math.min(1, edge * 1.15)
    const here = held * held * (3 - 2 * held) * (1 + 0.1 * grain)
    fillAir(scene, i, part * Math.min(1, here) * Math.min(1, (1 - square) * 4))
    if (here > 0.2 && inVisibleLung(scene, side, i)) mask.data[i] = 1
  })
}

/** A lobe that is filled; bronchi that still hold air are seen in it where it is a pneumonia. */
export function paintConsolidation(
  scene: Scene,
  side: Side,
  severity: number,
  mask: Mask,
  bronchogram: boolean,
): void {
  const chance = chanceOf(scene, `consolidation ${side}`)
  const [low, high] = chance.pick([
    [0.2, 0.35],
    [0.5, 0.65],
    [0.65, 0.85],
  ] as const)
  const [x, y] = placeIn(scene, side, `consolidation place ${side}`, low, high)
  const big = (0.055 + 0.075 * severity) * between(chance, 0.85, 1.15)
  const ellipse = { x, y, rx: big, ry: big * between(chance, 0.7, 1.1), angle: between(chance, -0.6, 0.6) }
  fillPatch(scene, side, ellipse, 0.2 + 0.65 * severity, texture(chance.unit(), chance.unit(), 0.9), mask)
  if (!bronchogram) return
  const towards = Math.atan2(y - scene.anatomy.apex - 0.28, direction[side] * 0.12)
  for (let n = -1; n <= 1; n++) {
    const angle = towards + n * 0.5 + between(chance, -0.15, 0.15)
    const at = (r: number, half: number) =>
      [x + Math.cos(angle) * r * big, y + Math.sin(angle) * r * big * 0.8, half] as const
    const path = smooth([at(-0.65, 0.0062), at(0, 0.0048), at(0.6, 0.003)], 3)
    traceStroke(scene.size, path, (i, radius, share) => {
      if (mask.data[i] === 1)
        addDepth(
          scene,
          i,
          'water',
          -(0.5 + 1.6 * severity) * share * Math.sqrt(Math.max(0, 1 - radius * radius)),
        )
    })
  }
}

/** Several small ill-defined patches. */
export function paintInfiltration(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const chance = chanceOf(scene, `infiltration ${side}`)
  const uneven = texture(chance.unit(), chance.unit(), 1.6)
  const base = between(chance, 0.3, 0.75)
  for (let n = 0; n < 6; n++) {
    const [x, y] = placeIn(scene, side, `infiltration ${side} ${n}`, base - 0.2, base + 0.2)
    const big = between(chance, 0.02, 0.045) * (0.8 + 0.4 * severity)
    fillPatch(
      scene,
      side,
      { x, y, rx: big, ry: big * between(chance, 0.7, 1.3) },
      0.1 + 0.3 * severity,
      uneven,
      mask,
    )
  }
}

/** A veil over part of a lung through which vessels are still seen. */
export function paintHaze(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const chance = chanceOf(scene, `haze ${side}`)
  const [x, y] = placeIn(scene, side, `haze place ${side}`, 0.3, 0.8)
  const big = 0.08 + 0.06 * chance.unit()
  const ellipse = { x, y, rx: big, ry: big * between(chance, 0.9, 1.4), angle: between(chance, -0.5, 0.5) }
  fillPatch(scene, side, ellipse, 0.06 + 0.22 * severity, texture(chance.unit(), chance.unit(), 0.4), mask)
}

/** Bands of airless lung above a raised hemidiaphragm. The loss of volume is part of the anatomy. */
export function paintAtelectasis(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const { size } = scene
  const chance = chanceOf(scene, `atelectasis ${side}`)
  const bands = 1 + Math.round(2 * severity * chance.unit())
  for (let n = 0; n < bands; n++) {
    const q = between(chance, 0.76, 0.93) - 0.08 * n
    const tilt = between(chance, -0.08, 0.14)
    const [from, to] = [between(chance, 0.12, 0.3), between(chance, 0.6, 0.92)]
    const half = 0.006 + 0.013 * severity * between(chance, 0.7, 1)
    const at = (u: number, width: number) => {
      const [x, y] = inLung(scene.anatomy, side, from + (to - from) * u, Math.min(0.98, q + tilt * (u - 0.5)))
      return [x, y, width] as const
    }
    traceStroke(
      size,
      smooth([at(0, half * 0.4), at(0.5, half * 1.15), at(1, half * 0.2)], 4),
      (i, radius, share) => {
        fillAir(scene, i, (0.12 + 0.45 * severity) * share * (1 - radius * radius))
        if (inVisibleLung(scene, side, i)) mask.data[i] = 1
      },
    )
  }
}
