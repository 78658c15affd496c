/**
 * Findings of lung and pleura. Each lesion fills air with water (or takes tissue away) by a part that grows with its
 * severity, and its mask is the region that it changes.
 */
import type { XrvLabel } from '../../cases/index.ts'
import type { Mask } from '../../imaging/index.ts'
import { domeY, inLung, lateralD, lungT, mediastinalD, midline } from './anatomy.ts'
import { between, direction, type Side, sides } from './patient.ts'
import type { Laterality, Lesion } from './plan.ts'
import { addDepth, attenuation, chanceOf, fillAir, lungCode, type Scene, squareMask } from './scene.ts'
import { type Texture, texture } from './texture.ts'
import { type Ellipse, type Path, smooth, traceEllipse, traceStroke } from './trace.ts'

type PaintLesion = (scene: Scene, lesion: Lesion, mask: Mask) => void

/** How each lesion is painted. Those that are part of anatomy or bone are drawn there. */
const painters: Partial<Record<XrvLabel, PaintLesion>> = {
  Effusion: onSides(paintEffusion),
  Pneumothorax: onSides(paintPneumothorax),
  Pleural_Thickening: onSides(paintThickening),
  Consolidation: onSides((scene, side, severity, mask) =>
    paintConsolidation(scene, side, severity, mask, false),
  ),
  Pneumonia: onSides((scene, side, severity, mask) => paintConsolidation(scene, side, severity, mask, true)),
  Infiltration: onSides(paintInfiltration),
  Atelectasis: onSides(paintAtelectasis),
  Fibrosis: onSides(paintFibrosis),
  Nodule: onSides((scene, side, severity, mask) =>
    paintRound(scene, side, mask, 'Nodule', 0.009 + 0.024 * severity, severity),
  ),
  Mass: onSides((scene, side, severity, mask) =>
    paintRound(scene, side, mask, 'Mass', 0.042 + 0.045 * severity, severity),
  ),
  'Lung Lesion': onSides(paintCavity),
  'Lung Opacity': onSides(paintHaze),
  Edema: paintEdema,
  Hernia: paintHernia,
}

/** Paints a lesion and returns its mask; absent where it belongs to anatomy or bones. */
export function paintLesion(scene: Scene, lesion: Lesion): Mask | undefined {
  const paint = painters[lesion.label]
  if (paint === undefined) return undefined
  const mask = squareMask(scene)
  paint(scene, lesion, mask)
  return mask
}

function onSides(paint: (scene: Scene, side: Side, severity: number, mask: Mask) => void): PaintLesion {
  return (scene, { side, severity }, mask) => {
    for (const one of sidesOf(side)) paint(scene, one, severity, mask)
  }
}

export function sidesOf(side: Laterality): readonly Side[] {
  return side === 'right' || side === 'left' ? [side] : sides
}

