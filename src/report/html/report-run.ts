/** One run as the page shows it. */
import type { Problem, Run } from '../../runs/index.ts'
import { actorName } from '../format.ts'
import type { MetricSummary } from '../metric-summary.ts'
import type { Summary } from '../summary.ts'
import { toldSettings } from '../told-settings.ts'
import { type Html, html } from './markup.ts'
import type { Failure } from './pick-failures.ts'

export type ReportRun = {
  /** A, B, C …: names a run in drawings and tables. Absent where there is only one run. */
  letter?: string
  first: boolean
  dir: string
  run: Run
  problems: Problem[]
  summary: Summary
  failures: Failure[]
}

/** The letter as a small badge; nothing where there is only one run. */
export function badge({ letter, first }: Pick<ReportRun, 'letter' | 'first'>): Html {
  return letter === undefined ? html`` : html`<span class="letter${first ? ' first' : ''}">${letter}</span> `
}

/** What tells a run from its neighbours, in words. */
export function runName({ run: { ask } }: ReportRun): string {
  return [
    actorName(ask),
    ...(ask.mode === 'plain' ? [] : [ask.mode]),
    ...toldSettings(ask),
    ...(ask.scoring === 'strict' ? [] : [`${ask.scoring} scoring`]),
  ].join(', ')
}

/** The metrics that say how well a model does; the others tell how it fails. */
export function headlines({ summary }: ReportRun): MetricSummary[] {
  return summary.metrics.filter(metric => !metric.descriptive)
}
