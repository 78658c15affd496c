/** Diseases of the framework of the lung: oedema and fibrosis. */
import type { Mask } from '../../../imaging/index.ts'
import { domeY, inLung, midline } from '../anatomy.ts'
import { between, direction, type Side, sides } from '../patient.ts'
import type { Lesion } from '../plan.ts'
import { addDepth, chanceOf, fillAir, inVisibleLung, type Scene } from '../scene.ts'
import { texture } from '../texture.ts'
import { traceStroke } from '../trace.ts'
import { eachInLung } from './place.ts'

/** Haze around both hila, short lines at the edges of the bases; the wider vessels are drawn with the others. */
export function paintEdema(scene: Scene, { severity }: Lesion, mask: Mask): void {
  const { anatomy, size } = scene
  const chance = chanceOf(scene, 'oedema')
  const uneven = texture(chance.unit(), chance.unit(), 1)
  for (const side of sides) {
    const centre = anatomy.apex + 0.55 * (anatomy.floor[side] - anatomy.apex)
    eachInLung(scene, side, (i, x, y, p) => {
      const near = 1 - Math.max(0, p / 0.85) ** 2 - ((y - centre) / 0.27) ** 2
      if (near <= 0) return
      fillAir(scene, i, Math.max(0, near ** 1.2 * (1 + 0.25 * uneven.at(x, y))) * (0.09 + 0.45 * severity))
      if (near > 0.15 && inVisibleLung(scene, side, i)) mask.data[i] = 1
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
          if (!inVisibleLung(scene, side, i)) return
          addDepth(scene, i, 'water', (0.4 + 0.8 * severity) * share * (1 - radius * radius))
          mask.data[i] = 1
        },
      )
    }
  }
}

/** A net of fine lines in the lower outer zones. */
export function paintFibrosis(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const { anatomy, size } = scene
  const chance = chanceOf(scene, `fibrosis ${side}`)
  const high = 0.62 - 0.2 * severity
  eachInLung(scene, side, (i, x, y, p) => {
    const q = (y - anatomy.apex) / (domeY(anatomy, side, Math.abs(x - midline(anatomy, y))) - anatomy.apex)
    const within = Math.min((q - high) / 0.12, (p - 0.18 - 0.4 * (1 - q)) / 0.2)
    if (within <= 0) return
    fillAir(scene, i, (0.05 + 0.08 * severity) * Math.min(1, within))
    if (within > 0.2 && inVisibleLung(scene, side, i)) mask.data[i] = 1
  })
  const lines = Math.round(50 + 170 * severity)
  for (let n = 0; n < lines; n++) {
    const [x, y] = inLung(anatomy, side, between(chance, 0.25, 1), between(chance, high, 1))
    const angle = between(chance, 0, Math.PI)
    const reach = between(chance, 0.008, 0.02)
    const at = (r: number) => [x + r * Math.cos(angle), y + r * Math.sin(angle), 0.0015] as const
    traceStroke(size, [at(-reach), at(reach)], (i, radius, share) => {
      if (mask.data[i] === 1)
        addDepth(scene, i, 'water', (0.35 + 0.85 * severity) * share * (1 - radius * radius))
    })
  }
}