/** Calls `visit` for each pixel of a lung, with its place. */
function eachInLung(
  { lung, size }: Scene,
  side: Side,
  visit: (index: number, x: number, y: number) => void,
): void {
  const code = lungCode[side]
  for (let i = 0; i < lung.length; i++)
    if (lung[i] === code) visit(i, ((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size)
}

/** The part of the way from mediastinum to chest wall, 0..1. */
function outward({ anatomy }: Scene, side: Side, x: number, y: number): number {
  const from = mediastinalD(anatomy, side, y)
  const d = (x - midline(anatomy, y)) * direction[side]
  return (d - from) / (lateralD(anatomy, side, y) - from)
}

/** Fluid gathers at the lowest place and climbs along the chest wall: a meniscus. */
function paintEffusion(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const { anatomy, size } = scene
  const bottom = anatomy.floor[side]
  const high = 0.035 + 0.34 * severity
  const surface = Float32Array.from({ length: 129 }, (_, i) => bottom - high * (0.7 + 0.3 * (i / 128) ** 5))
  const soft = 0.02 + 0.1 * high
  eachInLung(scene, side, (i, x, y) => {
    if (y < bottom - high) return
    const p = outward(scene, side, x, y)
    const under = y - (surface[Math.round(Math.max(0, Math.min(1, p)) * 128)] ?? 1)
    if (under <= 0) return
    fillAir(scene, i, (0.55 + 0.45 * severity) * Math.min(1, under / soft))
    mask.data[i] = 1
  })
  // The recess behind the dome fills first; it hides the outline of the diaphragm.
  for (let y = Math.floor((bottom - anatomy.dome[side] - 0.02) * size); y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x
      const there = (x + 0.5) / size > midline(anatomy, (y + 0.5) / size) ? 'left' : 'right'
      if (there === side && scene.lung[i] === 0) fillAir(scene, i, 0.6 + 0.4 * severity)
    }
}

/** Air without lung between the chest wall and a thin line. */
function paintPneumothorax(scene: Scene, side: Side, _severity: number, mask: Mask): void {
  const { anatomy, size } = scene
  const collapse = anatomy.collapse[side]
  eachInLung(scene, side, (i, x, y) => {
    if (outward(scene, side, x, y) > collapse) mask.data[i] = 1
    else fillAir(scene, i, 0.25 * (1 - collapse))
  })
  const line: Path = Array.from({ length: 28 }, (_, n) => {
    const y = anatomy.apex + ((n + 0.6) / 28) * (anatomy.floor[side] - anatomy.apex)
    const from = mediastinalD(anatomy, side, y)
    const d = from + collapse * (lateralD(anatomy, side, y) - from)
    return [midline(anatomy, y) + direction[side] * d, y, 0.0022] as const
  })
  traceStroke(size, line, (i, radius, share) => {
    if (scene.lung[i] === lungCode[side]) addDepth(scene, i, 'water', 0.9 * share * (1 - radius * radius))
  })
}

/** A rind of tissue along the chest wall, thickest at the apex or half-way down. */
function paintThickening(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const chance = chanceOf(scene, `thickening ${side}`)
  const centre = chance.unit() < 0.5 ? between(chance, 0.02, 0.12) : between(chance, 0.4, 0.7)
  const reach = between(chance, 0.16, 0.3)
  const rough = texture(chance.unit(), chance.unit(), 1.2)
  const { anatomy } = scene
  eachInLung(scene, side, (i, x, y) => {
    const t = lungT(anatomy, side, y)
    const along = 1 - ((t - centre) / reach) ** 2
    if (along <= 0) return
    const wall = lateralD(anatomy, side, y) - (x - midline(anatomy, y)) * direction[side]
    const fromTop = y - anatomy.apex
    const inner = Math.min(wall, centre < 0.2 ? fromTop * 1.2 : wall)
    const width = (0.009 + 0.026 * severity) * Math.sqrt(along) * (1 + 0.2 * rough(x, y))
    if (inner >= width) return
    addDepth(scene, i, 'water', (0.9 + 2.6 * severity) * Math.min(1, (width - inner) / 0.006))
    mask.data[i] = 1
  })
}

/** Where focal disease sits: a place in a lobe, kept off the borders. */
function placeIn(scene: Scene, side: Side, purpose: string, low: number, high: number): [number, number] {
  const chance = chanceOf(scene, purpose)
  const collapse = scene.anatomy.collapse[side]
  return inLung(scene.anatomy, side, between(chance, 0.3, 0.8) * collapse, between(chance, low, high))
}

/** Fills an ellipse of lung unevenly; the mask is where a good part of the lesion's own density lies. */
function fillPatch(
  scene: Scene,
  side: Side,
  ellipse: Ellipse,
  part: number,
  uneven: Texture,
  mask: Mask,
): void {
  const { size, lung } = scene
  traceEllipse(size, ellipse, (i, square) => {
    const edge = (1 - square) ** 0.75
    const here = Math.max(0, edge * (1 + 0.28 * uneven(((i % size) + 0.5) / size, (i / size + 0.5) / size)))
    fillAir(scene, i, part * Math.min(1, here))
    if (lung[i] === lungCode[side] && here > 0.2) mask.data[i] = 1
  })
}

/** A lobe that is filled; bronchi that still hold air are seen in it where it is a pneumonia. */
function paintConsolidation(
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
function paintInfiltration(scene: Scene, side: Side, severity: number, mask: Mask): void {
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

/** Bands of airless lung above a raised hemidiaphragm. The loss of volume is part of the anatomy. */
function paintAtelectasis(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const { size, lung } = scene
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
      smooth([at(0, half), at(0.5, half * 1.15), at(1, half * 0.5)], 4),
      (i, radius, share) => {
        fillAir(scene, i, (0.12 + 0.45 * severity) * share * (1 - radius * radius))
        if (lung[i] === lungCode[side]) mask.data[i] = 1
      },
    )
  }
}

/** A net of fine lines in the lower outer zones. */
function paintFibrosis(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const { anatomy, size, lung } = scene
  const chance = chanceOf(scene, `fibrosis ${side}`)
  const high = 0.62 - 0.2 * severity
  eachInLung(scene, side, (i, x, y) => {
    const q = (y - anatomy.apex) / (domeY(anatomy, side, Math.abs(x - midline(anatomy, y))) - anatomy.apex)
    if (q > high && outward(scene, side, x, y) > 0.18 + 0.4 * (1 - q)) {
      mask.data[i] = 1
      fillAir(scene, i, 0.05 + 0.08 * severity)
    }
  })
  const lines = Math.round(50 + 170 * severity)
  for (let n = 0; n < lines; n++) {
    const [x, y] = inLung(anatomy, side, between(chance, 0.25, 1), between(chance, high, 1))
    const angle = between(chance, 0, Math.PI)
    const reach = between(chance, 0.008, 0.02)
    const at = (r: number) => [x + r * Math.cos(angle), y + r * Math.sin(angle), 0.0015] as const
    traceStroke(size, [at(-reach), at(reach)], (i, radius, share) => {
      if (mask.data[i] === 1 && lung[i] !== 0)
        addDepth(scene, i, 'water', (0.35 + 0.85 * severity) * share * (1 - radius * radius))
    })
  }
}

/** A ball of tissue: a nodule up to 3 cm across, a mass above. */
function paintRound(
  scene: Scene,
  side: Side,
  mask: Mask,
  name: string,
  radius: number,
  severity: number,
): void {
  const { size, lung } = scene
  const chance = chanceOf(scene, `${name} ${side}`)
  const [x, y] = placeIn(scene, side, `${name} place ${side}`, 0.18, 0.85)
  const squeeze = between(chance, 0.85, 1)
  const lobed = texture(chance.unit(), chance.unit(), 1.1)
  const thick = 2 * radius * 40 * (0.4 + 0.55 * severity)
  traceEllipse(
    size,
    { x, y, rx: radius, ry: radius * squeeze, angle: between(chance, 0, 3) },
    (i, square) => {
      const wobble = 0.1 * lobed(((i % size) + 0.5) / size, (i / size + 0.5) / size)
      const within = 1 - square * (1 + wobble)
      if (within <= 0) return
      addDepth(scene, i, 'water', thick * 0.73 * Math.sqrt(within))
      if (lung[i] === lungCode[side]) mask.data[i] = 1
    },
  )
}

/** A thick-walled cavity, a lesion that is neither nodule nor mass. */
function paintCavity(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const { size, lung } = scene
  const chance = chanceOf(scene, `cavity ${side}`)
  const [x, y] = placeIn(scene, side, `cavity place ${side}`, 0.15, 0.6)
  const radius = 0.026 + 0.03 * severity
  const hollow = between(chance, 0.5, 0.7)
  traceEllipse(size, { x, y, rx: radius, ry: radius * between(chance, 0.85, 1.1) }, (i, square) => {
    const wall =
      Math.sqrt(1 - square) - (square < hollow ** 2 ? hollow * Math.sqrt(1 - square / hollow ** 2) : 0)
    addDepth(scene, i, 'water', 2 * radius * 40 * (0.45 + 0.5 * severity) * wall)
    if (lung[i] === lungCode[side]) mask.data[i] = 1
  })
}

/** A veil over part of a lung through which vessels are still seen. */
function paintHaze(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const chance = chanceOf(scene, `haze ${side}`)
  const [x, y] = placeIn(scene, side, `haze place ${side}`, 0.3, 0.8)
  const big = 0.08 + 0.06 * chance.unit()
  const ellipse = { x, y, rx: big, ry: big * between(chance, 0.9, 1.4), angle: between(chance, -0.5, 0.5) }
  fillPatch(scene, side, ellipse, 0.06 + 0.22 * severity, texture(chance.unit(), chance.unit(), 0.4), mask)
}

/** Haze around both hila, short lines at the edges of the bases; the wider vessels are drawn with the others. */
function paintEdema(scene: Scene, { severity }: Lesion, mask: Mask): void {
  const { anatomy, size, lung } = scene
  const chance = chanceOf(scene, 'oedema')
  const uneven = texture(chance.unit(), chance.unit(), 1)
  for (const side of sides) {
    const centre = anatomy.apex + 0.55 * (anatomy.floor[side] - anatomy.apex)
    eachInLung(scene, side, (i, x, y) => {
      const p = outward(scene, side, x, y)
      const near = 1 - Math.max(0, p / 0.85) ** 2 - ((y - centre) / 0.27) ** 2
      if (near <= 0) return
      fillAir(scene, i, Math.max(0, near ** 0.8 * (1 + 0.25 * uneven(x, y))) * (0.07 + 0.4 * severity))
      if (near > 0.15) mask.data[i] = 1
    })
    for (let n = 0; n < 4 + 8 * severity; n++) {
      const q = between(chance, 0.72, 0.97)
      const [x, y] = inLung(anatomy, side, 0.985, q)
      const reach = direction[side] * -between(chance, 0.022, 0.04)
      traceStroke(
        size,
        [
          [x, y, 0.0015],
          [x + reach, y - 0.002, 0.0012],
        ],
        (i, radius, share) => {
          if (lung[i] === 0) return
          addDepth(scene, i, 'water', (0.4 + 0.8 * severity) * share * (1 - radius * radius))
          mask.data[i] = 1
        },
      )
    }
  }
}

/** Stomach above the diaphragm: a round shadow behind the heart with air above a level. */
function paintHernia(scene: Scene, { severity }: Lesion, mask: Mask): void {
  const { anatomy, size, depth } = scene
  const chance = chanceOf(scene, 'hernia')
  const radius = 0.035 + 0.06 * severity
  const y = anatomy.floor.left - anatomy.dome.left - radius * 0.75
  const x = midline(anatomy, y) + between(chance, 0.0, 0.06)
  const level = y - radius * between(chance, -0.05, 0.3)
  traceEllipse(size, { x, y, rx: radius * 1.15, ry: radius }, (i, square) => {
    const row = (Math.floor(i / size) + 0.5) / size
    const chord = Math.sqrt(1 - square)
    mask.data[i] = 1
    if (row < level && square < 0.8)
      depth[i] = (depth[i] ?? 0) - attenuation.water * (1.5 + 3 * severity) * chord
    else addDepth(scene, i, 'water', (1 + 3.5 * severity) * chord)
  })
}
