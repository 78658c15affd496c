/** From the options of `praxis run` to a plan: data, mode, model, judge, manners and the run's identity. */
import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import {
  builtinReasoner,
  diagnosticianId,
  direct,
  noModel,
  radiologist,
  radiologistId,
  type Solver,
  type Task,
} from '../agents/index.ts'
import {
  applyMode,
  askConfidence,
  type Benchmark,
  type CaseItem,
  type Dataset,
  findBenchmark,
  type Mode,
  repeatCases,
  resolveSettings,
  type Settings,
} from '../benchmarks/index.ts'
import { type Case, PraxisError } from '../cases/index.ts'
import { createModel, createSegmenter, type Segmenter } from '../models/index.ts'
import {
  type Ask,
  defaultRunDir,
  dropFailures,
  gateDefaults,
  type Run,
  type RunPlan,
  recordedReplies,
  recordVersion,
  setRunAside,
} from '../runs/index.ts'
import { type Scoring, withConfidence } from '../verify/index.ts'
import {
  type DiagnosticianOptions,
  type OpenedDiagnostician,
  openDiagnostician,
  symbolicIds,
} from './diagnostician.ts'
import { type Judge, openJudge, refuseRemote } from './judge.ts'
import { type MannersOptions, openManners } from './manners.ts'
import { note } from './output.ts'
import { packageVersion } from './package.ts'
import { openRadiologist } from './radiologist.ts'

export type RunOptions = MannersOptions &
  DiagnosticianOptions & {
    model?: string
    solver?: string
    segmenter?: string
    /** Of the radiologist. */
    findings?: string
    anatomy?: string
    data?: string
    mode: Mode
    limit?: number
    seed: number
    set?: Record<string, string>
    repeats?: number
    confidence?: true
    out?: string
    scoring: Scoring
    judge?: string
    temperature?: number
    maxOutputTokens?: number
    retryErrors?: true
    allowRemote?: true
    maxTokens?: number
    maxUsd?: number
    maxMinutes?: number
  }

export type PreparedRun = {
  plan: RunPlan
  /** The plain run of the same ask, where there is one to compare a mode with. */
  plainDir: string | undefined
  /** The model that judges what rules cannot, where one was named. */
  judge: Judge | undefined
  close: () => void
}

const runsRoot = 'runs'
const localWorkers = 8
const graceMs = 5000

