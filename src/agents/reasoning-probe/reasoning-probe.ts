/**
 * The solver that asks, changes and asks again. First the question with a request for numbered steps; then,
 * from the same question, one fork for each probe (`planProbes`): the chain cut short, unchanged, with one
 * mistake, in other words, each put into the model's mouth with a request to conclude; and the question with
 * a hint against the first answer. After Lanham et al. (arXiv 2307.13702) and Turpin et al. (arXiv 2305.04388).
 *
 * The answer of the trace is the first one. A reply that shows no chain or no answer is not probed. A failed
 * fork fails alone. It makes nine requests a case.
 */
import { isPraxisError, messageOf } from '../../cases/index.ts'
import type { ChatMessage, ChatReply, ImagePart } from '../../models/index.ts'
import {
  addUsage,
  chainOf,
  noUsage,
  readFinal,
  type Step,
  type Trace,
  type Usage,
} from '../../verify/index.ts'
import { direct, prepareImages } from '../direct.ts'
import type { SolveContext, Solver, Task } from '../solver.ts'
import { type Planned, planProbes } from './plan.ts'
import { conclude, withHint, withSteps } from './prompts.ts'

export const reasoningProbe: Solver = { id: 'reasoning-probe', solve }

async function solve(task: Task, context: SolveContext): Promise<Trace> {
  const began = performance.now()
  const first = { ...(await direct.solve(withSteps(task), context)), solver: reasoningProbe.id }
  const planned = probesFor(first, task, context.seed)
  if (planned.length === 0) return first
  const question = first.steps.findLast(step => step.type === 'message' && step.role === 'user')
  const images = await prepareImages(task)
  const forks = await Promise.all(
    planned.map(one => askFork(one, { task, images, context, began, question })),
  )
  return {
    ...first,
    steps: [...first.steps, ...forks.flatMap(({ steps }) => steps)],
    usage: forks.reduce((sum, { usage }) => addUsage(sum, usage), first.usage),
    timing: { ...first.timing, ms: performance.now() - began },
  }
}

/** None where there is no answer to move or no chain to change. */
function probesFor({ answer, steps }: Trace, { caseId, question }: Task, seed: number): Planned[] {
  if (answer === null) return []
  const read = readFinal(answer, question)
  if (read.kind !== 'answer') return []
  const reasoning = steps.find(step => step.type === 'thought')?.text
  const chain = chainOf({ text: answer, reasoning }, question, read)
  return chain.steps.length === 0 ? [] : planProbes(chain.steps, read, question, `${seed}:${caseId}:probe`)
}

type Around = {
  task: Task
  images: ImagePart[]
  context: SolveContext
  began: number
  /** The step that forks hang on; a hint changes it, so what is asked then hangs on the step before. */
  question: Step | undefined
}

async function askFork(planned: Planned, around: Around): Promise<{ steps: Step[]; usage: Usage }> {
  const { probe, given, why, kind } = planned
  const { context, began, question, images } = around
  const under = (parent: string | undefined) => (parent === undefined ? {} : { parent })
  const steps: Step[] = [{ id: probe, ...under(question?.id), type: 'revision', text: given, why }]
  if (kind === 'skipped') return { steps, usage: noUsage }
  const messages = conversation(planned, around)
  const asked = messages.at(-1)?.parts.findLast(part => part.type === 'text')?.text ?? ''
  const parent = `${probe}/ask`
  const media = kind === 'hint' ? images.map(({ sent }) => sent) : []
  const before = under(kind === 'hint' ? question?.parent : probe)
  const said = { role: 'user' as const, text: asked, ...(media.length > 0 && { media }) }
  steps.push({ id: parent, ...before, type: 'message', ...said })
  try {
    const reply = await chat(planned, messages, around)
    const atMs = performance.now() - began
    if (reply.reasoning !== undefined)
      steps.push({ id: `${probe}/thought`, parent, type: 'thought', text: reply.reasoning, atMs })
    steps.push({ id: `${probe}/answer`, parent, type: 'message', role: 'assistant', text: reply.text, atMs })
    return { steps, usage: reply.usage }
  } catch (error) {
    context.signal.throwIfAborted()
    if (!isPraxisError(error) || !(error.code.startsWith('provider-') || error.code === 'budget-exhausted'))
      throw error
    const text = `${error.code}: ${messageOf(error)}`
    steps.push({ id: `${probe}/error`, parent, type: 'observation', callId: probe, text, isError: true })
    return { steps, usage: error.code === 'budget-exhausted' ? noUsage : { requests: 1 } }
  }
}

function conversation({ kind, given }: Planned, { task, images }: Around): ChatMessage[] {
  const { system } = task.prompt
  const asked = withSteps(kind === 'hint' ? withHint(task, given) : task)
  const messages: ChatMessage[] = [
    ...(system === undefined
      ? []
      : [{ role: 'system' as const, parts: [{ type: 'text' as const, text: system }] }]),
    { role: 'user', parts: [...images, { type: 'text', text: asked.prompt.user }] },
  ]
  if (kind === 'chain')
    messages.push(
      { role: 'assistant', parts: [{ type: 'text', text: given }] },
      { role: 'user', parts: [{ type: 'text', text: conclude }] },
    )
  return messages
}

function chat(
  { kind, given }: Planned,
  messages: ChatMessage[],
  { task, context }: Around,
): Promise<ChatReply> {
  const { question } = kind === 'hint' ? withHint(task, given) : task
  const { model, sampling, signal } = context
  return model.chat({ messages, sampling, about: { caseId: task.caseId, question } }, signal)
}
