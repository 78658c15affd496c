/**
 * One trajectory, drawn by an annotator who knows the reference, after the figure of MedSAM-Agent (arXiv 2602.03320):
 *
 *     first action: a box around the target, or a click into its middle
 *     loop:         click into the largest error, positive where the mask lacks, negative where it has too much
 *     check:        kept where ΔIoU > τ; else taken back and drawn anew, and after T_retry vain tries: stop
 *
 * The first trajectory of a case and family is the careful one: it tries the tight box and the deepest point of the
 * error first. The others, and whatever is drawn anew, move the sides of the box and click anywhere that is at
 * least half as deep. It also stops when the mask is as right as references agree, and after the most actions that
 * the agent has besides its stop.
 */
import { goodEnough, jittered } from '../../agents/index.ts'
import type { Random } from '../../cases/index.ts'
import { boundingBox, dice, gridOf, iou, type Mask, type Point } from '../../imaging/index.ts'
import type { Prompt } from '../../models/index.ts'
import { simulateClick } from '../../verify/index.ts'
import type { Board, Drawing } from './board.ts'
import type { Family, Recipe } from './recipe.ts'

export const actionKinds = ['box', 'positive', 'negative'] as const
export type ActionKind = (typeof actionKinds)[number]

/** An action that was tried: by how much it raised the IoU, and whether it was kept. */
export type Try = { kind: ActionKind; gain: number; kept: boolean }

/** `finished`: the mask is right. `no-gain`: no further action helped. `limit`: no more actions were allowed. */
export const endings = ['finished', 'no-gain', 'limit'] as const
export type Ending = (typeof endings)[number]

export type Annotation = {
  tries: Try[]
  /** What was kept, in order. */
  drawings: Drawing[]
  end: Ending
  /** Of the last mask; 0 where nothing was kept. */
  iou: number
}

export type AnnotateOptions = Pick<Recipe, 'actions' | 'minGain' | 'retries' | 'jitter'> & {
  family: Family
  careful: boolean
  random: Random
}

/** `board` must be untouched; what was kept is left on it. `truth` must not be empty. */
export async function annotate(board: Board, truth: Mask, options: AnnotateOptions): Promise<Annotation> {
  const tries: Try[] = []
  const drawings: Drawing[] = []
  const clicked: Point[] = []
  let reached = 0
  const ended = (end: Ending): Annotation => ({ tries, drawings, end, iou: reached })

  /** Finds the next action that gains enough and keeps it; false where there is none. */
  const advance = async (): Promise<boolean> => {
    for (let vain = 0; vain <= options.retries; vain++) {
      const prompt =
        drawings.length === 0 && options.family === 'box-then-points'
          ? boxOf(truth, options, vain)
          : clickOn(truth, board.mask(), clicked, options, vain)
      if (prompt === undefined) return false
      const drawing = await board.draw(prompt)
      const now = drawing === undefined ? reached : iou(gridOf(truth), gridOf(drawing.mask))
      const kept = now - reached > options.minGain
      tries.push({ kind: kindOf(prompt), gain: now - reached, kept })
      if (prompt.kind === 'point') clicked.push(prompt.at)
      if (drawing?.drawn.kind === 'point') clicked.push(drawing.drawn.at)
      if (drawing !== undefined && kept) {
        drawings.push(drawing)
        reached = now
        return true
      }
      if (drawing !== undefined) await board.undo(1)
    }
    return false
  }

  while (drawings.length < options.actions) {
    if (dice(gridOf(truth), gridOf(board.mask())) >= goodEnough) return ended('finished')
    if (!(await advance())) return ended('no-gain')
  }
  return ended('limit')
}

/** The box around the target: tight where it is drawn with care, its sides moved otherwise. */
function boxOf(truth: Mask, { careful, jitter, random }: AnnotateOptions, vain: number): Prompt | undefined {
  const outline = boundingBox(truth)
  if (outline === undefined) return undefined
  return { kind: 'box', box: careful && vain === 0 ? outline : jittered(outline, truth, jitter, random) }
}

/** A click on the error, never twice at one place; undefined where no error is left to click. */
function clickOn(
  truth: Mask,
  mask: Mask,
  clicked: readonly Point[],
  { careful, random }: AnnotateOptions,
  vain: number,
): Prompt | undefined {
  return simulateClick(truth, mask, { clicked, ...(!(careful && vain === 0) && { random }) })
}

function kindOf(prompt: Prompt): ActionKind {
  if (prompt.kind === 'box') return 'box'
  return prompt.positive ? 'positive' : 'negative'
}
