/** Calibration and stability for the terminal; nothing where there is nothing to tell. */
import { dollars, formatP, percent, percentRange, points, pointsRange, thousandths, whole } from './format.ts'
import type { Stability } from './stability.ts'
import type { Calibration, Ranged } from './statistics/calibration.ts'
import type { Summary } from './summary.ts'
import { textTable, wrapped } from './text-table.ts'

export function calibrationLines({ calibration }: Summary): string[] {
  if (calibration === null) return []
  const { stated, votes } = calibration
  return [
    ...(stated === null
      ? []
      : block(stated, `stated with ${whole(stated.rated)} of ${whole(stated.answered)} answers`)),
    ...(votes === null ? [] : block(votes, 'share of the vote over repeats')),
  ]
}

function block(calibration: Calibration, source: string): string[] {
  const { cases, answered } = calibration
  const { confidence, score, ece, brier, accuracyAtCoverage, coverageAtRisk, aurc, excessAurc, note } =
    calibration
  return [
    '',
    `Confidence (${source})`,
    ...textTable([
      ['mean confidence', percent(confidence)],
      ['mean score of these answers', percent(score)],
      ['calibration error (ECE, noise taken off)', percent(ece.value), rangeText(ece)],
      ['Brier score', thousandths(brier.value), thousandthsRange(brier)],
      [
        `accuracy of the surest ${percentOf(accuracyAtCoverage.coverage)}`,
        percent(accuracyAtCoverage.value),
        accuracyAtCoverage.value === null
          ? `${percent(answered / cases)} answered`
          : rangeText(accuracyAtCoverage),
      ],
      [
        `coverage at a risk of ${percentOf(coverageAtRisk.risk)} or less`,
        percent(coverageAtRisk.value),
        rangeText(coverageAtRisk),
      ],
      ['area under the risk–coverage curve', thousandths(aurc.value), thousandthsRange(aurc)],
      ['  of which a perfect order would save', thousandths(excessAurc.value), thousandthsRange(excessAurc)],
    ]),
    ...(note === undefined ? [] : wrapped(note)),
  ]
}

export function stabilityLines({ stability }: Summary): string[] {
  if (stability === null) return []
  const { repeats, cases, stable, agreement, single, vote, gain, reliable } = stability
  return [
    '',
    `Stability (${whole(cases)} cases asked up to ${repeats} times)`,
    ...textTable([
      ['the same answer every time', percent(stable.value), rangeText(stable)],
      ['two askings agree', percent(agreement.value), rangeText(agreement)],
      ['one answer earns', percent(single.value), rangeText(single)],
      ['the vote earns', percent(vote.value), rangeText(vote)],
      ['right every time', percent(reliable.value), rangeText(reliable)],
    ]),
    ...wrapped(gainText(gain)),
    ...costLine(stability),
  ]
}

/** What voting gains over one answer, in words. */
export function gainText({ value, low, high, p }: Stability['gain']): string {
  return `the vote against one answer: ${points(value)} points ${pointsRange(low, high)}, p ${formatP(p)}`
}

function costLine({ usdPerReliable }: Stability): string[] {
  return usdPerReliable === null
    ? []
    : wrapped(`${dollars(usdPerReliable)} for each case that is right every time, asked once`)
}

function rangeText({ value, low, high }: Pick<Ranged, 'value' | 'low' | 'high'>): string {
  return value === null ? '' : percentRange(low, high)
}

function thousandthsRange({ value, low, high }: Pick<Ranged, 'value' | 'low' | 'high'>): string {
  if (value === null) return ''
  return low === null || high === null ? 'no interval' : `[${thousandths(low)}, ${thousandths(high)}]`
}

function percentOf(share: number): string {
  return `${Math.round(100 * share)} %`
}
