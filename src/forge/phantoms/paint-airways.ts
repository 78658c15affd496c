/** Trachea, hila and the vessels of the lungs. Vessels live in the coordinates of their lung, so they follow a collapse. */
import type { Mask } from '../../imaging/index.ts'
import { type Anatomy, atSide, inLung, medialD, midline } from './anatomy.ts'
import { between, direction, type Side, sides } from './patient.ts'
import { addDepth, attenuation, chanceOf, cm, type Scene, squareMask } from './scene.ts'
import { type Ellipse, type Path, smooth, traceEllipse, traceStroke } from './trace.ts'

export type Airways = { trachea: Mask; hila: Record<Side, Mask> }

/** y of the fork of the trachea. */
export function carinaY({ apex, floor }: Anatomy): number {
  return apex + 0.33 * (floor.left - apex)
}

/** x of the trachea; it turns and shifts with the mediastinum. */
export function tracheaX(anatomy: Anatomy, y: number): number {
  const low = Math.max(0, Math.min(1, (y - anatomy.apex + 0.08) / (carinaY(anatomy) - anatomy.apex + 0.08)))
  return midline(anatomy, y) + (0.012 * anatomy.patient.rotation + anatomy.shift) * low - 0.006 * low
}

export function paintAirways(scene: Scene): Airways {
  const { anatomy, size } = scene
  const trachea = squareMask(scene)
  const half = anatomy.chest * 0.062
  const fork = carinaY(anatomy)
  const top = Math.max(-0.02, anatomy.apex - 0.13)
  const windpipe: Path = Array.from({ length: 9 }, (_, n) => {
    const y = top + ((fork - top) * n) / 8
    return [tracheaX(anatomy, y), y, half] as const
  })
  const bronchus = (side: Side): Path => {
    const [dx, dy] = side === 'right' ? [0.17, 0.075] : [0.21, 0.06]
    const x = tracheaX(anatomy, fork)
    return [
      [x, fork - 0.008, half * 0.75],
      [x + direction[side] * dx * anatomy.chest, fork + dy, half * 0.6],
    ]
  }
  for (const [path, deep] of [
    [windpipe, 1],
    [bronchus('right'), 0.5],
    [bronchus('left'), 0.5],
  ] as const)
    traceStroke(size, path, (i, radius, share) => {
      addDepth(scene, i, 'water', -2.2 * deep * share * Math.sqrt(Math.max(0, 1 - radius * radius)))
      trachea.data[i] = 1
    })
  const hila = { right: squareMask(scene), left: squareMask(scene) }
  for (const side of sides) {
    traceEllipse(size, hilum(anatomy, side), (i, square) => {
      addDepth(scene, i, 'water', 1.3 * (1 - square))
      if (square < 0.85) hila[side].data[i] = 1
    })
  }
  return { trachea, hila }
}

/** The left hilum stands a little higher. */
export function hilum(anatomy: Anatomy, side: Side): Ellipse {
  const y = anatomy.apex + (side === 'right' ? 0.46 : 0.42) * (anatomy.floor[side] - anatomy.apex)
  const d = medialD(anatomy, side, y - 0.02) + 0.06 * anatomy.chest
  return {
    x: atSide(anatomy, side, d, y),
    y,
    rx: 0.12 * anatomy.chest,
    ry: 0.2 * anatomy.chest,
    angle: direction[side] * -0.25,
  }
}

/** Branching vessels of both lungs. `prominence` 1 is usual; oedema widens them, emphysema thins them. */
export function paintVessels(scene: Scene, prominence: number): void {
  for (const side of sides) {
    const chance = chanceOf(scene, `vessels ${side}`)
    const origin = [0.06, side === 'right' ? 0.5 : 0.46] as const
    for (let n = 0; n < trunks; n++) {
      const angle = -1.25 + (2.6 * (n + between(chance, 0.2, 0.8))) / trunks
      branch(
        scene,
        side,
        origin,
        angle,
        between(chance, 0.5, 0.8),
        0.0105 * prominence * between(chance, 0.7, 1.15),
        0,
        chance,
      )
    }
  }
}

const trunks = 9

/** One vessel and its children, in lung coordinates: p outwards, q downwards. */
function branch(
  scene: Scene,
  side: Side,
  [p, q]: readonly [number, number],
  angle: number,
  length: number,
  half: number,
  depth: number,
  chance: ReturnType<typeof chanceOf>,
): void {
  const { anatomy, size } = scene
  const bend = between(chance, -0.35, 0.35)
  const places: [number, number, number][] = []
  for (let n = 0; n <= 3; n++) {
    const u = n / 3
    const at = [
      p + length * u * Math.cos(angle + bend * u) * 1.05,
      q + length * u * Math.sin(angle + bend * u) * 0.72,
    ] as const
    places.push([at[0], at[1], half * (1 - 0.6 * u)])
  }
  const inside = places.filter(([a, b]) => a < 0.97 && b > 0.04 && b < 0.99)
  const collapse = anatomy.collapse[side]
  const path: Path = inside.map(([a, b, width]) => {
    const [x, y] = inLung(anatomy, side, Math.max(-0.05, a) * collapse, b)
    return [x, y, width] as const
  })
  traceStroke(size, depth < 2 ? smooth(path, 3) : path, (i, radius, share) => {
    if (scene.lung[i] === 0 && depth > 0) return
    const chord = 2 * cm(half) * share * Math.sqrt(Math.max(0, 1 - radius * radius))
    scene.depth[i] = (scene.depth[i] ?? 0) + attenuation.water * chord
  })
  if (depth === 3) return
  for (const [from, turn] of [
    [1, between(chance, 0.3, 0.75)],
    [2, -between(chance, 0.3, 0.75)],
  ] as const) {
    const start = places[from]
    if (start !== undefined)
      branch(
        scene,
        side,
        [start[0], start[1]],
        angle + turn,
        length * between(chance, 0.5, 0.7),
        half * 0.62,
        depth + 1,
        chance,
      )
  }
}
