/**
 * The shapes of a chest as functions: where the borders of lungs, heart, mediastinum and diaphragm lie in a patient
 * with this plan of findings. Everything is written relative to a midline that may lean and bow, in parts of the
 * picture's width, so a phantom has the same geometry at any size.
 *
 * `d` is a distance from the midline towards a side, `t` runs from the apex (0) to the floor of a lung (1), the level of
 * its costophrenic angle.
 */
import { direction, type Patient, type Side } from './patient.ts'
import type { Lesion, Plan } from './plan.ts'

export type Anatomy = {
  patient: Patient
  chest: number
  apex: number
  /** y of the costophrenic angle. */
  floor: Record<Side, number>
  /** Height of each dome above the floor. */
  dome: Record<Side, number>
  heart: Heart
  /** Width of the upper mediastinum relative to usual; above 1 where it is enlarged. */
  mediastinum: number
  /** How far heart, trachea and mediastinum are pulled towards a side (+ left). */
  shift: number
  /** Density of lung tissue relative to water. */
  lungDensity: number
  /** Where collapsed lung ends, as a part of the way from the mediastinum to the chest wall; 1 without pneumothorax. */
  collapse: Record<Side, number>
  /** Heart width over inner chest width. */
  cardiothoracicRatio: number
}

/** An ellipse, its long axis turned by `angle` (radians, clockwise on the picture). */
export type Heart = { d: number; y: number; a: number; b: number; angle: number }

const usualLungDensity = 0.27

export function anatomyOf(patient: Patient, plan: Plan): Anatomy {
  const severityOf = (label: Lesion['label'], side?: Side): number =>
    Math.max(
      0,
      ...plan.lesions
        .filter(
          lesion =>
            lesion.label === label && (side === undefined || lesion.side === side || lesion.side === 'both'),
        )
        .map(({ severity }) => severity),
    )
  const emphysema = severityOf('Emphysema')
  const { chest, apex, lungHeight, inspiration } = patient
  const height = lungHeight * (0.78 + 0.22 * inspiration) * (1 + 0.12 * emphysema)
  const sided = <T>(value: (side: Side) => T): Record<Side, T> => ({
    right: value('right'),
    left: value('left'),
  })
  const atelectasis = sided(side => severityOf('Atelectasis', side))
  const floor = sided(side => Math.min(0.96, apex + height) - 0.05 * atelectasis[side])
  const dome = sided(
    side =>
      ((side === 'right' ? 0.095 : 0.078) + 0.02 * (1 - inspiration)) * (1 - 0.6 * emphysema) +
      0.06 * atelectasis[side],
  )
  const cardiomegaly = severityOf('Cardiomegaly')
  const usualRatio = patient.heartWidth * (1 - 0.12 * emphysema)
  const ratio = cardiomegaly > 0 ? 0.515 + 0.2 * cardiomegaly : usualRatio
  const shift = 0.035 * (atelectasis.left - atelectasis.right)
  const enlarged = severityOf('Enlarged Cardiomediastinum')
  const withoutHeart = {
    patient,
    chest,
    apex,
    floor,
    dome,
    mediastinum: enlarged > 0 ? 1.22 + 0.75 * enlarged : 0.9 + 0.16 * Math.abs(patient.rotation),
    shift,
    lungDensity: usualLungDensity * (1 - 0.45 * emphysema),
    collapse: sided(side => {
      const severity = severityOf('Pneumothorax', side)
      return severity > 0 ? 0.97 - 0.5 * severity : 1
    }),
    cardiothoracicRatio: ratio,
  }
  const wanted = ratio * innerWidth(withoutHeart)
  const draft = heartOf(wanted, patient, shift, floor.left - dome.left)
  // A midline that leans makes the heart wider than the ellipse alone.
  const drawn = spanOf(draft, y => midline(withoutHeart, y))
  const heart = heartOf((wanted * wanted) / drawn, patient, shift, floor.left - dome.left)
  return { ...withoutHeart, heart }
}

type Heartless = Omit<Anatomy, 'heart'>

/** From the outermost point of one lung to that of the other. */
function innerWidth(anatomy: Heartless): number {
  let [from, to] = [1, 0]
  for (let i = 0; i <= 40; i++) {
    const at = (side: Side) => {
      const y = anatomy.apex + ((anatomy.floor[side] - anatomy.apex) * (60 + i)) / 100.5
      return midline(anatomy, y) + direction[side] * lateralD(anatomy, side, y)
    }
    from = Math.min(from, at('right'))
    to = Math.max(to, at('left'))
  }
  return to - from
}

/** Width of the heart on the picture. */
function spanOf(heart: Heart, middle: (y: number) => number): number {
  let [from, to] = [1, 0]
  for (let i = -20; i <= 20; i++) {
    const y = heart.y + (heart.a * i) / 20
    const span = heartSpan({ heart }, y)
    if (span === undefined) continue
    from = Math.min(from, middle(y) + span.from)
    to = Math.max(to, middle(y) + span.to)
  }
  return to - from
}

/** A heart of this width. An ellipse turned by φ is 2·√(a²cos²φ + b²sin²φ) wide and 2·√(a²sin²φ + b²cos²φ) high. */
function heartOf(width: number, { rotation, habitus }: Patient, shift: number, domeTop: number): Heart {
  const angle = 0.62 - 0.22 * habitus
  const flat = 0.74
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const a = width / 2 / Math.hypot(cos, flat * sin)
  const b = flat * a
  const high = Math.hypot(a * sin, b * cos)
  return { d: width * (0.15 + 0.04 * rotation) + shift, y: domeTop + 0.05 - high, a, b, angle }
}

