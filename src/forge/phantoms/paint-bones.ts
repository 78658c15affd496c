/**
 * Ribs, clavicles, scapulae and spine, as tubes with a cortex. Each bone also marks its mask. A broken rib is drawn here,
 * because the break is part of the bone.
 */
import type { Mask } from '../../imaging/index.ts'
import { type Anatomy, atSide, lateralD, midline } from './anatomy.ts'
import { between, direction, type Side, sides } from './patient.ts'
import { addDepth, chanceOf, type Scene, squareMask } from './scene.ts'
import { type Path, smooth, tracePolygon, traceStroke } from './trace.ts'

export type Bones = { ribs: Mask; clavicles: Record<Side, Mask>; scapulae: Record<Side, Mask>; spine: Mask }

/** A rib that is broken at a place of its course, 0 (spine)..1 (front). */
export type Break = { side: Side; rib: number; at: number; severity: number }

export function paintBones(scene: Scene, breaks: readonly Break[]): Bones {
  const bones: Bones = {
    ribs: squareMask(scene),
    clavicles: { right: squareMask(scene), left: squareMask(scene) },
    scapulae: { right: squareMask(scene), left: squareMask(scene) },
    spine: squareMask(scene),
  }
  paintSpine(scene, bones.spine)
  for (const side of sides) {
    paintScapula(scene, side, bones.scapulae[side])
    for (let rib = 0; rib < ribCount; rib++) {
      const broken = breaks.find(one => one.side === side && one.rib === rib)
      paintRib(scene, ribPath(scene.anatomy, side, rib), broken, bones.ribs)
    }
    paintBone(scene, claviclePath(scene.anatomy, side), 0.95, bones.clavicles[side])
  }
  return bones
}

const ribCount = 10

/** From the spine around the chest wall to the front: a slanted half ellipse, 25 points. */
export function ribPath(anatomy: Anatomy, side: Side, rib: number): Path {
  const { apex, floor, chest } = anatomy
  const spacing = ((floor[side] - apex) * 0.98) / ribCount
  const y0 = apex + 0.004 + rib * spacing
  const drop = 0.05 + 0.017 * Math.min(rib, 6)
  const narrow = rib === 0 ? 0.55 : rib === 1 ? 0.82 : 1
  return Array.from({ length: 25 }, (_, n) => {
    const angle = (n / 24) * 2.45
    const y = y0 - 0.012 * Math.sin(2 * Math.min(angle, 1.57)) + drop * (1 - Math.cos(angle))
    const wall = lateralD(anatomy, side, Math.max(y, apex + 0.03)) * narrow + 0.008
    const d = 0.035 + (wall - 0.035) * Math.sin(angle) ** 0.85
    const half = chest * (angle < 1.57 ? 0.026 : 0.029)
    return [atSide(anatomy, side, Math.max(0.02, d), y), y, half] as const
  })
}

function paintRib(scene: Scene, path: Path, broken: Break | undefined, mask: Mask): void {
  const tube = (part: Path, cm: number) =>
    traceStroke(scene.size, part, (i, radius, share) => {
      addDepth(scene, i, 'bone', cm * share * cortex(radius))
      if (share === 1 || radius < 0.7) mask.data[i] = 1
    })
  const draw = (part: Path) => {
    // The back is nearer to its full thickness; the front turns to cartilage and fades.
    tube(part.slice(0, 16), 0.85)
    tube(part.slice(15, 21), 0.55)
    tube(part.slice(20), 0.28)
  }
  if (broken === undefined) {
    draw(path)
    return
  }
  const cut = breakIndex(broken.at)
  draw(path.slice(0, cut + 1))
  const [dx, dy] = breakStep(broken)
  const after = path.slice(cut).map(([x, y, half]) => [x, y, half] as const)
  tube(
    after.map(([x, y, half], n) => {
      const held = Math.max(0, 1 - n / 6)
      return [x + dx * held, y + dy * held, half] as const
    }),
    0.8,
  )
}

/** The point of the path at which a rib breaks. */
export function breakIndex(at: number): number {
  return 3 + Math.round(at * 12)
}

/** How far the outer fragment is moved. */
export function breakStep({ severity, side }: Break): [number, number] {
  return [direction[side] * (0.002 + 0.006 * severity), 0.004 + 0.016 * severity]
}

