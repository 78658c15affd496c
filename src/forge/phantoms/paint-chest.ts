/**
 * The trunk and what fills it: soft tissue, the air of both lungs, heart, mediastinum, and the upper abdomen. One pass over
 * the rows; the borders of a row are computed once.
 */
import {
  type Anatomy,
  domeY,
  type HeartSpan,
  heartDepth,
  heartSpan,
  lateralD,
  lungT,
  medialD,
  mediastinalD,
  midline,
} from './anatomy.ts'
import { between, direction, type Side, sides } from './patient.ts'
import { addDepth, attenuation, chanceOf, hidden, lungCode, type Scene } from './scene.ts'
import { texture } from './texture.ts'
import { traceEllipse } from './trace.ts'

export function paintChest(scene: Scene): void {
  const { anatomy, size } = scene
  const chance = chanceOf(scene, 'tissue')
  const grain = texture(chance.unit(), chance.unit(), between(chance, 0.9, 1.5))
  const uneven = texture(chance.unit(), chance.unit(), 0.35)
  const tissue = new Float32Array(size)
  const parenchyma = new Float32Array(size)
  const domes = { right: domeTable(anatomy, 'right', size), left: domeTable(anatomy, 'left', size) }
  for (let row = 0; row < size; row++) {
    const y = (row + 0.5) / size
    uneven.row(y, tissue)
    grain.row(y, parenchyma)
    paintTrunk(scene, row, y, tissue)
    const span = heartSpan(anatomy, y)
    for (const side of sides) paintLungRow(scene, side, row, y, span, domes[side], parenchyma)
  }
}

/** y of the dome, by half pixels of distance from the midline. */
function domeTable(anatomy: Anatomy, side: Side, size: number): Float32Array {
  return Float32Array.from({ length: 2 * size + 2 }, (_, i) =>
    domeY(anatomy, side, Math.min(anatomy.chest * 1.05, i / (2 * size))),
  )
}

/** Soft tissue of neck, shoulders and trunk in one row. */
function paintTrunk({ anatomy, depth, size }: Scene, row: number, y: number, tissue: Float32Array): void {
  const { patient, chest, apex } = anatomy
  const half = trunkHalf(anatomy, y)
  const thick = (19 + 5.5 * patient.habitus) * (0.72 + 0.28 * ramp((y - apex + 0.1) / 0.3)) * (chest / 0.33)
  const water = (attenuation.water * thick) / 2
  const middle = midline(anatomy, y)
  for (let column = 0; column < size; column++) {
    const x = (column + 0.5) / size
    const s = (x - middle) / half
    const inside = 1 - s * s
    if (inside <= 0) continue
    const root = Math.sqrt(inside)
    depth[row * size + column] = water * (root + Math.sqrt(root)) * (1 + 0.025 * (tissue[column] ?? 0))
  }
}

/** Half the width of neck, shoulders and trunk. */
function trunkHalf({ patient: { habitus, armsDown }, chest, apex }: Anatomy, y: number): number {
  const neck = 0.13 + 0.025 * habitus
  const shoulders = chest * 2.1
  const trunk = chest * (1.2 + 0.12 * Math.max(0, habitus))
  const widened = neck + (shoulders - neck) * ramp((y - apex + 0.11) / 0.2) ** 0.7
  if (armsDown) return widened
  return widened + (trunk - widened) * ramp((y - apex - 0.16) / 0.16)
}

function paintLungRow(
  scene: Scene,
  side: Side,
  row: number,
  y: number,
  span: HeartSpan | undefined,
  dome: Float32Array,
  parenchyma: Float32Array,
): void {
  const { anatomy, size, depth, air, lung } = scene
  const t = lungT(anatomy, side, y)
  if (t <= 0 || t > 1.15) return
  const towards = direction[side]
  const middle = midline(anatomy, y)
  const outer = lateralD(anatomy, side, y)
  const border = mediastinalD(anatomy, side, y)
  const visible = medialD(anatomy, side, y)
  const deep =
    15.5 * (anatomy.chest / 0.33) * (0.58 + 0.42 * Math.min(1, t / 0.3)) * (t > 0.9 ? 1.18 - 0.2 * t : 1)
  const heartDeep = 11 * (anatomy.chest / 0.33)
  const pleura = border + anatomy.collapse[side] * (outer - border)
  const aerated = 1 - anatomy.lungDensity
  const [near, far] = [middle + towards * border, middle + towards * outer]
  const [from, to] = [Math.min(near, far), Math.max(near, far)]
  const end = Math.min(size, Math.ceil(to * size - 0.5))
  for (let column = Math.max(0, Math.ceil(from * size - 0.5)); column < end; column++) {
    const x = (column + 0.5) / size
    const d = (x - middle) * towards
    const i = row * size + column
    const u = (2 * (d - border)) / (outer - border) - 1
    const below = y - (dome[Math.floor(d * 2 * size)] ?? 1)
    let path = deep * Math.sqrt(Math.max(0, 1 - u * u * u * u))
    if (span !== undefined) path -= heartDeep * heartDepth(span, x - middle)
    if (path <= 0) continue
    const above = Math.max(0, Math.min(1, 0.5 - below * size))
    // Lung reaches down behind the dome and shines through it.
    path *= above + (1 - above) * 0.3 * Math.max(0, 1 - below / 0.08)
    const empty = d > pleura
    const part = empty ? 1 : aerated * (1 + 0.03 * (parenchyma[column] ?? 0))
    air[i] = path * part
    depth[i] = (depth[i] ?? 0) - attenuation.water * path * part
    lung[i] = lungCode[side] + (above >= 0.5 && d > visible ? 0 : hidden)
  }
}