export async function prepareRun(
  benchmarkId: string,
  options: RunOptions,
  signal: AbortSignal,
): Promise<PreparedRun> {
  const benchmark = findBenchmark(benchmarkId)
  const settings = resolveSettings(benchmark, options.set)
  const reading = await chosenRadiologist(benchmark, options)
  const diagnosing = reading ? undefined : await chosenDiagnostician(benchmark, options)
  const acting = reading?.solver ?? diagnosing?.solver
  const solver = acting ?? chosenSolver(benchmark, settings, options.solver)
  const reasoner = reading?.ask.reasoner ?? diagnosing?.ask.reasoner
  const modelId = solver.asksNoModel ? noModel.id : (reasoner ?? namedModel(options))
  if (benchmark.segments && options.mode !== 'plain')
    throw new PraxisError(
      'bad-usage',
      `mode ${options.mode} would change the images and not the masks`,
      'leave --mode away',
    )
  const dataset = await benchmark.open(dataName(options.data, benchmark.shipped), settings)
  const model = solver.asksNoModel
    ? noModel
    : await createModel(modelId, {
        seed: options.seed,
        replies: recordedReplies,
        ...(diagnosing && { others: symbolicIds }),
        ...(dataset.training && { training: () => goodCases(dataset.training) }),
      })
  if (dataset.caution !== undefined && !solver.asksNoModel) note(dataset.caution)
  const segmenter = await chosenSegmenter(benchmark, options)
  for (const reached of [model, segmenter])
    if (reached) refuseRemote(reached, dataset.card, options.allowRemote ?? false)
  const { manners, prices, close } = await openManners(model, options)
  refuseBlindBudget(options, manners.price({ requests: 1, inputTokens: 1, outputTokens: 1 }).usd)
  const judge =
    options.judge === undefined
      ? undefined
      : await openJudge(options.judge, dataset.card, options.allowRemote, judgeManners(options))

  const ask = askOf(
    { benchmark: benchmark.id, dataset, modelId, solver, segmenter, settings, diagnosing, reading },
    options,
  )
  const dir = resolve(options.out ?? defaultRunDir(runsRoot, ask))
  if (options.fresh) noteAside(await setRunAside(dir))
  if (options.retryErrors) note(`asking ${await dropFailures(dir)} failed cases again`)

  const run: Run = {
    version: recordVersion,
    id: basename(dir),
    createdAt: new Date().toISOString(),
    ask,
    card: dataset.card,
    code: { praxis: packageVersion, node: process.versions.node },
    prices,
    notice: 'Research use, not a medical device.',
  }
  const posed = repeatCases(
    applyMode(options.mode, dataset, options.seed),
    options.repeats ?? 1,
    options.limit,
  )
  const pose = async (case_: Case): Promise<Task> => {
    const task = await benchmark.pose(case_, settings)
    return options.confidence ? askConfidence(task) : task
  }
  const plainDir = defaultRunDir(runsRoot, { ...ask, mode: 'plain' })
  return {
    plan: {
      dir,
      run,
      cases: posed.cases,
      ...(posed.count !== undefined && { count: posed.count }),
      ...(dataset.chained && { chained: true }),
      pose,
      solver,
      model,
      ...(segmenter && { segmenter }),
      verifier: withConfidence(benchmark.verifier(options.scoring, judge?.model, settings)),
      manners,
      workers: options.concurrency ?? (model.cacheable ? gateDefaults.max : localWorkers),
      runBudget: {
        ...(options.maxTokens !== undefined && { tokens: options.maxTokens }),
        ...(options.maxUsd !== undefined && { usd: options.maxUsd }),
        ...(options.maxMinutes !== undefined && { ms: options.maxMinutes * 60_000 }),
      },
      signal,
      graceMs,
    },
    plainDir: options.mode !== 'plain' && existsSync(join(plainDir, 'run.json')) ? plainDir : undefined,
    judge,
    close: () => {
      close()
      judge?.close()
      reading?.close()
    },
  }
}

function dataName(asked: string | undefined, shipped: string[]): string {
  const name = asked ?? shipped[0]
  if (name === undefined)
    throw new PraxisError('bad-usage', 'this benchmark ships no data', 'name yours with --data PATH')
  return name
}

/** The judge is asked at the pace of the model; budgets of a case are for the model alone. */
function judgeManners({ concurrency, timeout, cache, fresh }: RunOptions): MannersOptions {
  return {
    ...(concurrency !== undefined && { concurrency }),
    ...(timeout !== undefined && { timeout }),
    ...(cache !== undefined && { cache }),
    ...(fresh && { fresh }),
  }
}

type Parts = {
  benchmark: string
  dataset: Dataset
  modelId: string
  solver: Solver
  segmenter: Segmenter | undefined
  settings: Settings
  diagnosing: OpenedDiagnostician | undefined
  reading: ActingRadiologist | undefined
}

