/**
 * The diagnostician as a solver (ECR-Agent; MedEinst, arXiv 2601.06636, section 4). Its trace tells each stage in
 * words; the whole diagnosis, graphs and audit included, goes with it as a JSON medium.
 */
import type { Client } from '@modelcontextprotocol/client'
import { diseaseVocabulary, embedMedia, isPraxisError, messageOf } from '../../cases/index.ts'
import { abstention, personOf } from '../../models/index.ts'
import type { Step, Trace } from '../../verify/index.ts'
import type { SolveContext, Solver, Task } from '../solver.ts'
import { diseaseFinder } from './disease-finder.ts'
import { infer, type NamedMemory } from './infer.ts'
import { factsIn, type LookUp, lookUpBy } from './look-up.ts'
import type { Ablation, Diagnosis } from './nodes.ts'
import type { Reasoner, Story } from './reasoner.ts'
import {
  tellAudit,
  tellCandidates,
  tellDecision,
  tellDoubt,
  tellExemplars,
  tellLookups,
  tellPatient,
  tellPivots,
  tellQuestions,
} from './tell.ts'

type StepBody = Step extends infer S ? (S extends Step ? Omit<S, 'id' | 'parent'> : never) : never

export const diagnosticianId = 'ecr'

/** The media type under which a diagnosis lies in a trace's outputs. */
export const diagnosisMediaType = 'application/json'

type Said = (role: 'user' | 'assistant', text: string) => void

type KnowledgeClient = { client: Client; deadlineMs: number }

export type DiagnosticianOptions = {
  /** Made for each case. `said` records what is said to a model and what it answers. */
  reasonerFor: (context: SolveContext, said: Said) => Promise<Reasoner>
  ablation?: Ablation
  memory?: NamedMemory
  /** Who is asked what the candidates show. */
  knowledge?: KnowledgeClient
  asksNoModel?: true
}

export function diagnostician({
  reasonerFor,
  ablation,
  memory,
  knowledge,
  asksNoModel,
}: DiagnosticianOptions): Solver {
  const solve = async (task: Task, context: SolveContext): Promise<Trace> => {
    const startedAt = new Date().toISOString()
    const began = performance.now()
    const finished = (rest: Pick<Trace, 'answer' | 'steps' | 'stop' | 'outputs' | 'error'>): Trace => ({
      caseId: task.caseId,
      solver: diagnosticianId,
      // What the model used is counted by whoever gave it.
      usage: { requests: 0 },
      timing: { startedAt, ms: performance.now() - began, retries: 0 },
      ...rest,
    })
    const steps: Step[] = []
    const add = (step: StepBody): void => {
      const parent = steps.at(-1)?.id
      steps.push({ id: `s${steps.length}`, ...(parent !== undefined && { parent }), ...step })
    }
    add({ type: 'message', role: 'user', text: task.question.text })
    try {
      const story = { caseId: task.caseId, text: task.question.text, diseases: namesIn(task) }
      const reasoner = await reasonerFor(context, (role, text) =>
        add({ type: 'message', role, text, atMs: performance.now() - began }),
      )
      context.signal.throwIfAborted()
      const lookUp = knowledge && lookUpFor(story, knowledge, context.signal)
      const diagnosis = await infer(story, {
        reasoner,
        ...(ablation && { ablation }),
        ...(memory && { memory }),
        ...(lookUp && { lookUp }),
      })
      const outputs = [embedMedia('text', Buffer.from(JSON.stringify(diagnosis)), diagnosisMediaType)]
      for (const lookup of diagnosis.lookups ?? []) {
        const callId = `lookup-${steps.length}`
        add({ type: 'tool-call', tool: lookup.tool, callId, arguments: lookup.arguments })
        const text = [...tellLookups({ ...diagnosis, lookups: [lookup] }), ...factsIn(lookup)].join('\n')
        add({ type: 'observation', callId, text, isError: lookup.failed !== undefined })
      }
      for (const text of thoughtsOf(diagnosis)) add({ type: 'thought', text })
      return finished({ steps, answer: answerOf(diagnosis), stop: 'answered', outputs })
    } catch (error) {
      context.signal.throwIfAborted()
      if (!isPraxisError(error) || !error.code.startsWith('provider-')) throw error
      const message = `case ${task.caseId}: ${messageOf(error)}`
      return finished({ steps, answer: null, stop: 'error', error: { code: error.code, message } })
    }
  }
  return { id: diagnosticianId, solve, ...(asksNoModel && { asksNoModel }) }
}

function lookUpFor({ text }: Story, { client, deadlineMs }: KnowledgeClient, signal: AbortSignal): LookUp {
  return lookUpBy(client, { deadlineMs, signal }, personOf(text).sex)
}

/** As DDXPlus names them, where one option alone means that disease; others as they stand. */
function namesIn({ question }: Task): string[] {
  const find = diseaseFinder(Object.keys(diseaseVocabulary()))
  const texts = (question.options ?? []).map(({ text }) => text)
  const known = texts.map(find)
  return texts.map((text, i) => {
    const name = known[i]
    return name !== undefined && known.filter(one => one === name).length === 1 ? name : text
  })
}

/** One thought for each stage, in their order. */
function thoughtsOf(diagnosis: Diagnosis): string[] {
  const audited = diagnosis.audits.length > 0
  return [
    tellCandidates(diagnosis),
    tellPatient(diagnosis),
    ...(audited ? [tellPivots(diagnosis), diagnosis.audits.map(tellAudit).join('\n')] : []),
    ...tellExemplars(diagnosis),
    ...tellDoubt(diagnosis),
    ...tellQuestions(diagnosis),
    tellDecision(diagnosis),
  ]
}

/** The last line is the answer; an abstention has none. */
export function answerOf({ decision, failures }: Diagnosis): string {
  const failed = [...new Set(failures.map(({ stage }) => stage))]
  const note = failed.length === 0 ? '' : ` (trouble in: ${failed.join(', ')})`
  if (decision.disease === null) return `${abstention} ${sentence(decision.why)}${note}`
  return `${sentence(decision.why)}${note}\nDiagnosis: ${decision.disease}`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