/** Gas in stomach and bowel, breasts, nipples, a fold of skin: shadows that are no findings. */
export function paintSoftShadows(scene: Scene): void {
  const { anatomy, size } = scene
  const { patient, chest, floor, dome } = anatomy
  const chance = chanceOf(scene, 'shadows')
  const middle = midline(anatomy, floor.left)
  const gas = (x: number, y: number, rx: number, ry: number, cm: number) =>
    traceEllipse(size, { x, y, rx, ry }, (i, square) =>
      addDepth(scene, i, 'water', -cm * Math.sqrt(1 - square)),
    )
  if (patient.confounders.stomachGas) {
    const [rx, ry] = [between(chance, 0.04, 0.085), between(chance, 0.025, 0.05)]
    gas(
      middle + chest * between(chance, 0.4, 0.6),
      floor.left - dome.left + ry + between(chance, 0.02, 0.04),
      rx,
      ry,
      between(chance, 3, 6),
    )
  }
  if (patient.confounders.bowelGas)
    for (let n = 0; n < 3; n++)
      gas(
        middle + between(chance, -0.2, 0.25),
        Math.min(0.99, floor.right + between(chance, 0.04, 0.12)),
        between(chance, 0.02, 0.05),
        between(chance, 0.015, 0.03),
        3,
      )
  const breast =
    patient.sex === 'female'
      ? between(chance, 0.35, 1) * (1 + 0.5 * patient.habitus)
      : Math.max(0, patient.habitus - 0.2) * 0.6
  const nippleY = anatomy.apex + (floor.right - anatomy.apex) * between(chance, 0.68, 0.86)
  for (const side of sides) {
    const x = midline(anatomy, nippleY) + direction[side] * chest * between(chance, 0.56, 0.62)
    if (breast > 0)
      traceEllipse(
        size,
        { x, y: nippleY - 0.05, rx: chest * 0.5, ry: 0.13 + 0.03 * breast, angle: direction[side] * -0.25 },
        (i, square) => addDepth(scene, i, 'water', 3.4 * breast * Math.sqrt(1 - square)),
      )
    if (patient.confounders.nipples.includes(side))
      traceEllipse(size, { x: x + direction[side] * 0.02, y: nippleY, rx: 0.011, ry: 0.01 }, (i, square) =>
        addDepth(scene, i, 'water', 1.1 * Math.sqrt(1 - square)),
      )
  }
  if (patient.confounders.skinFold !== undefined) paintSkinFold(scene, patient.confounders.skinFold)
}

/** A fold of skin: density that rises slowly and ends at a line, with lung markings on both sides of it. */
function paintSkinFold(scene: Scene, side: Side): void {
  const { anatomy, size } = scene
  const chance = chanceOf(scene, 'skin fold')
  const towards = direction[side]
  const [from, lean, width] = [
    between(chance, 0.5, 0.85),
    between(chance, -0.2, 0.3),
    between(chance, 0.05, 0.1),
  ]
  const [top, bottom] = [anatomy.apex + between(chance, 0.02, 0.2), anatomy.floor[side] + 0.05]
  for (let row = Math.floor(top * size); row < Math.min(size, bottom * size); row++) {
    const y = (row + 0.5) / size
    const edge = midline(anatomy, y) + towards * anatomy.chest * (from + lean * (y - top))
    for (let n = 0; n < width * size; n++) {
      const column = Math.floor(edge * size) - towards * n
      if (column >= 0 && column < size)
        addDepth(scene, row * size + column, 'water', 1.1 * (1 - n / (width * size)))
    }
  }
}

function ramp(u: number): number {
  const held = Math.max(0, Math.min(1, u))
  return held * held * (3 - 2 * held)
}
