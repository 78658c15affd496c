/**
 * The one-shot solver: the instruction, the images and the question in, one answer out. Retries, pacing
 * and the cache are in the model it is given.
 */
import { isPraxisError, messageOf, PraxisError, readMedia } from '../cases/index.ts'
import {
  type ChatMessage,
  type ChatReply,
  type Finish,
  type ImagePart,
  prepareImage,
} from '../models/index.ts'
import type { Step, Stop, Trace } from '../verify/index.ts'
import type { SolveContext, Solver, Task } from './solver.ts'

export const direct: Solver = { id: 'direct', solve }

async function solve(task: Task, context: SolveContext): Promise<Trace> {
  const startedAt = new Date().toISOString()
  const began = performance.now()
  const steps: Step[] = []
  const add = (step: StepBody): void => {
    const parent = steps.at(-1)?.id
    steps.push({ id: `s${steps.length}`, ...(parent !== undefined && { parent }), ...step })
  }
  const finished = (rest: Pick<Trace, 'answer' | 'usage' | 'stop' | 'error'>): Trace => ({
    caseId: task.caseId,
    solver: direct.id,
    steps,
    timing: { startedAt, ms: performance.now() - began, retries: 0 },
    ...rest,
  })

  const { system, user } = task.prompt
  if (system !== undefined) add({ type: 'message', role: 'system', text: system })
  try {
    const images = await prepareImages(task)
    const media = images.map(image => image.sent)
    add({ type: 'message', role: 'user', text: user, ...(media.length > 0 && { media }) })
    const reply = await ask(task, images, context)
    const atMs = performance.now() - began
    if (reply.reasoning !== undefined) add({ type: 'thought', text: reply.reasoning, atMs })
    add({ type: 'message', role: 'assistant', text: reply.text, atMs })
    const answer = reply.text.trim() === '' ? null : reply.text
    return finished({ answer, usage: reply.usage, stop: stopOf(reply.finish) })
  } catch (error) {
    context.signal.throwIfAborted()
    if (!isPraxisError(error) || !error.code.startsWith('provider-')) throw error
    const named = error.place.caseId === undefined ? `case ${task.caseId}: ` : ''
    return finished({
      answer: null,
      usage: { requests: 1 },
      stop: 'error',
      error: { code: error.code, message: `${named}${messageOf(error)}` },
    })
  }
}

type StepBody = Step extends infer S ? (S extends Step ? Omit<S, 'id' | 'parent'> : never) : never

/** The images of a task as they will be sent. Throws `model-unsuited` for other media. */
export async function prepareImages({ media }: Task): Promise<ImagePart[]> {
  const images: ImagePart[] = []
  for (const medium of media) {
    if (medium.kind !== 'image')
      throw new PraxisError(
        'model-unsuited',
        `the direct solver sends images, and this is a ${medium.kind}`,
        'use a solver that has tools for it',
      )
    images.push(await prepareImage(medium, await readMedia(medium)))
  }
  return images
}

function ask(task: Task, images: ImagePart[], { model, sampling, signal }: SolveContext): Promise<ChatReply> {
  const { system, user } = task.prompt
  const messages: ChatMessage[] = [{ role: 'user', parts: [...images, { type: 'text', text: user }] }]
  if (system !== undefined) messages.unshift({ role: 'system', parts: [{ type: 'text', text: system }] })
  const about = { caseId: task.caseId, question: task.question }
  return model.chat({ messages, sampling, about }, signal)
}

function stopOf(finish: Finish): Stop {
  return finish === 'length' || finish === 'refused' ? finish : 'answered'
}
