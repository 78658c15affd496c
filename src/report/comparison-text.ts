/** A comparison for the terminal: the verdict first, then what it rests on. */
import type { ComparedName, Comparison, MetricComparison } from './compare.ts'
import {
  actorName,
  formatP,
  percent,
  percentRange,
  points,
  pointsRange,
  quantityText,
  whole,
} from './format.ts'
import type { Judged } from './judged.ts'
import type { ModeQuantity } from './mode-quantities.ts'
import { shorten, textTable, wrapped } from './text-table.ts'
import { toldSettings } from './told-settings.ts'

const fewTasks = 6

export function comparisonText(comparison: Comparison): string {
  const { benchmark, a, b, n, clusters, metrics, quantity, verdict } = comparison
  return [
    ...(quantity === null ? wrapped(`${metrics[0]?.name ?? ''}: ${verdict}`, '') : quantityLines(quantity)),
    '',
    ...nameLines('A', a, benchmark),
    ...nameLines('B', b, benchmark),
    `${whole(n)} cases in ${whole(clusters)} clusters, compared case by case`,
    ...metrics.flatMap((metric, i) => ['', ...metricLines(metric, i > 0 || quantity !== null)]),
  ].join('\n')
}

function nameLines(letter: string, { dir, ...ask }: ComparedName, benchmark: string): string[] {
  const { mode } = ask
  const told = toldSettings({ benchmark, ...ask })
  return [`${letter}  ${[actorName(ask), mode, ...told].join(', ')}`, `   ${dir}`]
}

function metricLines(metric: MetricComparison, withSentence: boolean): string[] {
  const { name, a, b, better, sentence, tasks } = metric
  return [
    `${name}: A ${percent(a)}, B ${percent(b)} (${better} is better)`,
    ...(withSentence ? wrapped(sentence) : []),
    ...wrapped(testsText(metric)),
    ...(metric.note === undefined ? [] : wrapped(metric.note)),
    ...(tasks === null ? [] : taskLines(tasks)),
  ]
}

/** Which test decided, and what the other says. */
function testsText({ mcnemar, signFlip, test }: MetricComparison): string {
  const parts = [
    ...(mcnemar === null
      ? []
      : [`McNemar (only A ${mcnemar.aOnly}, only B ${mcnemar.bOnly}) p ${formatP(mcnemar.p)}`]),
    ...(signFlip === null ? [] : [`sign-flip over clusters p ${formatP(signFlip.p)}`]),
  ]
  if (test === null) return 'not tested'
  if (test === 'normal') return 'z test over clusters'
  return `${parts.join('; ')}; decided by ${test === 'mcnemar' ? 'McNemar' : 'the sign-flip'}`
}

/** Few tasks are listed; of many, those with a verdict. The HTML report lists all. */
function taskLines({ tag, values }: NonNullable<MetricComparison['tasks']>): string[] {
  const all = Object.entries(values).toSorted(([, a], [, b]) => b.units - a.units)
  const decided = all.filter(([, task]) => task.decision === 'better' || task.decision === 'worse')
  const shown = all.length <= fewTasks ? all : decided
  const head = `  by ${tag}, p corrected by Holm over ${all.length} tasks`
  const rest = Map.groupBy(
    all.filter(task => !shown.includes(task)),
    ([, { decision }]) => decision,
  )
  const counted = [...rest].map(([decision, tasks]) => `${tasks.length} ${decision}`).join(', ')
  return [
    counted === '' ? head : `${head}: ${counted}`,
    ...textTable(
      shown.map(([value, task]) => taskRow(value, task)),
      '    ',
    ),
  ]
}

function taskRow(value: string, task: Judged): string[] {
  const { difference, low, high, pAdjusted, units, decision } = task
  return [
    shorten(value, 16),
    points(difference),
    pointsRange(low, high),
    `p ${formatP(pAdjusted)}`,
    `n ${whole(units)}`,
    decision,
  ]
}

function quantityLines(quantity: ModeQuantity): string[] {
  const { name, definition, unit, units, unread, bounds, note } = quantity
  const { value, range } = quantityText(unit, quantity)
  const unreadLine =
    unread === undefined || bounds === undefined
      ? []
      : wrapped(`${whole(unread)} not read; counted both ways ${percentRange(bounds.low, bounds.high)}`)
  return [
    `${name}: ${value} ${range}, n ${whole(units)}`,
    ...wrapped(definition),
    ...unreadLine,
    ...(note === undefined ? [] : wrapped(note)),
  ]
}