function askOf(
  { benchmark, dataset, modelId, solver, segmenter, settings, diagnosing, reading }: Parts,
  options: RunOptions,
): Ask {
  const { mode, seed, limit, scoring, judge, repeats, confidence } = options
  const { temperature, maxOutputTokens } = options
  return {
    benchmark,
    data: dataset.name,
    dataFingerprint: dataset.fingerprint,
    model: modelId,
    solver: options.solver?.startsWith(`${solver.id}:`) ? options.solver : solver.id,
    ...(diagnosing && { diagnostician: diagnosing.ask }),
    ...(reading && { radiologist: reading.ask }),
    ...(segmenter && { segmenter: segmenter.id }),
    mode,
    seed,
    ...(limit !== undefined && { limit }),
    scoring,
    ...(judge !== undefined && { judge }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(repeats !== undefined && repeats > 1 && { repeats }),
    ...(confidence && { confidence }),
    sampling: {
      ...(temperature !== undefined && { temperature }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    },
  }
}

function chosenSolver(benchmark: Benchmark, settings: Settings, name: string | undefined): Solver {
  const { id, solvers = [] } = benchmark
  const known =
    name === undefined || solvers.some(one => (one.endsWith(':') ? name.startsWith(one) : one === name))
  if (!known)
    throw new PraxisError(
      'bad-usage',
      `${id} has no solver ${JSON.stringify(name)}`,
      solvers.length === 0
        ? 'leave --solver away'
        : `use one of ${solvers.map(one => (one.endsWith(':') ? `${one}FILE` : one)).join(', ')}`,
    )
  return benchmark.solver?.(settings, name) ?? direct
}

type ActingRadiologist = { solver: Solver; ask: NonNullable<Ask['radiologist']>; close: () => void }

/** It reads where it is named, and where nobody else is. */
async function chosenRadiologist(
  { id, reads }: Benchmark,
  options: RunOptions,
): Promise<ActingRadiologist | undefined> {
  const { solver, model, findings = 'builtin', anatomy = 'builtin', timeout = 120 } = options
  const reasoner = options.reasoner ?? builtinReasoner.id
  if (reads && (solver === radiologistId || (solver === undefined && model === undefined))) {
    const { read, ask, close } = await openRadiologist({ findings, anatomy, timeout })
    const isBuiltin = reasoner === builtinReasoner.id
    return {
      solver: radiologist({ read, ...(isBuiltin && { asksNoModel: true }) }),
      ask: { reasoner, ...ask },
      close,
    }
  }
  const [name] = (['findings', 'anatomy'] as const).filter(one => options[one] !== undefined)
  if (name === undefined) return undefined
  throw new PraxisError(
    'bad-usage',
    `--${name} is for the radiologist`,
    reads ? 'leave --solver and --model away' : `${id} has none; leave it away`,
  )
}

async function chosenDiagnostician(
  { diagnoses }: Benchmark,
  options: RunOptions,
): Promise<OpenedDiagnostician | undefined> {
  if (diagnoses && options.solver === diagnosticianId) return openDiagnostician(options)
  const [name] = (['reasoner', 'ablate', 'memory'] as const).filter(one => options[one] !== undefined)
  if (name === undefined) return undefined
  throw new PraxisError(
    'bad-usage',
    `--${name} is for the diagnostician`,
    'add --solver ecr, or leave it away',
  )
}

async function chosenSegmenter(
  { id, segments }: Benchmark,
  { segmenter }: RunOptions,
): Promise<Segmenter | undefined> {
  if (segments) return createSegmenter(segmenter ?? 'builtin')
  if (segmenter === undefined) return undefined
  throw new PraxisError('bad-usage', `${id} draws no masks`, 'leave --segmenter away')
}

function namedModel({ model }: RunOptions): string {
  if (model !== undefined) return model
  throw new PraxisError('bad-usage', 'no model is named', 'add --model ID, see `praxis list`')
}

/** A money budget without a price would never bind, so it is refused instead of ignored. */
function refuseBlindBudget({ maxUsd, caseUsd, model }: RunOptions, usd: number | undefined): void {
  if ((maxUsd === undefined && caseUsd === undefined) || usd !== undefined) return
  throw new PraxisError(
    'bad-usage',
    `the price of ${model ?? 'no model'} is unknown, so a money budget cannot be kept`,
    'add it to the price table (PRAXIS_PRICES) or use a token budget',
  )
}

function noteAside(aside: string | undefined): void {
  if (aside !== undefined) note(`the earlier run is now ${aside}`)
}

async function* goodCases(training: (() => AsyncIterable<CaseItem>) | undefined): AsyncGenerator<Case> {
  for await (const item of training?.() ?? []) if (item.ok) yield item.case
}