function claviclePath(anatomy: Anatomy, side: Side): Path {
  const { apex, chest, patient } = anatomy
  const turned = patient.rotation * direction[side] * 0.02
  const lift = patient.view === 'AP' ? -0.03 : 0
  const at = (d: number, y: number, half: number) =>
    [atSide(anatomy, side, d * chest, apex + y), apex + y, half * chest] as const
  return smooth(
    [
      at(0.1 + turned * 2, 0.105 + lift, 0.055),
      at(0.3 + turned, 0.085 + lift, 0.04),
      at(0.62, 0.045 + lift, 0.036),
      at(0.95, 0.0 + lift, 0.036),
      at(1.25, -0.012 + lift, 0.046),
    ],
    5,
  )
}

function paintBone(scene: Scene, path: Path, cm: number, mask: Mask): void {
  traceStroke(scene.size, path, (i, radius, share) => {
    addDepth(scene, i, 'bone', cm * share * cortex(radius))
    mask.data[i] = 1
  })
}

/** Bone along a ray through a tube whose wall takes the outer quarter, 1 at most. */
function cortex(radius: number): number {
  const outer = Math.sqrt(Math.max(0, 1 - radius * radius))
  const inner = radius < 0.72 ? Math.sqrt(0.5184 - radius * radius) : 0
  return 1.3 * (outer - 0.72 * inner)
}

function paintScapula(scene: Scene, side: Side, mask: Mask): void {
  const { anatomy, size } = scene
  const { apex, chest, patient } = anatomy
  const chance = chanceOf(scene, `scapula ${side}`)
  const out = patient.view === 'PA' ? between(chance, 0.92, 1.05) : between(chance, 0.78, 0.92)
  const at = (d: number, y: number) => [atSide(anatomy, side, (out + d) * chest, apex + y), apex + y] as const
  const outline = [
    at(-0.08, 0.05),
    at(0.2, 0.02),
    at(0.42, 0.07),
    at(0.4, 0.12),
    at(0.27, 0.17),
    at(0.12, 0.34),
    at(0.03, 0.37),
    at(-0.05, 0.25),
  ]
  tracePolygon(size, outline, i => {
    addDepth(scene, i, 'bone', 0.28)
    mask.data[i] = 1
  })
  const border = (path: (readonly [number, number])[], half: number, cm: number) =>
    paintBone(
      scene,
      smooth(
        path.map(([x, y]) => [x, y, half * chest] as const),
        4,
      ),
      cm,
      mask,
    )
  border([at(0.36, 0.14), at(0.25, 0.2), at(0.12, 0.33)], 0.03, 0.6)
  border([at(-0.05, 0.09), at(0.2, 0.05), at(0.46, 0.03)], 0.025, 0.6)
  // Head and shaft of the humerus: down beside the trunk, or raised out of the picture.
  border([at(0.5, 0.08), at(0.6, 0.1), at(0.66, 0.14)], 0.15, 0.7)
  border(
    patient.armsDown ? [at(0.63, 0.1), at(0.72, 0.4), at(0.76, 1)] : [at(0.6, 0.1), at(0.9, 0.02)],
    0.09,
    0.9,
  )
}

function paintSpine(scene: Scene, mask: Mask): void {
  const { anatomy, size, depth } = scene
  const { chest, apex } = anatomy
  const half = chest * 0.15
  const pitch = 0.052
  const phase = chanceOf(scene, 'spine').unit() * pitch
  for (let row = 0; row < size; row++) {
    const y = (row + 0.5) / size
    const middle = midline(anatomy, y)
    const level = ((y - apex + phase) / pitch) % 1
    const disc = Math.abs(((level + 1) % 1) - 0.5) > 0.41
    const wide = half * (disc ? 0.88 : 1) * (y < apex ? 0.8 : 1)
    for (
      let column = Math.max(0, Math.ceil((middle - wide) * size - 0.5));
      column < (middle + wide) * size - 0.5 && column < size;
      column++
    ) {
      const u = Math.abs((column + 0.5) / size - middle) / wide
      const pedicle =
        !disc && Math.abs(u - 0.62) < 0.13 && Math.abs(((level + 1) % 1) - 0.45) < 0.12 ? 0.3 : 0
      const spinous = u < 0.1 && Math.abs(((level + 1) % 1) - 0.7) < 0.16 ? 0.3 : 0
      addDepth(
        scene,
        row * size + column,
        'bone',
        (disc ? 0.55 : 0.8) * Math.sqrt(1 - u * u * 0.8) + pedicle + spinous,
      )
      mask.data[row * size + column] = 1
    }
  }
  // The ray that leaves the body beside the neck meets no bone.
  for (let i = 0; i < depth.length; i++) if ((depth[i] ?? 0) < 0) depth[i] = 0
}
