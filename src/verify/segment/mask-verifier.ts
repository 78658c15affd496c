/**
 * Judging an episode: the last mask against the reference, the way to it, and what each reward preset would
 * pay. The value is the Dice coefficient, so that it can stand beside other scores of 0..1.
 *
 * Terms: `dice`, `iou`, `hd95` (pixels, or millimetres where the image has a spacing; `hd95.share` of the diagonal), `turns` (boxes and
 * points carried out), `redundant` (those that did not raise the IoU, the first compared with the empty
 * mask), `failedCalls`, `dice@k` after k turns, `first.dice`, `noc85`, `noc90` and whether reached, and
 * `PRESET.TERM` for each term of each reward.
 */
import { type Case, messageOf, readMedia } from '../../cases/index.ts'
import { clicksTo, gridOf, hd95, type Mask, surfaceDistances } from '../../imaging/index.ts'
import type { Trace } from '../trace.ts'
import type { Verdict, Verifier } from '../verdict.ts'
import { episodeOf, masksOf } from './episode.ts'
import { type Episode, rewardPresets } from './rewards.ts'

/** A mask that overlaps this well is called correct. */
export const correctDice = 0.9

/** Turns after which Dice is told, for the curve. */
export const curveTurns = [1, 2, 3, 5, 10] as const

/** Clicks counted where a target was never reached; the convention of interactive segmentation. */
const clickLimit = 20

type Draft = Omit<Verdict, 'verifier'>

export function maskVerifier(id = 'segment'): Verifier {
  return {
    id,
    verify: async (case_, trace) => ({
      verifier: id,
      ...(unjudged(case_, trace) ?? (await judge(case_, trace))),
    }),
  }
}

/** Episodes with nothing to judge. One that ran out of budget is judged by the mask it has. */
function unjudged({ reference }: Case, { stop, error }: Trace): Draft | undefined {
  const without = (outcome: Verdict['outcome'], why: string): Draft => ({
    outcome,
    value: null,
    terms: {},
    why,
  })
  if (stop === 'not-asked') return without('not-asked', 'the case was not opened')
  if (stop === 'error' || stop === 'aborted')
    return without(
      'provider-error',
      error ? `${error.code}: ${messageOf(error.message)}` : `stopped (${stop})`,
    )
  if (reference?.format !== 'mask') return without('judge-failed', 'the case has no reference mask')
  return undefined
}

async function judge({ reference, media }: Case, trace: Trace): Promise<Draft> {
  if (reference?.format !== 'mask') throw new TypeError('no reference mask')
  const masks = await masksOf(trace, await readMedia(reference.mask))
  const episode = episodeOf(trace, masks)
  const last = episode.masks.at(-1) ?? episode.nothing
  const { distance, share } = surfaceDistance(masks.truth, masks.final, media[0]?.spacing)
  const terms = {
    dice: last.dice,
    iou: last.iou,
    hd95: distance,
    'hd95.share': share,
    ...wayTerms(episode),
    ...rewardTerms(episode),
  }
  const turns = episode.masks.length
  return {
    outcome: last.dice >= correctDice ? 'correct' : last.dice > 0 ? 'partial' : 'incorrect',
    value: last.dice,
    terms,
    why: `Dice ${last.dice.toFixed(3)}, IoU ${last.iou.toFixed(3)} after ${turns} turn${turns === 1 ? '' : 's'}`,
    ...(turns > 0 && {
      extraction: { rule: 'last-mask', span: [0, trace.answer?.length ?? 0], value: trace.answer ?? '' },
    }),
  }
}

/** HD95, and as a share of the picture's diagonal; an infinite one, of an empty mask, counts as the diagonal. */
function surfaceDistance(
  truth: Mask,
  mask: Mask,
  spacing: { x: number; y: number } = { x: 1, y: 1 },
): { distance: number; share: number } {
  const diagonal = Math.hypot(truth.width * spacing.x, truth.height * spacing.y)
  const distance = Math.min(diagonal, hd95(surfaceDistances(gridOf(truth, spacing), gridOf(mask, spacing))))
  return { distance, share: distance / diagonal }
}

function wayTerms({ masks, nothing, failedCalls }: Episode): Record<string, number> {
  const ious = masks.map(({ iou }) => iou)
  const after = (turn: number) => (masks.at(Math.min(turn, masks.length) - 1) ?? nothing).dice
  const redundant = ious.filter((iou, t) => iou <= (t === 0 ? nothing.iou : (ious[t - 1] ?? 0))).length
  const [to85, to90] = [clicksTo(0.85, ious, clickLimit), clicksTo(0.9, ious, clickLimit)]
  // An empty target is reached by stopping at once; no count of clicks says anything of it.
  const isEmptyTarget = nothing.iou === 1
  return {
    turns: masks.length,
    redundant,
    failedCalls,
    'first.dice': after(1),
    ...Object.fromEntries(curveTurns.map(turn => [`dice@${turn}`, after(turn)])),
    ...(!isEmptyTarget && {
      noc85: to85.clicks,
      noc90: to90.clicks,
      reached85: Number(to85.reached),
      reached90: Number(to90.reached),
    }),
  }
}

function rewardTerms(episode: Episode): Record<string, number> {
  return Object.fromEntries(
    rewardPresets.flatMap(({ id, score }) =>
      Object.entries(score(episode)).map(([term, value]) => [`${id}.${term}`, value]),
    ),
  )
}
