/**
 * Findings of lung and pleura. Each lesion fills air with water (or takes tissue away) by a part that grows with its
 * severity, and its mask is the region that it changes.
 */
import type { XrvLabel } from '../../../cases/index.ts'
import type { Mask } from '../../../imaging/index.ts'
import type { Side } from '../patient.ts'
import type { Lesion } from '../plan.ts'
import { type Scene, squareMask } from '../scene.ts'
import { paintEdema, paintFibrosis } from './diffuse.ts'
import { paintAtelectasis, paintConsolidation, paintHaze, paintInfiltration } from './opacities.ts'
import { sidesOf } from './place.ts'
import { paintEffusion, paintPneumothorax, paintThickening } from './pleura.ts'
import { paintCavity, paintHernia, paintRound } from './round.ts'

type PaintLesion = (scene: Scene, lesion: Lesion, mask: Mask) => void

/** How each lesion is painted. Those that are part of anatomy or bone are drawn there. */
const painters: Partial<Record<XrvLabel, PaintLesion>> = {
  Effusion: onSides(paintEffusion),
  Pneumothorax: onSides(paintPneumothorax),
  Pleural_Thickening: onSides(paintThickening),
  Consolidation: onSides((scene, side, severity, mask) =>
    paintConsolidation(scene, side, severity, mask, false),
  ),
  Pneumonia: onSides((scene, side, severity, mask) => paintConsolidation(scene, side, severity, mask, true)),
  Infiltration: onSides(paintInfiltration),
  Atelectasis: onSides(paintAtelectasis),
  Fibrosis: onSides(paintFibrosis),
  Nodule: onSides((scene, side, severity, mask) =>
    paintRound(scene, side, mask, 'Nodule', 0.009 + 0.024 * severity, severity),
  ),
  Mass: onSides((scene, side, severity, mask) =>
    paintRound(scene, side, mask, 'Mass', 0.042 + 0.045 * severity, severity),
  ),
  'Lung Lesion': onSides(paintCavity),
  'Lung Opacity': onSides(paintHaze),
  Edema: paintEdema,
  Hernia: paintHernia,
}

/** Paints a lesion and returns its mask; absent where it belongs to anatomy or bones. */
export function paintLesion(scene: Scene, lesion: Lesion): Mask | undefined {
  const paint = painters[lesion.label]
  if (paint === undefined) return undefined
  const mask = squareMask(scene)
  paint(scene, lesion, mask)
  return mask
}

function onSides(paint: (scene: Scene, side: Side, severity: number, mask: Mask) => void): PaintLesion {
  return (scene, { side, severity }, mask) => {
    for (const one of sidesOf(side)) paint(scene, one, severity, mask)
  }
}
