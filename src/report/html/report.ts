/**
 * The report: runs in, one HTML file out. Each run is read once, record by record; what stays in memory are
 * scores and the few failures to show.
 */
import { findBenchmark } from '../../benchmarks/index.ts'
import { isPraxisError, messageOf, PraxisError } from '../../cases/index.ts'
import { type ComparedRun, readCompared } from '../align.ts'
import { compare } from '../compare.ts'
import { summarise } from '../summary.ts'
import { calibration } from './calibration.ts'
import { type Compared, comparisons, verdicts } from './comparisons.ts'
import { costs } from './costs.ts'
import { failures } from './failures.ts'
import { faithfulness } from './faithfulness.ts'
import { footer } from './footer.ts'
import { conditions, header, pageTitle } from './header.ts'
import { html } from './markup.ts'
import { members } from './members.ts'
import { outcomes } from './outcomes.ts'
import { page } from './page.ts'
import { failurePicker } from './pick-failures.ts'
import { problems } from './problems.ts'
import type { ReportRun } from './report-run.ts'
import { results } from './results.ts'
import { breakdowns } from './tables.ts'
import { turnByTurn } from './turn-by-turn.ts'
import { addTwins } from './twins.ts'

/** Failures on the page, shared by the runs. */
const shownFailures = 14

/** One self-contained page. Several runs must be of one benchmark; the first is compared with each other. */
export async function htmlReport(dirs: string[]): Promise<string> {
  const read: { run: ReportRun; compared: ComparedRun }[] = []
  for (const [i, dir] of dirs.entries()) read.push(await readRun(dir, i, dirs.length))
  const runs = read.map(({ run }) => run)
  refuseMixed(runs)
  const title = pageTitle(runs)
  const [a, ...others] = read
  const pairs = a === undefined ? [] : others.map(b => comparedPair(a, b))
  const published = a === undefined ? undefined : findBenchmark(a.run.run.ask.benchmark).published
  const content = html`${header(runs)}
${results(runs, verdicts(pairs), published)}
${outcomes(runs)}
${members(runs)}
${faithfulness(runs)}
${turnByTurn(runs)}
${calibration(runs)}
${comparisons(pairs)}
${breakdowns(runs)}
${await failures(runs)}
${problems(runs)}
${costs(runs)}
${conditions(runs)}
${footer(runs)}`
  return page(title, content)
}

async function readRun(
  dir: string,
  index: number,
  count: number,
): Promise<{ run: ReportRun; compared: ComparedRun }> {
  const picker = failurePicker(Math.max(6, Math.floor(shownFailures / count)))
  const compared = await readCompared(dir, picker.see)
  const summary = summarise(findBenchmark(compared.run.ask.benchmark), compared.scores, compared.extras)
  const run: ReportRun = {
    ...(count > 1 && { letter: letterOf(index) }),
    first: index === 0,
    dir,
    run: compared.run,
    problems: compared.problems,
    summary,
    failures: await addTwins(dir, picker.pick()),
  }
  return { run, compared }
}

type Read = { run: ReportRun; compared: ComparedRun }

function comparedPair(a: Read, b: Read): Compared {
  try {
    return { a: a.run, b: b.run, result: compare(a.compared, b.compared) }
  } catch (error) {
    if (!isPraxisError(error) || error.code !== 'not-comparable') throw error
    return { a: a.run, b: b.run, result: { refused: messageOf(error) } }
  }
}

function refuseMixed(runs: ReportRun[]): void {
  const benchmarks = new Set(runs.map(({ run }) => run.ask.benchmark))
  if (benchmarks.size > 1)
    throw new PraxisError(
      'bad-usage',
      `the runs are of different benchmarks (${[...benchmarks].join(', ')})`,
      'write one report for each',
    )
}

function letterOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1)
}
