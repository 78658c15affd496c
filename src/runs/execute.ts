/**
 * Carrying out a run: case → solver → trace → verdict → record. Cases stream through a pool of workers;
 * a record counts when it is on disk; the same call on the same folder continues where the last one
 * ended, however it ended.
 */
import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { noModel, type Solver, type Task } from '../agents/index.ts'
import type { CaseItem } from '../benchmarks/index.ts'
import { type Case, isPraxisError, limitTime, messageOf, PraxisError } from '../cases/index.ts'
import type { ChatModel, Segmenter } from '../models/index.ts'
import { addUsage, noUsage, type Trace, type Verifier } from '../verify/index.ts'
import { type Budget, spent } from './budget.ts'
import { type Chain, openChain } from './chain.ts'
import { type Manners, manage, type Tally } from './managed-model.ts'
import { mapMedia, mediaStore } from './media-store.ts'
import { pendingCases } from './pending-cases.ts'
import { openProblemLog } from './problem-log.ts'
import { type Run, type RunRecord, recordVersion } from './record.ts'
import { openRecordLog } from './record-log.ts'
import { readRecords, recordedIds } from './run-folder.ts'
import { lockRun } from './run-lock.ts'
import { startRun } from './start-run.ts'

export type RunPlan = {
  dir: string
  run: Run
  cases: () => AsyncIterable<CaseItem>
  /** Number of cases, where known; for the progress line only. */
  count?: number
  /** Some cases are opened by the answer to another. */
  chained?: true
  pose: (case_: Case) => Task | Promise<Task>
  solver: Solver
  model: ChatModel
  segmenter?: Segmenter
  verifier: Verifier
  manners: Manners
  /** Cases in the works at once. */
  workers: number
  runBudget: Budget
  /** First abort: no new case, those in the works get `graceMs`. */
  signal: AbortSignal
  graceMs: number
  onProgress?: (progress: Progress) => void
}

export type Progress = {
  done: number
  total: number | undefined
  errors: number
  problems: number
  usage: Trace['usage']
  limit: number
}

export type RunEnd = { status: 'finished' | 'interrupted' | 'budget'; why?: string; progress: Progress }

/** Runs the plan to its end. Throws `run-locked`, `run-mismatch` or `provider-auth`; nothing recorded is lost. */
export async function executeRun(plan: RunPlan): Promise<RunEnd> {
  await startRun(plan.dir, plan.run)
  const unlock = lockRun(plan.dir)
  try {
    return await carryOut(plan)
  } finally {
    unlock()
  }
}

async function carryOut(plan: RunPlan): Promise<RunEnd> {
  const progress: Progress = {
    done: 0,
    total: totalOf(plan),
    errors: 0,
    problems: 0,
    usage: noUsage,
    limit: plan.manners.gate.limit(),
  }
  const log = await openRecordLog<RunRecord>(join(plan.dir, 'records.jsonl'), records => {
    for (const { trace, verdict } of records) {
      progress.done++
      if (verdict.outcome === 'provider-error') progress.errors++
      progress.usage = addUsage(progress.usage, trace.usage)
    }
    progress.limit = plan.manners.gate.limit()
    plan.onProgress?.(progress)
  })
  const done = await recordedIds(plan.dir)
  progress.done = done.size
  const problems = await openProblemLog(plan.dir)

  const hardStop = new AbortController()
  setMaxListeners(0, hardStop.signal)
  const startedAt = performance.now()
  const chain = plan.chained && (await resumedChain(plan.dir))
  const pending = pendingCases(plan.cases(), done, limitOf(plan.run.ask), error => problems.add(error))
  const remaining = expected(pending, chain)
  const keep = mediaStore(plan.dir)
  const view = manage(plan.model, plan.manners)
  let used = noUsage
  let stopped: { status: 'interrupted' | 'budget'; why?: string } | undefined
  let failure: unknown

  const isOver = (): boolean => {
    if (failure !== undefined || stopped !== undefined) return true
    if (plan.signal.aborted) stopped = { status: 'interrupted' }
    const why = spent(plan.runBudget, used, performance.now() - startedAt)
    if (why !== undefined) stopped = { status: 'budget', why: `the run has used ${why}` }
    return stopped !== undefined
  }
  const work = async (): Promise<void> => {
    while (!isOver()) {
      // A model that answers without waiting would otherwise hold off the log's timer and Ctrl-C to the end.
      await nextTurn()
      const next = await remaining.next()
      if (next.done) return
      const case_ = next.value
      const { model, tally } = view(case_.id)
      try {
        const opening = await chain?.opening(case_)
        if (hardStop.signal.aborted || failure !== undefined) return
        if (opening === 'unknown') {
          await problems.add(unopened(case_), case_.id)
          continue
        }
        const trace =
          opening === undefined || opening === 'open'
            ? await solveCase(plan, case_, model, tally, hardStop.signal)
            : unasked(plan.solver.id, case_, opening)
        used = addUsage(used, tally.usage)
        if (trace.error?.code === 'provider-auth') throw authError(trace.error.message)
        const verdict = await plan.verifier.verify(case_, trace)
        await log.append(await mapMedia({ version: recordVersion, case: case_, trace, verdict }, keep))
        chain?.settle(case_, verdict)
      } catch (error) {
        if (hardStop.signal.aborted) return
        if (isPraxisError(error) && error.code.startsWith('media-')) await problems.add(error, case_.id)
        else failure ??= error
      } finally {
        chain?.settle(case_, undefined)
      }
    }
  }

  const onInterrupt = (): void => {
    sleep(plan.graceMs, undefined, { ref: false }).then(() => hardStop.abort(new Error('interrupted')))
  }
  plan.signal.addEventListener('abort', onInterrupt, { once: true })
  try {
    await Promise.all(Array.from({ length: plan.workers }, work))
  } catch (error) {
    failure ??= error
  } finally {
    plan.signal.removeEventListener('abort', onInterrupt)
    await remaining.return(undefined)
    await log.close()
    await problems.close()
  }
  if (failure !== undefined) throw failure
  progress.problems = problems.count()
  return { status: 'finished', ...stopped, progress }
}

