/** `praxis run BENCHMARK --model ID`: case → solver → trace → verdict → record → summary. */
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { ablationSchema } from '../../agents/index.ts'
import { modeSchema } from '../../benchmarks/index.ts'
import { segmenterForms } from '../../models/index.ts'
import { compareRuns, comparisonText, type Summary, summariseRun, summaryText } from '../../report/index.ts'
import { executeRun, openRun, type RunEnd } from '../../runs/index.ts'
import { judgeText } from '../judge.ts'
import { positiveNumber, positiveWhole, seconds, settings, temperature, wholeNumber } from '../options.ts'
import { exitCodes, note, printResult } from '../output.ts'
import { type PreparedRun, prepareRun, type RunOptions } from '../prepare-run.ts'
import { progressLine } from '../progress.ts'

const problemsShown = 5
const samePressMs = 300

export function addRun(program: Command): void {
  program
    .command('run')
    .description('put a model to a benchmark; the same command continues an unfinished run')
    .argument('<benchmark>', 'see `praxis list`')
    .option('--model <id>', 'openai:…, anthropic:…, google:…, compatible:NAME@URL, replay:RUN, builtin:…')
    .option(
      '--solver <name>',
      'who acts, where a benchmark has several (segment: agent, single, oracle, scripted:FILE; medeinst: direct, ecr; cxr: radiologist, direct)',
    )
    .option(
      '--reasoner <id>',
      'who reasons for --solver ecr, symbolic (default), symbolic:counted or a model; for the radiologist of cxr, builtin (default) or a model',
    )
    .option('--findings <id>', 'findings models of the radiologist of cxr: builtin (default) or onnx:DIR')
    .option('--anatomy <id>', 'its anatomy model: builtin (default) or onnx:DIR')
    .addOption(
      new Option('--ablate <stages>', 'which stages of --solver ecr run (default: full)').choices(
        ablationSchema.options,
      ),
    )
    .option('--memory <dir>', 'the memory of --solver ecr (default: the shipped one)')
    .option('--segmenter <id>', `what draws masks: ${segmenterForms.join(', ')} (default: builtin)`)
    .option('--data <path>', 'name of a shipped data set, or a path')
    .addOption(
      new Option('--mode <mode>', 'what to change about the cases')
        .choices(modeSchema.options)
        .default('plain'),
    )
    .option('--limit <n>', 'only the first n cases', positiveWhole)
    .option('--set <name=value>', 'a setting of the benchmark, see `praxis list`; may be repeated', settings)
    .option('--repeats <n>', 'ask every case n times, to see how stable the answers are', positiveWhole)
    .option('--confidence', 'ask the model how sure it is')
    .option('--seed <n>', 'seed of everything random', wholeNumber, 0)
    .option('--out <dir>', 'run folder (default: one under runs/ that follows from the options)')
    .option('--fresh', 'start over and ignore the cache; an earlier run in the folder is set aside')
    .option('--concurrency <n>', 'requests in flight (default: adaptive, 20 to 100)', positiveWhole)
    .addOption(
      new Option('--scoring <rule>', 'how to judge').choices(['strict', 'official']).default('strict'),
    )
    .option('--judge <model>', 'a model that judges what rules cannot')
    .option('--temperature <t>', 'sampling temperature', temperature)
    .option('--max-output-tokens <n>', 'limit of one answer', positiveWhole)
    .option('--timeout <seconds>', 'limit of one request (default: 120)', seconds)
    .option('--retry-errors', 'ask again the cases that the model server failed on')
    .option('--no-cache', 'neither read nor write the answer cache')
    .option('--allow-remote', 'let a remote model see private data')
    .option('--case-tokens <n>', 'budget of a case in tokens', positiveWhole)
    .option('--case-usd <x>', 'budget of a case in dollars', positiveNumber)
    .option('--case-seconds <x>', 'budget of a case in seconds', positiveNumber)
    .option('--max-tokens <n>', 'budget of the run in tokens', positiveWhole)
    .option('--max-usd <x>', 'budget of the run in dollars', positiveNumber)
    .option('--max-minutes <x>', 'budget of the run in minutes', positiveNumber)
    .option('--json', 'one JSON object on stdout')
    .action(async (benchmarkId: string, options: RunOptions & { json?: true }) => {
      const stop = new AbortController()
      const prepared = await prepareRun(benchmarkId, options, stop.signal)
      const end = await carryOut(prepared, stop)
      const summary = await tell(prepared, end, options.json ?? false)
      process.exitCode = exitCodeOf(end, summary)
    })
}

/** The first Ctrl-C lets the cases in the works finish for a few seconds; the second ends at once. */
async function carryOut({ plan, close }: PreparedRun, stop: AbortController): Promise<RunEnd> {
  const line = progressLine(process.stderr)
  let pressedAt = Number.NEGATIVE_INFINITY
  const interrupt = (): void => {
    // A terminal and a launcher may both deliver the same press.
    const again = performance.now() - pressedAt > samePressMs
    if (stop.signal.aborted && again) process.exit(exitCodes.interrupted)
    if (stop.signal.aborted) return
    pressedAt = performance.now()
    note('\nstopping: finishing what is in the works (press again to stop at once)')
    stop.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    return await executeRun({ ...plan, onProgress: line.update })
  } finally {
    line.end()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    close()
  }
}

async function tell({ plan, plainDir, judge }: PreparedRun, end: RunEnd, json: boolean): Promise<Summary> {
  const { run, dir } = plan
  await noteProblems(dir)
  const summary = await summariseRun(dir)
  const plain =
    end.status === 'finished' && plainDir !== undefined ? await compareRuns(plainDir, dir) : undefined
  const value = {
    run: dir,
    status: end.status,
    ...(end.why && { why: end.why }),
    ...summary,
    ...(plain && { paired: plain }),
    ...(judge && { judgeUsage: judge.usage() }),
  }
  printResult(json, value, () =>
    [
      summaryText(summary),
      ...(plain ? [`against the plain run ${plainDir}:`, comparisonText(plain)] : []),
      ...(judge ? [judgeText(judge.usage())] : []),
      ...(run.ask.mode !== 'plain' && !plain
        ? ['run the same without --mode to get the paired difference']
        : []),
      `run folder: ${dir}`,
    ].join('\n'),
  )
  if (end.status !== 'finished')
    note(`${end.status}${end.why ? `: ${end.why}` : ''}; the same command continues where this one stopped`)
  return summary
}

/** The first few rows that could not be asked; all of them are in the run folder. */
async function noteProblems(dir: string): Promise<void> {
  const { problems } = await openRun(dir)
  for (const { message, code } of problems.slice(0, problemsShown)) note(`praxis: ${message} [${code}]`)
  if (problems.length > problemsShown)
    note(`praxis: … and ${problems.length - problemsShown} more in ${join(dir, 'problems.jsonl')}`)
}

/** From all records, so that a continued run exits like one that went through. */
function exitCodeOf({ status, progress }: RunEnd, { n, outcomes }: Summary): number {
  if (status === 'interrupted') return exitCodes.interrupted
  if (n === 0 && progress.problems > 0) return exitCodes.usage
  return status === 'budget' || (n > 0 && outcomes['provider-error'] === n) ? exitCodes.failed : exitCodes.ok
}
