/** The distance to a published row, for the terminal: overall and by the first tag that the row tells. */
import { findBenchmark } from '../benchmarks/index.ts'
import { percent, points } from './format.ts'
import type { Summary } from './summary.ts'
import { shorten, textTable, wrapped } from './text-table.ts'
import { distancesTo } from './yardstick.ts'

export function yardstickLines(summary: Summary): string[] {
  const { published } = findBenchmark(summary.benchmark)
  const yardstick = distancesTo(published, summary)
  if (published === undefined || yardstick === undefined) return []
  const [[tag = '', distances = []] = []] = [...yardstick.by].filter(([name]) => name !== '')
  const rows = [...(yardstick.by.get('') ?? []), ...distances]
  return [
    '',
    `Distance to the published ${yardstick.model}${tag === '' ? '' : ` by ${tag}`}, in points`,
    ...textTable(
      rows.map(({ value, estimate, yardstick: theirs, distance }) => [
        value === undefined ? 'all' : shorten(value, 40),
        percent(estimate.value),
        `published ${percent(theirs)}`,
        points(distance),
      ]),
    ),
    ...wrapped(`it compares only on ${published.data}`),
  ]
}
