/** Findings of the pleural space: fluid, air, and a thickened pleura. */
import type { Mask } from '../../../imaging/index.ts'
import { lateralD, lungT, mediastinalD, midline } from '../anatomy.ts'
import { between, direction, type Side } from '../patient.ts'
import { addDepth, chanceOf, fillAir, inVisibleLung, type Scene } from '../scene.ts'
import { texture } from '../texture.ts'
import { type Path, traceStroke } from '../trace.ts'
import { eachInLung } from './place.ts'

/** Fluid gathers at the lowest place and climbs along the chest wall: a meniscus. */
export function paintEffusion(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const { anatomy } = scene
  const bottom = anatomy.floor[side]
  const high = 0.035 + 0.34 * severity
  const surface = Float32Array.from({ length: 129 }, (_, i) => bottom - high * (0.7 + 0.3 * (i / 128) ** 5))
  const soft = 0.02 + 0.1 * high
  eachInLung(scene, side, (i, _x, y, p) => {
    if (y < bottom - high) return
    const under = y - (surface[Math.round(Math.max(0, Math.min(1, p)) * 128)] ?? 1)
    if (under <= 0) return
    fillAir(scene, i, (0.55 + 0.45 * severity) * Math.min(1, under / soft))
    if (inVisibleLung(scene, side, i)) mask.data[i] = 1
  })
}

/** Air without lung between the chest wall and a thin line. */
export function paintPneumothorax(scene: Scene, side: Side, _severity: number, mask: Mask): void {
  const { anatomy, size } = scene
  const collapse = anatomy.collapse[side]
  eachInLung(scene, side, (i, _x, _y, p) => {
    if (p > collapse) {
      if (inVisibleLung(scene, side, i)) mask.data[i] = 1
    } else fillAir(scene, i, 0.25 * (1 - collapse))
  })
  const line: Path = Array.from({ length: 28 }, (_, n) => {
    const y = anatomy.apex + ((n + 0.6) / 28) * (anatomy.floor[side] - anatomy.apex)
    const from = mediastinalD(anatomy, side, y)
    const d = from + collapse * (lateralD(anatomy, side, y) - from)
    return [midline(anatomy, y) + direction[side] * d, y, 0.0022] as const
  })
  traceStroke(size, line, (i, radius, share) => {
    if (inVisibleLung(scene, side, i)) addDepth(scene, i, 'water', 0.9 * share * (1 - radius * radius))
  })
}

/** A rind of tissue along the chest wall, thickest at the apex or half-way down. */
export function paintThickening(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const chance = chanceOf(scene, `thickening ${side}`)
  const centre = chance.unit() < 0.5 ? between(chance, 0.02, 0.12) : between(chance, 0.4, 0.7)
  const reach = between(chance, 0.16, 0.3)
  const rough = texture(chance.unit(), chance.unit(), 1.2)
  const { anatomy } = scene
  eachInLung(scene, side, (i, x, y, p) => {
    const t = lungT(anatomy, side, y)
    const along = 1 - ((t - centre) / reach) ** 2
    if (along <= 0) return
    const wall = (1 - p) * (lateralD(anatomy, side, y) - mediastinalD(anatomy, side, y))
    const fromTop = y - anatomy.apex
    const inner = Math.min(wall, centre < 0.2 ? fromTop * 1.2 : wall)
    const width = (0.009 + 0.026 * severity) * Math.sqrt(along) * (1 + 0.2 * rough.at(x, y))
    if (inner >= width) return
    addDepth(scene, i, 'water', (0.9 + 2.6 * severity) * Math.min(1, (width - inner) / 0.006))
    if (inVisibleLung(scene, side, i)) mask.data[i] = 1
  })
}