/** A limit counts cases; with repeats each of them is asked several times. */
function limitOf({ limit, repeats = 1 }: Run['ask']): number | undefined {
  return limit === undefined ? undefined : limit * repeats
}

function totalOf({ run, count }: RunPlan): number | undefined {
  const limit = limitOf(run.ask)
  return limit === undefined || count === undefined ? (limit ?? count) : Math.min(limit, count)
}

/** The cases still to do, which those that they open may wait for. */
async function* expected(pending: AsyncIterable<Case>, chain: Chain | undefined): AsyncGenerator<Case, void> {
  for await (const case_ of pending) {
    chain?.expect(case_.id)
    yield case_
  }
}

/** A chain that knows what an earlier, interrupted run has answered. */
async function resumedChain(dir: string): Promise<Chain> {
  const chain = openChain()
  for await (const { case: case_, verdict } of readRecords(dir)) chain.settle(case_, verdict)
  return chain
}

function unopened({ id, after }: Case): PraxisError {
  return new PraxisError(
    'data-missing',
    `the case that opens it, ${after?.case}, could not be asked`,
    'mend that case and run the same command again',
    { caseId: id },
  )
}

/** The trace of a question that was not put: nothing was sent. */
function unasked(solver: string, { id, after }: Case, opening: 'closed' | 'lost'): Trace {
  return {
    caseId: id,
    solver,
    steps: [],
    answer: null,
    usage: { requests: 0 },
    timing: { startedAt: new Date().toISOString(), ms: 0, retries: 0 },
    ...(opening === 'closed'
      ? { stop: 'not-asked' }
      : {
          stop: 'error',
          error: {
            code: 'provider-unavailable',
            message: `case ${id}: the case that opens it, ${after?.case}, got no answer`,
          },
        }),
  }
}

async function solveCase(
  { pose, solver, manners, run, segmenter }: RunPlan,
  case_: Case,
  model: ChatModel,
  tally: Tally,
  signal: AbortSignal,
): Promise<Trace> {
  const startedAt = new Date()
  const began = performance.now()
  const { sampling, seed } = run.ask
  const limit = limitTime(signal, manners.caseBudget.ms, outOfTimeError)
  try {
    const context = {
      model: solver.seesReference ? noModel : model,
      sampling: samplingOf(case_, sampling, seed),
      signal: limit.signal,
      seed,
      ...(segmenter && { segmenter, segmenterMs: manners.timeoutMs }),
      ...(solver.seesReference && case_.reference && { reference: case_.reference }),
    }
    const trace = await solver.solve(await pose(case_), context)
    const timing = { ...trace.timing, retries: tally.retries }
    return { ...trace, usage: tally.usage, timing, ...(tally.cached && { cached: true }) }
  } catch (error) {
    const cause: unknown = limit.signal.aborted && !signal.aborted ? limit.signal.reason : error
    if (!(isPraxisError(cause) && cause.code === 'budget-exhausted')) throw error
    return {
      caseId: case_.id,
      solver: solver.id,
      steps: [],
      answer: null,
      usage: tally.usage,
      timing: { startedAt: startedAt.toISOString(), ms: performance.now() - began, retries: tally.retries },
      stop: 'budget',
      error: { code: 'budget-exhausted', message: messageOf(cause) },
    }
  } finally {
    limit.clear()
  }
}

/** The reason with which a case is aborted; a solver that has something to show ends with that instead. */
function outOfTimeError(): PraxisError {
  return new PraxisError('budget-exhausted', 'the case ran out of time', 'raise --case-seconds')
}

/** A repeat is sampled with a seed of its own, and so has a cache entry of its own. */
function samplingOf(
  { repeat }: Case,
  sampling: Run['ask']['sampling'],
  seed: number,
): Run['ask']['sampling'] {
  return repeat === undefined ? sampling : { ...sampling, seed: seed + repeat - 1 }
}

function authError(message: string): PraxisError {
  return new PraxisError('provider-auth', message, 'set the key and run the same command again')
}
