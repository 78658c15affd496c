/**
 * The masks of the 14 ChestX-Det structures. A lung is its visible field: what mediastinum, heart and diaphragm leave
 * free, filled or not by disease. "Facies Diaphragmatica" is the vault under both domes down to the costophrenic angles.
 */
import type { Structure } from '../../cases/index.ts'
import type { Mask } from '../../imaging/index.ts'
import { domeY, heartSpan, lateralD, lungT, mediastinalD, midline } from './anatomy.ts'
import type { Airways } from './paint-airways.ts'
import type { Bones } from './paint-bones.ts'
import { type Side, sides } from './patient.ts'
import { inVisibleLung, lungCode, type Scene, squareMask } from './scene.ts'
import { traceEllipse, traceStroke } from './trace.ts'

export function maskStructures(scene: Scene, airways: Airways, bones: Bones): Record<Structure, Mask> {
  return {
    'Left Clavicle': bones.clavicles.left,
    'Right Clavicle': bones.clavicles.right,
    'Left Scapula': bones.scapulae.left,
    'Right Scapula': bones.scapulae.right,
    'Left Lung': lungMask(scene, 'left'),
    'Right Lung': lungMask(scene, 'right'),
    'Left Hilus Pulmonis': airways.hila.left,
    'Right Hilus Pulmonis': airways.hila.right,
    ...centralMasks(scene),
    Aorta: aortaMask(scene),
    Weasand: airways.trachea,
    Spine: bones.spine,
  }
}

function lungMask(scene: Scene, side: Side): Mask {
  const mask = squareMask(scene)
  const code = lungCode[side]
  for (let i = 0; i < mask.data.length; i++) if (scene.lung[i] === code) mask.data[i] = 1
  return mask
}

/** Heart, mediastinum and diaphragm, row by row. */
function centralMasks(scene: Scene): Record<'Heart' | 'Mediastinum' | 'Facies Diaphragmatica', Mask> {
  const { anatomy, size } = scene
  const [heart, mediastinum, diaphragm] = [squareMask(scene), squareMask(scene), squareMask(scene)]
  const fillRow = (mask: Mask, row: number, from: number, to: number) =>
    mask.data.fill(
      1,
      row * size + pixel(from, size),
      row * size + Math.max(pixel(from, size), pixel(to, size)),
    )
  for (let row = 0; row < size; row++) {
    const y = (row + 0.5) / size
    const middle = midline(anatomy, y)
    const span = heartSpan(anatomy, y)
    if (span !== undefined) fillRow(heart, row, middle + span.from, middle + span.to)
    if (lungT(anatomy, 'left', y) > 0.04 && y < anatomy.heart.y) {
      const [left, right] = [mediastinalD(anatomy, 'left', y), mediastinalD(anatomy, 'right', y)]
      if (span === undefined) fillRow(mediastinum, row, middle - right, middle + left)
      else {
        fillRow(mediastinum, row, middle - right, Math.min(middle + span.from, middle + left))
        fillRow(mediastinum, row, Math.max(middle + span.to, middle - right), middle + left)
      }
    }
    for (const side of sides) {
      if (y < anatomy.floor[side] - anatomy.dome[side] || y > anatomy.floor[side]) continue
      const outer = lateralD(anatomy, side, y)
      const [from, to] = side === 'left' ? [middle, middle + outer] : [middle - outer, middle]
      for (let column = pixel(from, size); column < pixel(to, size); column++) {
        const d = Math.abs((column + 0.5) / size - middle)
        const i = row * size + column
        if (y > domeY(anatomy, side, d) && !inVisibleLung(scene, side, i)) diaphragm.data[i] = 1
      }
    }
  }
  return { Heart: heart, Mediastinum: mediastinum, 'Facies Diaphragmatica': diaphragm }
}

/** Arch and descending part. */
function aortaMask(scene: Scene): Mask {
  const { anatomy, size } = scene
  const mask = squareMask(scene)
  const height = anatomy.floor.left - anatomy.apex
  const arch = anatomy.apex + 0.24 * height
  const d = mediastinalD(anatomy, 'left', arch)
  const mark = (i: number) => {
    mask.data[i] = 1
  }
  traceEllipse(size, { x: midline(anatomy, arch) + d / 2, y: arch, rx: d / 2, ry: 0.075 * height }, mark)
  const half = anatomy.chest * 0.055
  const descending = Array.from({ length: 8 }, (_, n) => {
    const y = arch + (0.42 * height * n) / 7
    return [midline(anatomy, y) + anatomy.chest * 0.1 + anatomy.shift, y, half] as const
  })
  traceStroke(size, descending, mark)
  return mask
}

function pixel(edge: number, size: number): number {
  return Math.max(0, Math.min(size, Math.ceil(edge * size - 0.5)))
}