/** x of the midline, the line of the spinous processes, at this height. */
export function midline({ patient: { midline: x, tilt, bow } }: Heartless, y: number): number {
  return x + tilt * (y - 0.5) + bow * (1 - 7 * (y - 0.5) ** 2)
}

/** x of a point at distance `d` from the midline towards a side. */
export function atSide(anatomy: Anatomy, side: Side, d: number, y: number): number {
  return midline(anatomy, y) + direction[side] * d
}

export function lungT(anatomy: Heartless, side: Side, y: number): number {
  return (y - anatomy.apex) / (anatomy.floor[side] - anatomy.apex)
}

/** How open the lung is at this height: 0 at the tip of the apex, 1 below its cupola. */
function cupola(t: number): number {
  const u = 1 - Math.min(1, Math.max(0, t) / 0.15)
  return Math.sqrt(Math.max(0, 1 - u * u))
}

const apexD = 0.42

/** Distance from the midline to the inner chest wall. */
export function lateralD(anatomy: Heartless, side: Side, y: number): number {
  const t = lungT(anatomy, side, y)
  const turned = 1 + 0.04 * direction[side] * anatomy.patient.rotation
  const wall = 0.62 + 0.38 * Math.sin((Math.PI / 2) * Math.min(1, Math.max(0, t) / 0.78))
  return anatomy.chest * turned * (apexD + (wall - apexD) * cupola(t))
}

/** Distance from the midline to the border of the mediastinum, heart not counted. */
export function mediastinalD(anatomy: Anatomy, side: Side, y: number): number {
  const t = lungT(anatomy, side, y)
  const contour =
    side === 'right'
      ? 0.17 + 0.035 * bump(t, 0.32, 0.14)
      : 0.15 + 0.1 * bump(t, 0.24, 0.062) + 0.065 * bump(t, 0.4, 0.08)
  const upper = 1 + (anatomy.mediastinum - 1) * Math.min(1, Math.max(0, (0.62 - t) / 0.15))
  const turned = 0.035 * anatomy.patient.rotation * direction[side]
  const pulled = (anatomy.shift / anatomy.chest) * direction[side]
  const d = Math.max(0.09, contour * upper + turned + pulled)
  return anatomy.chest * (apexD - (apexD - d) * cupola(t))
}

/** 1 at its place, falling off to both sides. */
function bump(t: number, at: number, width: number): number {
  const u = (t - at) / width
  return u * u > 12 ? 0 : Math.exp(-u * u)
}

/** The heart at one height: from where to where it reaches, as signed distances (+ to the patient's left). */
export type HeartSpan = { from: number; to: number; curvature: number }

export function heartSpan(
  { heart: { d, y: cy, a, b, angle } }: Pick<Anatomy, 'heart'>,
  y: number,
): HeartSpan | undefined {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const dy = y - cy
  // (x cos + y sin)² / a² + (y cos − x sin)² / b² = 1, solved for x.
  const p = (cos / a) ** 2 + (sin / b) ** 2
  const q = dy * cos * sin * (1 / a ** 2 - 1 / b ** 2)
  const r = dy ** 2 * ((sin / a) ** 2 + (cos / b) ** 2) - 1
  const root = q * q - p * r
  if (root <= 0) return undefined
  return { from: d + (-q - Math.sqrt(root)) / p, to: d + (-q + Math.sqrt(root)) / p, curvature: p }
}

/** Depth of the heart along a ray as a part of its greatest, that of an ellipsoid. */
export function heartDepth({ from, to, curvature }: HeartSpan, d: number): number {
  return d <= from || d >= to ? 0 : Math.sqrt(curvature * (d - from) * (to - d))
}

/** Distance from the midline to where the visible lung begins: the mediastinum, or the heart where it reaches farther. */
export function medialD(anatomy: Anatomy, side: Side, y: number): number {
  const span = heartSpan(anatomy, y)
  const heart = span === undefined ? 0 : side === 'left' ? span.to : -span.from
  return Math.max(mediastinalD(anatomy, side, y), heart)
}

/** y of the dome of the diaphragm at a distance from the midline. */
export function domeY({ chest, floor, dome }: Anatomy, side: Side, d: number): number {
  const u = d / chest
  const outer = (u - domeTop) / (1 - domeTop)
  const fall = outer > 0 ? outer * outer * Math.sqrt(outer) : 0.2 * ((domeTop - u) / domeTop) ** 2
  return floor[side] - dome[side] * (1 - fall)
}
const domeTop = 0.47

/**
 * A place in a lung as a point on the picture: `p` runs from the hilar border (0) to the chest wall (1), `q` from the apex
 * (0) to the diaphragm below that place (1).
 */
export function inLung(anatomy: Anatomy, side: Side, p: number, q: number): [x: number, y: number] {
  let y = anatomy.apex + q * (anatomy.floor[side] - anatomy.dome[side] - anatomy.apex)
  let d = 0
  for (let i = 0; i < 2; i++) {
    const from = mediastinalD(anatomy, side, y)
    d = from + p * (lateralD(anatomy, side, y) - from)
    y = anatomy.apex + q * (domeY(anatomy, side, d) - anatomy.apex)
  }
  return [atSide(anatomy, side, d, y), y]
}
