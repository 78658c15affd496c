/**
 * How stable answers are over repeats, and whether a vote among them is better than one answer.
 *
 * Two askings agree where they said the same: the same texts of chosen options, the same number, the same
 * words; two open answers also where both are right, since right answers differ in wording. Two
 * abstentions agree. An unreadable answer agrees with nothing. Askings that the model server or the judge
 * failed on are left out, and so are cases with fewer than two others. Each case counts once, and cases of
 * one patient or image stay together when intervals are resampled.
 *
 * The vote takes what was said most often. Of several at the top each counts an equal part; an answer
 * stands before abstaining. The vote's share of the askings is a confidence that needs no question
 * (self-consistency: Wang et al., arXiv 2203.11171; as confidence: Xiong et al., arXiv 2306.13063).
 */
import { firstId, isScored, type Score, type Unit } from '../benchmarks/index.ts'
import type { RunRecord } from '../runs/index.ts'
import { answerText, normaliseAnswer } from '../verify/index.ts'
import type { Forecast, Ranged } from './statistics/calibration.ts'
import { type Estimate, estimateRatio } from './statistics/estimate.ts'
import { pairedDifference } from './statistics/paired.ts'

/** A score with what the asking said, where the case is asked several times. */
export type HeardScore = Score & { said?: string }

export type Stability = {
  /** Most askings of a case, and the cases asked twice or more. */
  repeats: number
  cases: number
  /** Share of cases whose askings all say the same. */
  stable: Estimate
  /** Share of the pairs of askings of a case that say the same, averaged over cases. */
  agreement: Estimate
  /** Mean score of one asking, and of the vote. */
  single: Estimate
  vote: Estimate
  /** Vote − single, with its 95 % interval. */
  gain: Ranged & { p: number | null }
  /** Share of cases that every asking got right. */
  reliable: Estimate
  /** Money for asking each case once, over the cases that every asking got right; null where unknown. */
  usdPerReliable: number | null
}

const abstained = '(abstained)'

/** What is said, in a form that can be compared between askings; undefined where the case is asked once, or nothing was read. */
export function saidIn({ case: { question, tags, reference }, verdict }: RunRecord): string | undefined {
  if (tags.repeat === undefined) return undefined
  const { outcome } = verdict
  if (outcome === 'abstained' || outcome === 'refused') return abstained
  if (reference?.format === 'open' && outcome === 'correct') return '(right)'
  const text = answerText(question, verdict)
  return text === undefined || question.options !== undefined ? text : normaliseAnswer(text)
}

type Asked = {
  id: string
  cluster: string
  askings: number
  /** Votes for each thing said, with the mean score of those who said it. */
  votes: { said: string; count: number; score: number }[]
  score: number
  allRight: boolean
}

/** Cases with at least two askings that have a score. */
function askedCases(scores: HeardScore[]): Asked[] {
  const repeated = scores.filter(score => score.tags.repeat !== undefined && isScored(score))
  return [...Map.groupBy(repeated, firstId)].flatMap(([id, askings]) => {
    const [first] = askings
    if (first === undefined || askings.length < 2) return []
    const read = askings.filter(({ said }) => said !== undefined)
    const votes = [...Map.groupBy(read, ({ said = '' }) => said)].map(([said, group]) => ({
      said,
      count: group.length,
      score: meanScore(group),
    }))
    const allRight = askings.every(({ value }) => value === 1)
    return {
      ...{ id, cluster: first.cluster, askings: askings.length, votes },
      ...{ score: meanScore(askings), allRight },
    }
  })
}

function meanScore(group: Score[]): number {
  return group.reduce((sum, { value }) => sum + (value ?? 0), 0) / group.length
}

/** What the vote earns, and its share; undefined where abstaining wins, or nothing was read. */
function voteOf({ votes, askings }: Asked): { share: number; score: number } | undefined {
  const answers = votes.filter(({ said }) => said !== abstained)
  const most = Math.max(0, ...answers.map(({ count }) => count))
  const silent = votes.find(({ said }) => said === abstained)?.count ?? 0
  if (most === 0 || silent > most) return undefined
  const top = answers.filter(({ count }) => count === most)
  return { share: most / askings, score: top.reduce((sum, { score }) => sum + score, 0) / top.length }
}

/** Null where no case was asked twice. `usd` is what all askings cost. */
export function stabilityOf(scores: HeardScore[], usd: number | 'unknown'): Stability | null {
  const cases = askedCases(scores)
  if (cases.length === 0) return null
  const unitsOf = (share: (asked: Asked) => number): Unit[] =>
    cases.map(asked => ({
      ...{ id: asked.id, cluster: asked.cluster, numerator: share(asked), denominator: 1, tags: {} },
    }))
  const single = unitsOf(({ score }) => score)
  const vote = unitsOf(asked => voteOf(asked)?.score ?? 0)
  const { difference, low, high, p } = pairedDifference(single, vote)
  const right = cases.filter(({ allRight }) => allRight).length
  const askings = cases.reduce((sum, asked) => sum + asked.askings, 0)
  const onceUsd = usd === 'unknown' ? null : (usd * cases.length) / askings
  return {
    repeats: cases.reduce((most, asked) => Math.max(most, asked.askings), 0),
    cases: cases.length,
    stable: estimateRatio(unitsOf(asked => Number(asked.votes[0]?.count === asked.askings))),
    agreement: estimateRatio(unitsOf(agreeingPairs)),
    single: estimateRatio(single),
    vote: estimateRatio(vote),
    gain: { value: difference, low, high, p },
    reliable: estimateRatio(unitsOf(({ allRight }) => Number(allRight))),
    usdPerReliable: onceUsd === null || onceUsd === 0 || right === 0 ? null : onceUsd / right,
  }
}

function agreeingPairs({ votes, askings }: Asked): number {
  return votes.reduce((sum, { count }) => sum + count * (count - 1), 0) / (askings * (askings - 1))
}

/** The vote of each case as a forecast: its share of the askings, and what it earns. */
export function voteForecasts(scores: HeardScore[]): Forecast[] {
  return askedCases(scores).map(asked => {
    const vote = voteOf(asked)
    return { cluster: asked.cluster, confidence: vote?.share ?? null, score: vote?.score ?? null }
  })
}
