/** `praxis rescore RUN`: judge a finished run again, with no model call unless a judge is named. */
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { findBenchmark } from '../../benchmarks/index.ts'
import { summariseRun, summaryText } from '../../report/index.ts'
import { openRun, rescoreRun } from '../../runs/index.ts'
import { type Scoring, withConfidence } from '../../verify/index.ts'
import { judgeText, openJudge } from '../judge.ts'
import type { MannersOptions } from '../manners.ts'
import { positiveWhole, seconds } from '../options.ts'
import { note, printResult } from '../output.ts'

type Options = Pick<MannersOptions, 'concurrency' | 'timeout'> & {
  scoring: Scoring
  judge?: string
  out?: string
  allowRemote?: true
  json?: true
}

export function addRescore(program: Command): void {
  program
    .command('rescore')
    .description('judge a finished run again; the result is a run beside it')
    .argument('<run>', 'run folder')
    .addOption(
      new Option('--scoring <rule>', 'how to judge').choices(['strict', 'official']).default('strict'),
    )
    .option('--judge <model>', 'a model that judges what rules cannot')
    .option('--allow-remote', 'let a remote judge see private data')
    .option('--concurrency <n>', 'judge requests in flight (default: adaptive, 20 to 64)', positiveWhole)
    .option('--timeout <seconds>', 'limit of one judge request (default: 120)', seconds)
    .option('--out <dir>', 'folder of the rescored run (default: RUN.strict or RUN.official)')
    .option('--json', 'one JSON object on stdout')
    .action(async (dir: string, options: Options) => {
      const { run } = await openRun(dir)
      const benchmark = findBenchmark(run.ask.benchmark)
      const judge =
        options.judge === undefined
          ? undefined
          : await openJudge(options.judge, run.card, options.allowRemote, options)
      const out = resolve(options.out ?? `${dir.replace(/\/+$/, '')}.${options.scoring}`)
      try {
        const verifier = withConfidence(benchmark.verifier(options.scoring, judge?.model, run.ask.settings))
        const { cases, changed } = await rescoreRun(
          dir,
          out,
          options.scoring,
          verifier,
          options.judge,
          judge && (n => note(`judged ${n} cases`)),
        )
        note(`judged ${cases} cases again; ${changed.outcome} outcomes and ${changed.value} scores changed`)
        if (judge) note(judgeText(judge.usage()))
        const summary = await summariseRun(out)
        printResult(
          options.json ?? false,
          { run: out, changed, ...summary, ...(judge && { judgeUsage: judge.usage() }) },
          () => summaryText(summary),
        )
      } finally {
        judge?.close()
      }
    })
}
