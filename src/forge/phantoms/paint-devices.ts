/** Support devices, each with a mask. Their courses follow the anatomy: veins, trachea, oesophagus, pleural space. */
import { type Box, boundingBox, type Mask } from '../../imaging/index.ts'
import { atSide, inLung, midline } from './anatomy.ts'
import { carinaY, tracheaX } from './paint-airways.ts'
import { between, direction, type Side } from './patient.ts'
import type { DeviceKind, Laterality, Plan } from './plan.ts'
import { addDepth, chanceOf, type Scene, squareMask } from './scene.ts'
import { type Path, smooth, traceEllipse, traceStroke } from './trace.ts'

export type Device = { kind: DeviceKind; side: Laterality; mask: Mask; box: Box }

export function paintDevices(scene: Scene, { devices }: Plan): Device[] {
  return devices.flatMap(({ kind, side }) => {
    const mask = squareMask(scene)
    const one: Side = side === 'left' ? 'left' : 'right'
    courses[kind](scene, one, mask)
    const box = boundingBox(mask)
    return box === undefined ? [] : [{ kind, side, mask, box }]
  })
}

const courses: Record<DeviceKind, (scene: Scene, side: Side, mask: Mask) => void> = {
  pacemaker: paintPacemaker,
  'endotracheal tube': paintEndotracheal,
  'central venous catheter': paintCatheter,
  'nasogastric tube': paintNasogastric,
  'chest tube': paintChestTube,
}

/** A line of metal or opaque plastic. */
function line(scene: Scene, path: Path, mask: Mask, metalCm: number, hollow = false): void {
  traceStroke(scene.size, smooth(path, 6), (i, radius, share) => {
    const solid = Math.sqrt(Math.max(0, 1 - radius * radius))
    addDepth(scene, i, 'metal', metalCm * share * (hollow ? 0.35 + 0.65 * radius ** 4 : solid))
    mask.data[i] = 1
  })
}

function paintPacemaker(scene: Scene, side: Side, mask: Mask): void {
  const { anatomy, size } = scene
  const chance = chanceOf(scene, 'pacemaker')
  const y = anatomy.apex + between(chance, 0.1, 0.17)
  const x = atSide(anatomy, side, anatomy.chest * between(chance, 0.72, 0.86), y)
  const [rx, ry] = [between(chance, 0.05, 0.065), between(chance, 0.04, 0.05)]
  traceEllipse(size, { x, y, rx, ry, angle: between(chance, -0.4, 0.4) }, (i, square) => {
    addDepth(scene, i, 'metal', square < 0.5 ? 0.5 : square < 0.88 ? 0.32 : 0.4)
    mask.data[i] = 1
  })
  const { heart } = anatomy
  const middle = (at: number) => midline(anatomy, at)
  const vein = anatomy.apex + 0.12
  const lead = (endX: number, endY: number): Path => [
    [x, y - ry * 0.9, 0.0026],
    [atSide(anatomy, side, anatomy.chest * 0.4, vein - 0.03), vein - 0.03, 0.0026],
    [middle(vein) - 0.035, vein + 0.03, 0.0026],
    [middle(heart.y) - 0.055, heart.y - 0.02, 0.0026],
    [endX, endY, 0.003],
  ]
  line(scene, lead(middle(heart.y) + heart.d + heart.a * 0.55, heart.y + heart.b * 0.62), mask, 0.16)
  if (chance.unit() < 0.6) line(scene, lead(middle(heart.y) - 0.03, heart.y - 0.005), mask, 0.16)
}

function paintEndotracheal(scene: Scene, _side: Side, mask: Mask): void {
  const { anatomy } = scene
  const chance = chanceOf(scene, 'endotracheal')
  const end = carinaY(anatomy) - between(chance, 0.015, 0.08)
  const path: Path = Array.from({ length: 6 }, (_, n) => {
    const y = -0.01 + ((end + 0.01) * n) / 5
    return [tracheaX(anatomy, y) + 0.003 * Math.sin(n), y, 0.0105] as const
  })
  line(scene, path, mask, 0.055, true)
}

function paintCatheter(scene: Scene, side: Side, mask: Mask): void {
  const { anatomy } = scene
  const chance = chanceOf(scene, 'catheter')
  const { apex } = anatomy
  const end = apex + between(chance, 0.22, 0.36)
  const neck = chance.unit() < 0.5
  const start: Path = neck
    ? [
        [atSide(anatomy, side, 0.1, -0.01), -0.01, 0.003],
        [atSide(anatomy, side, 0.075, apex - 0.04), apex - 0.04, 0.003],
      ]
    : [
        [atSide(anatomy, side, anatomy.chest * 1.05, apex + 0.12), apex + 0.12, 0.003],
        [atSide(anatomy, side, anatomy.chest * 0.6, apex + 0.05), apex + 0.05, 0.003],
      ]
  const cava = (y: number) => [midline(anatomy, y) + direction.right * 0.042, y, 0.003] as const
  line(
    scene,
    [...start, [atSide(anatomy, side, 0.045, apex + 0.06), apex + 0.06, 0.003], cava(apex + 0.13), cava(end)],
    mask,
    0.075,
  )
}

function paintNasogastric(scene: Scene, _side: Side, mask: Mask): void {
  const { anatomy } = scene
  const chance = chanceOf(scene, 'nasogastric')
  const below = anatomy.floor.left
  const at = (d: number, y: number) => [midline(anatomy, y) + d, y, 0.0036] as const
  line(
    scene,
    [
      at(0.0, -0.01),
      at(0.008, anatomy.apex),
      at(0.015, 0.45),
      at(0.02, below - 0.08),
      at(0.06, below + 0.01),
      at(between(chance, 0.1, 0.15), below + 0.06),
    ],
    mask,
    0.06,
    true,
  )
}

function paintChestTube(scene: Scene, side: Side, mask: Mask): void {
  const { anatomy } = scene
  const chance = chanceOf(scene, 'chest tube')
  const [low, tip] = [between(chance, 0.6, 0.8), between(chance, 0.15, 0.4)]
  const at = (p: number, q: number) => [...inLung(anatomy, side, p, q), 0.0075] as const
  line(
    scene,
    [at(1.35, low + 0.06), at(0.98, low), at(0.9, (low + tip) / 2), at(between(chance, 0.5, 0.85), tip)],
    mask,
    0.06,
    true,
  )
}
