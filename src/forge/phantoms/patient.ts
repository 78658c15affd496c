/**
 * Who stands before the detector and how the picture is taken: everything that varies from phantom to phantom and is no
 * finding. Lengths are in parts of the picture's width (about 40 cm), depths in centimetres.
 */
import { type Random, random } from '../../cases/index.ts'

/** Always the patient's side. The patient's right is on the left of the picture. */
export type Side = 'right' | 'left'
export const sides: readonly Side[] = ['right', 'left']

/** The direction on the picture in which a side lies: −1 to the left, +1 to the right. */
export const direction: Record<Side, -1 | 1> = { right: -1, left: 1 }

export type Patient = {
  sex: 'female' | 'male'
  view: 'PA' | 'AP'
  /** x of the midline at mid height, its slope, and its bow to one side (scoliosis). */
  midline: number
  tilt: number
  bow: number
  /** Turn about the long axis, −1..1: positive turns heart, trachea and sternum to the patient's left. */
  rotation: number
  /** Depth of breath, 0 (poor)..1 (full). */
  inspiration: number
  /** −1 (thin)..1 (obese). */
  habitus: number
  /** Half the inner width of the chest. */
  chest: number
  /** y of the lung apices. */
  apex: number
  /** Height of the lungs before the breath is taken into account. */
  lungHeight: number
  /** Width of the heart in parts of the inner chest where the heart is not enlarged; below 0.49. */
  heartWidth: number
  /** Arms hang beside the trunk. */
  armsDown: boolean
  confounders: Confounders
}

/** What can be mistaken for a finding and is none. */
export type Confounders = {
  nipples: readonly Side[]
  skinFold: Side | undefined
  stomachGas: boolean
  bowelGas: boolean
}

/** How the picture is taken and shown. */
export type Technique = {
  /** Photons relative to a good exposure, 0.25..2; few make a noisy picture. */
  exposure: number
  /** Shift and width of the grey window relative to what the histogram asks for. */
  level: number
  window: number
  gamma: number
  /** Scattered photons per primary photon. */
  scatter: number
  /** Standard deviation of the unsharpness in parts of the width. */
  unsharpness: number
  /** Margins that the collimator leaves black: left, top, right, bottom. */
  margins: [number, number, number, number]
  /** A letter of lead, always that of the side on which it stands. */
  marker: { side: Side; x: number; y: number; height: number; mirrored: boolean } | undefined
}

/** A number from `low` to `high`. */
export function between({ unit }: Random, low: number, high: number): number {
  return low + (high - low) * unit()
}

export function samplePatient(seed: string): Patient {
  const chance = random(`phantom ${seed} patient`)
  const { unit, pick } = chance
  const view = unit() < 0.6 ? 'PA' : 'AP'
  const sex = pick(['female', 'male'] as const)
  const habitus = Math.max(-1, Math.min(1, between(chance, -1, 1) * 0.6 + between(chance, -0.5, 0.6)))
  const inspiration = view === 'PA' ? between(chance, 0.45, 1) : between(chance, 0, 0.9)
  return {
    sex,
    view,
    midline: between(chance, 0.465, 0.535),
    tilt: between(chance, -0.06, 0.06),
    bow: unit() < 0.2 ? between(chance, -0.03, 0.03) : between(chance, -0.006, 0.006),
    rotation: between(chance, -1, 1) * (view === 'PA' ? 0.5 : 1),
    inspiration,
    habitus,
    chest: between(chance, view === 'PA' ? 0.335 : 0.315, 0.4) * (sex === 'male' ? 1.015 : 0.985),
    apex: between(chance, 0.05, 0.15),
    lungHeight: between(chance, 0.66, 0.8),
    heartWidth: between(chance, view === 'PA' ? 0.38 : 0.42, 0.488),
    armsDown: view === 'AP' && unit() < 0.6,
    confounders: {
      nipples: unit() < 0.16 ? (unit() < 0.5 ? sides : [pick(sides)]) : [],
      skinFold: unit() < (view === 'AP' ? 0.22 : 0.06) ? pick(sides) : undefined,
      stomachGas: unit() < 0.5,
      bowelGas: unit() < 0.3,
    },
  }
}

export function sampleTechnique(seed: string): Technique {
  const chance = random(`phantom ${seed} technique`)
  const { unit, pick } = chance
  const collimated = unit() < 0.45
  const margin = () => (collimated && unit() < 0.6 ? between(chance, 0, 0.05) : 0)
  const side = pick(sides)
  const marked = unit() < 0.7
  return {
    exposure: 2 ** between(chance, -2, 1),
    level: between(chance, -0.1, 0.1),
    window: between(chance, 0.85, 1.25),
    gamma: between(chance, 0.75, 1.3),
    scatter: between(chance, 0.25, 0.9),
    unsharpness: between(chance, 0.0012, 0.003),
    margins: [margin(), margin(), margin(), margin()],
    marker: marked
      ? {
          side,
          x: 0.5 + direction[side] * between(chance, 0.37, 0.44),
          y: between(chance, 0.06, 0.28),
          height: between(chance, 0.035, 0.06),
          mirrored: unit() < 0.08,
        }
      : undefined,
  }
}
