/**
 * The reward of one segmentation episode, from what was called and how good each mask was.
 *
 * `medsam-agent` is the released reward of MedSAM-Agent (arXiv 2602.03320), as its code computes it. With
 * IoU_t and Dice_t of the masks m_1..m_T after each box or point:
 *
 *     R        = 0.2·format + 0.8·clip(base − overshoot − cost + progress, 0, 1)
 *     format   = half for at least one box or point, half for ending with stop_action
 *     base     = (IoU_T + Dice_T)/2, or IoU_T where Dice_T is 0
 *     overshoot= max_t IoU_t − IoU_T      cost = 0.01·T      progress = 0.1·Σ max(0, IoU_t − IoU_{t−1})
 *
 * the last three only where T > 1. It can be raised without better masks: stopping at once earns 0.1, and
 * swinging between a bad and a good mask earns 0.1 of each swing for 0.02.
 *
 * `strict` is ours: format multiplies, every call costs from the first on, overshoot stays, and there is no
 * pay for the way. Quality is counted from what a mask of the whole picture would get:
 *
 *     R    = clip((base − base of the whole picture)/(1 − base of the whole picture) − overshoot − cost, 0, 1)·f
 *     cost = 0.01·(T + failed calls)
 *     f    = 1 with a box or point and a stop at the end, 0.5 with the first alone, 0 without
 *
 * A call that leads back to the same last mask leaves `base` as it is and can only raise overshoot and cost,
 * so no pointless move pays. Where the target is empty, stopping at once is right: f is 1 with a stop.
 */

export type Episode = {
  /** Masks after each box or point, in order: 0..1. An episode without any is an empty mask. */
  masks: readonly Overlap[]
  /** What the empty mask scores: 1 where the target is empty, else 0. */
  nothing: Overlap
  /** What a mask of the whole picture scores. */
  everything: Overlap
  /** Calls of `add_bbox` and `add_point`, failed ones included. */
  edits: number
  /** Calls that were refused: an unknown tool, arguments that are not valid, off the image. */
  failedCalls: number
  /** The last call was `stop_action`. */
  stopped: boolean
}

export type Overlap = { iou: number; dice: number }

/** Every part of a reward as it was computed; `reward` is 0..1. */
export type RewardTerms = {
  reward: number
  format: number
  outcome: number
  progress: number
  overshoot: number
  cost: number
}

export type RewardPreset = { id: string; score: (episode: Episode) => RewardTerms }

const leastGap = 1e-6

export const medsamAgentReward: RewardPreset = {
  id: 'medsam-agent',
  score: ({ masks, nothing, edits, stopped }) => {
    const last = masks.at(-1) ?? nothing
    const several = masks.length > 1
    const outcome = quality(last)
    const overshoot = several ? gapToBest(masks, last) : 0
    const cost = several ? 0.01 * masks.length : 0
    const progress = several ? 0.1 * totalRise(masks) : 0
    const format = (edits > 0 ? 0.5 : 0) + (stopped ? 0.5 : 0)
    const reward = 0.2 * format + 0.8 * clip(outcome - overshoot - cost + progress)
    return { reward, format, outcome, progress, overshoot, cost }
  },
}

export const strictReward: RewardPreset = {
  id: 'strict',
  score: ({ masks, nothing, everything, failedCalls, stopped }) => {
    const last = masks.at(-1) ?? nothing
    const trivial = quality(everything)
    const outcome = trivial === 1 ? quality(last) : (quality(last) - trivial) / (1 - trivial)
    const overshoot = gapToBest(masks, last)
    const cost = 0.01 * (masks.length + failedCalls)
    const acted = masks.length > 0 || nothing.iou === 1
    const format = acted ? (stopped ? 1 : 0.5) : 0
    const reward = format * clip(outcome - overshoot - cost)
    return { reward, format, outcome, progress: 0, overshoot, cost }
  },
}

export const rewardPresets: readonly RewardPreset[] = [medsamAgentReward, strictReward]

function quality({ iou, dice }: Overlap): number {
  return dice > 0 ? (iou + dice) / 2 : iou
}

function gapToBest(masks: readonly Overlap[], last: Overlap): number {
  const gap = Math.max(last.iou, ...masks.map(({ iou }) => iou)) - last.iou
  return gap > leastGap ? gap : 0
}

function totalRise(masks: readonly Overlap[]): number {
  return masks.reduce((sum, { iou }, t) => sum + Math.max(0, iou - (masks[t - 1]?.iou ?? iou)), 0)
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value))
}
