/** Rounded lesions: nodule, mass, cavity, and the hernia that looks like one. */
import type { Mask } from '../../../imaging/index.ts'
import { midline } from '../anatomy.ts'
import { between, type Side } from '../patient.ts'
import type { Lesion } from '../plan.ts'
import { addDepth, attenuation, chanceOf, cm, inVisibleLung, type Scene } from '../scene.ts'
import { texture } from '../texture.ts'
import { traceEllipse } from '../trace.ts'
import { placeIn } from './place.ts'

/** A ball of tissue: a nodule up to 3 cm across, a mass above. */
export function paintRound(
  scene: Scene,
  side: Side,
  mask: Mask,
  name: string,
  radius: number,
  severity: number,
): void {
  const { size } = scene
  const chance = chanceOf(scene, `${name} ${side}`)
  const [x, y] = placeIn(scene, side, `${name} place ${side}`, 0.18, 0.85)
  const squeeze = between(chance, 0.85, 1)
  const lobed = texture(chance.unit(), chance.unit(), 1.1)
  const thick = 2 * cm(radius) * (0.45 + 0.75 * severity)
  traceEllipse(
    size,
    { x, y, rx: radius, ry: radius * squeeze, angle: between(chance, 0, 3) },
    (i, square) => {
      const wobble = 0.1 * lobed.at(((i % size) + 0.5) / size, (i / size + 0.5) / size)
      const within = 1 - square * (1 + wobble)
      if (within <= 0) return
      addDepth(scene, i, 'water', thick * 0.73 * Math.sqrt(within))
      if (inVisibleLung(scene, side, i)) mask.data[i] = 1
    },
  )
}

/** A thick-walled cavity, a lesion that is neither nodule nor mass. */
export function paintCavity(scene: Scene, side: Side, severity: number, mask: Mask): void {
  const { size } = scene
  const chance = chanceOf(scene, `cavity ${side}`)
  const [x, y] = placeIn(scene, side, `cavity place ${side}`, 0.15, 0.6)
  const radius = 0.026 + 0.03 * severity
  const hollow = between(chance, 0.5, 0.7)
  traceEllipse(size, { x, y, rx: radius, ry: radius * between(chance, 0.85, 1.1) }, (i, square) => {
    const wall =
      Math.sqrt(1 - square) - (square < hollow ** 2 ? hollow * Math.sqrt(1 - square / hollow ** 2) : 0)
    addDepth(scene, i, 'water', 2 * cm(radius) * (0.5 + 0.6 * severity) * wall)
    if (inVisibleLung(scene, side, i)) mask.data[i] = 1
  })
}

/** Stomach above the diaphragm: a round shadow behind the heart with air above a level. */
export function paintHernia(scene: Scene, { severity }: Lesion, mask: Mask): void {
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
