/** From what was painted to what is true of the picture: masks, boxes, structures, and the labels that follow. */
import {
  impliedLabels,
  type Structure,
  structures,
  withImplied,
  type XrvLabel,
  xrvLabels,
} from '../../cases/index.ts'
import { type Box, boundingBox, type Mask, maskArea } from '../../imaging/index.ts'
import { sidesOf } from './lesions/place.ts'
import { type Break, breakIndex, ribPath } from './paint-bones.ts'
import type { Laterality, Lesion } from './plan.ts'
import { type Scene, squareMask } from './scene.ts'
import { traceEllipse } from './trace.ts'

export type PhantomFinding = {
  label: XrvLabel
  /** The label that was drawn, where this one only follows from it. */
  impliedBy?: XrvLabel
  /** The patient's side. */
  side: Laterality
  /** 0..1; near 0 it is hardly visible. Contrast and extent grow with it. */
  severity: number
  mask: Mask
  box: Box
  /** Structures that hold at least a quarter of the mask, most first; empty where none does, as for bones outside. */
  structures: Structure[]
}

/** The mask of a finding that is a change of anatomy. */
export function anatomicalMask(
  scene: Scene,
  { label, side }: Lesion,
  masks: Record<Structure, Mask>,
  breaks: readonly Break[],
): Mask {
  const mask = squareMask(scene)
  if (label === 'Fracture')
    for (const one of breaks) {
      const [x, y] = ribPath(scene.anatomy, one.side, one.rib)[breakIndex(one.at)] ?? [0, 0]
      traceEllipse(scene.size, { x, y: y + 0.006, rx: 0.028, ry: 0.028 }, i => {
        mask.data[i] = 1
      })
    }
  else
    for (const name of regions(label, side))
      for (let i = 0; i < mask.data.length; i++) if (masks[name].data[i] === 1) mask.data[i] = 1
  return mask
}

function regions(label: XrvLabel, side: Laterality): Structure[] {
  if (label === 'Cardiomegaly') return ['Heart']
  if (label === 'Enlarged Cardiomediastinum') return ['Mediastinum']
  return sidesOf(side).map(one => (one === 'left' ? 'Left Lung' : 'Right Lung'))
}

/** The finding and what it implies. A lesion that leaves no pixel on the picture is none. */
export function findingsOf(
  { label, side, severity }: Lesion,
  mask: Mask,
  masks: Record<Structure, Mask>,
): PhantomFinding[] {
  const box = boundingBox(mask)
  if (box === undefined) return []
  const found = { side, severity, mask, box, structures: holding(mask, box, masks) }
  return [
    { label, ...found },
    ...impliedLabels(label).map(implied => ({ label: implied, impliedBy: label, ...found })),
  ]
}

function holding(mask: Mask, box: Box, masks: Record<Structure, Mask>): Structure[] {
  const area = maskArea(mask)
  return structures
    .map(name => ({ name, share: sharedArea(mask, masks[name], box) / area }))
    .filter(({ share }) => share >= 0.25)
    .sort((a, b) => b.share - a.share)
    .map(({ name }) => name)
}

/** Pixels of the box that lie in both masks. */
function sharedArea({ width, data }: Mask, other: Mask, { x0, y0, x1, y1 }: Box): number {
  let shared = 0
  for (let y = y0; y < y1; y++)
    for (let i = y * width + x0; i < y * width + x1; i++) shared += (data[i] ?? 0) & (other.data[i] ?? 0)
  return shared
}

export function labelsOf(findings: readonly PhantomFinding[]): Record<XrvLabel, 0 | 1> {
  const present = new Set(withImplied(findings.map(({ label }) => label)))
  return Object.fromEntries(xrvLabels.map(label => [label, present.has(label) ? 1 : 0])) as Record<
    XrvLabel,
    0 | 1
  >
}
