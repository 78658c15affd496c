/** The summary of forging for a terminal: accept rates, the gain curve as bars, and what each kind of action gained. */
import { actionKinds } from './annotate.ts'
import { families } from './recipe.ts'
import type { FamilySummary, TrajectorySummary } from './summarise.ts'

const barWidth = 40

export function summaryText({ cases, secondsPerTrajectory, families: all }: TrajectorySummary): string {
  return [
    `${cases} cases`,
    ...families.flatMap(family => familyLines(family, all[family])),
    ...(secondsPerTrajectory === null
      ? []
      : [`${secondsPerTrajectory.toFixed(2)} s of one thread for each accepted trajectory`]),
  ].join('\n')
}

function familyLines(name: string, summary: FamilySummary): string[] {
  const { tried, accepted, rejected, endings, meanActions, meanIou, curve, gains } = summary
  const share = tried === 0 ? '' : ` (${((100 * accepted) / tried).toFixed(1)} %)`
  return [
    `${name}: ${accepted} of ${tried} accepted${share}${listed('; rejected', rejected)}`,
    ...(meanActions === null || meanIou === null
      ? []
      : [`  mean ${meanActions.toFixed(1)} actions, IoU ${meanIou.toFixed(3)}${listed('; ended', endings)}`]),
    ...curve.slice(1).map((iou, i) => `  IoU after ${i + 1}  ${iou.toFixed(3)}  ${bar(iou)}`),
    ...actionKinds.flatMap(kind => {
      const { tried: n, kept, meanGain } = gains[kind]
      const mean = meanGain === null ? '' : `, by ${meanGain.toFixed(3)} on average`
      return n === 0 ? [] : [`  ${kind}: ${kept} of ${n} gained enough${mean}`]
    }),
  ]
}

function bar(share: number): string {
  return '#'.repeat(Math.round(barWidth * share))
}

function listed(title: string, counts: Record<string, number>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`)
  return parts.length === 0 ? '' : `${title}: ${parts.join(', ')}`
}
