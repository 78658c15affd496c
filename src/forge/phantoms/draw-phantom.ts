/**
 * A frontal chest radiograph that shows nobody, with exact truth. A patient and a plan of findings are drawn from the seed,
 * turned into shapes, the shapes into path lengths of air, soft tissue, bone and metal, those into a picture. Masks come
 * from the same shapes, not from the picture.
 */
import { PraxisError, type Structure, type XrvLabel } from '../../cases/index.ts'
import type { Mask, Raster } from '../../imaging/index.ts'
import { type Anatomy, anatomyOf } from './anatomy.ts'
import { develop } from './film.ts'
import { anatomicalMask, findingsOf, labelsOf, type PhantomFinding } from './findings.ts'
import { paintLesion } from './lesions/paint-lesion.ts'
import { paintMarker } from './marker.ts'
import { paintAirways, paintVessels } from './paint-airways.ts'
import { type Break, paintBones } from './paint-bones.ts'
import { paintChest, paintSoftShadows } from './paint-chest.ts'
import { type Device, paintDevices } from './paint-devices.ts'
import { type Patient, type Side, samplePatient, sampleTechnique, type Technique } from './patient.ts'
import type { Zone } from './phrases.ts'
import { type Lesion, type Plan, samplePlan } from './plan.ts'
import { type PhantomReport, reportsOf } from './report.ts'
import { chanceOf, newScene, type Scene } from './scene.ts'
import { maskStructures } from './structure-masks.ts'

export type Phantom = {
  seed: string
  width: number
  height: number
  /** One channel of 8 bits; bone is white. */
  image: Raster
  /** What each ray met, before the film: −ln of the part that passes. Rows from the top. */
  opticalDepth: Float32Array
  structures: Record<Structure, Mask>
  /** All ribs together; ChestX-Det has no such class. */
  ribs: Mask
  /** Every label that holds, those that only follow included. */
  findings: PhantomFinding[]
  /** 1 where a finding has the label. */
  labels: Record<XrvLabel, 0 | 1>
  devices: Device[]
  /** One report in each wording. */
  reports: PhantomReport[]
  /** Heart width over inner chest width; above 0.5 exactly where there is cardiomegaly. */
  cardiothoracicRatio: number
  patient: Patient
  technique: Technique
}

export type PhantomOptions = {
  /** Width and height in pixels, 32..2048; 224 if absent. */
  size?: number
  /** What to draw instead of what the seed says. Labels must be the most specific ones. */
  plan?: Plan
}

/** The same seed and options give the same phantom, byte for byte. Throws `bad-usage` for a size that cannot be. */
export function drawPhantom(
  seed: string,
  { size = 224, plan = samplePlan(seed) }: PhantomOptions = {},
): Phantom {
  if (!Number.isInteger(size) || size < 32 || size > 2048)
    throw new PraxisError('bad-usage', `a phantom cannot be ${size} pixels wide`, 'give a size of 32 to 2048')
  const patient = samplePatient(seed)
  const technique = sampleTechnique(seed)
  const anatomy = anatomyOf(patient, plan)
  const scene = newScene(seed, size, anatomy)
  const breaks = plan.lesions
    .filter(({ label }) => label === 'Fracture')
    .map(lesion => breakOf(scene, lesion))

  paintChest(scene)
  const airways = paintAirways(scene)
  paintVessels(scene, vesselWidth(plan))
  const drawn = plan.lesions.map(lesion => ({ lesion, mask: paintLesion(scene, lesion) }))
  const bones = paintBones(scene, breaks)
  paintSoftShadows(scene)
  const devices = paintDevices(scene, plan)
  paintMarker(scene, technique)
  const masks = maskStructures(scene, airways, bones)

  const findings = drawn.flatMap(({ lesion, mask }) =>
    findingsOf(lesion, mask ?? anatomicalMask(scene, lesion, masks, breaks), masks),
  )
  const labels = labelsOf(findings)
  const samples = develop(scene.depth, size, technique, seed)
  return {
    seed,
    width: size,
    height: size,
    image: { width: size, height: size, channels: 1, samples },
    opticalDepth: scene.depth,
    structures: masks,
    ribs: bones.ribs,
    findings,
    labels,
    devices,
    reports: reportsOf({
      seed,
      findings: findings.map(finding => ({ ...finding, zone: zoneOf(anatomy, finding) })),
      labels,
      devices,
      ratio: anatomy.cardiothoracicRatio,
    }),
    cardiothoracicRatio: anatomy.cardiothoracicRatio,
    patient,
    technique,
  }
}

function vesselWidth({ lesions }: Plan): number {
  const severity = (label: XrvLabel) => lesions.find(lesion => lesion.label === label)?.severity ?? 0
  return 1 + 0.5 * severity('Edema') - 0.4 * severity('Emphysema')
}

/** A fracture picks its rib and a place of it that projects over the lung; in profile a step would not be seen. */
function breakOf(scene: Scene, { side, severity }: Lesion): Break {
  const chance = chanceOf(scene, 'fracture')
  const one: Side = side === 'left' ? 'left' : 'right'
  return { side: one, rib: 2 + chance.below(5), at: 0.2 + 0.45 * chance.unit(), severity }
}

/** The third of the lung's height in which the middle of a finding lies. */
function zoneOf({ apex, floor }: Anatomy, { box, mask }: PhantomFinding): Zone {
  const y = (box.y0 + box.y1) / 2 / mask.height
  const t = (y - apex) / (floor.left - apex)
  return t < 0.36 ? 'upper' : t < 0.66 ? 'middle' : 'lower'
}
