/**
 * Whether two runs may be compared, and the facts that a comparison needs beside the scores. Refusing is
 * the point: a difference between runs on other cases or other rules says nothing about the models.
 */
import type { Mode } from '../benchmarks/index.ts'
import { PraxisError } from '../cases/index.ts'
import type { Ask, RunRecord } from '../runs/index.ts'
import { answerText } from '../verify/index.ts'
import { type RunScores, readScores } from './summary.ts'

/** A run reduced for comparison: scores in the order of their case ids, and what each case's answer said. */
export type ComparedRun = RunScores & { dir: string; answers: Map<string, string> }

/** One pass over a run. `onRecord` sees each whole record as it passes by. */
export async function readCompared(
  dir: string,
  onRecord?: (record: RunRecord) => void,
): Promise<ComparedRun> {
  const answers = new Map<string, string>()
  const read = await readScores(dir, record => {
    const answer = answerText(record.case.question, record.verdict)
    if (answer !== undefined) answers.set(record.case.id, answer)
    onRecord?.(record)
  })
  read.scores.sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
  return { dir, ...read, answers }
}

/** The mode that sets the runs apart: undefined where both have the same. Throws `not-comparable`. */
export function modeBetween(a: ComparedRun, b: ComparedRun): Exclude<Mode, 'plain'> | undefined {
  const [askA, askB] = [a.run.ask, b.run.ask]
  if (askA.benchmark !== askB.benchmark)
    refuse(`the benchmarks differ (${askA.benchmark}, ${askB.benchmark})`, 'compare runs of one benchmark')
  if (askA.dataFingerprint !== askB.dataFingerprint)
    refuse(`the data differ (${askA.data}, ${askB.data})`, 'run both on the same data')
  if (askA.scoring !== askB.scoring)
    refuse(`the scoring differs (${askA.scoring}, ${askB.scoring})`, 'rescore one with `praxis rescore`')
  if (askA.judge !== askB.judge)
    refuse(`the judges differ (${askA.judge ?? 'none'}, ${askB.judge ?? 'none'})`, 'judge both the same way')
  if (askA.confidence !== askB.confidence && !isSameModel(askA, askB))
    refuse('only one of them was asked how sure it is', 'run both with --confidence, or both without')
  refuseOtherCases(a, b)
  const settings = differingSettings(askA, askB)
  if (settings.length > 0 && !(isSameModel(askA, askB) && askA.mode === askB.mode))
    refuse(
      `more than the settings differ (${settings.join(', ')}; ${askA.model} ${askA.mode}, ${askB.model} ${askB.mode})`,
      'change one thing at a time',
    )
  if (askA.mode === askB.mode) return undefined
  const mode = askA.mode === 'plain' ? askB.mode : askA.mode
  if (mode === 'plain' || (askA.mode !== 'plain' && askB.mode !== 'plain'))
    refuse(`the modes differ (${askA.mode}, ${askB.mode})`, 'compare each with the plain run')
  if (!isSameModel(askA, askB))
    refuse(
      `both the mode and the model differ (${askA.model} ${askA.mode}, ${askB.model} ${askB.mode})`,
      'change one thing at a time',
    )
  return mode
}

function isSameModel(a: Ask, b: Ask): boolean {
  return a.model === b.model && a.solver === b.solver
}

/** The settings that two runs differ in, as `name: value of A, value of B`. */
export function differingSettings(a: Ask, b: Ask): string[] {
  const names = new Set([...Object.keys(a.settings ?? {}), ...Object.keys(b.settings ?? {})])
  return [...names].flatMap(name => {
    const [ofA, ofB] = [a.settings?.[name], b.settings?.[name]]
    return ofA === ofB ? [] : [`${name}: ${ofA ?? 'none'}, ${ofB ?? 'none'}`]
  })
}

function refuseOtherCases(a: ComparedRun, b: ComparedRun): void {
  const idsA = new Set(a.scores.map(score => score.caseId))
  const idsB = new Set(b.scores.map(score => score.caseId))
  const shared = b.scores.filter(score => idsA.has(score.caseId)).length
  const [onlyA, onlyB] = [idsA.size - shared, idsB.size - shared]
  if (onlyA + onlyB > 0)
    refuse(
      `the cases differ (${shared} shared; ${onlyA} only in ${a.dir}, ${onlyB} only in ${b.dir})`,
      'finish both runs with the same --limit',
    )
  if (idsA.size === 0) refuse('neither run has a case', 'finish the runs first')
}

function refuse(what: string, next: string): never {
  throw new PraxisError('not-comparable', what, next)
}
