/**
 * The radiologist as a solver. The trace tells its report; the whole reading goes with it as a JSON medium. Masks and
 * heat maps are left behind: a thousand cases would fill a disk, and reading the picture again makes them again.
 */
import { embedMedia, PraxisError, readMedia } from '../../cases/index.ts'
import type { Step, Trace } from '../../verify/index.ts'
import type { SolveContext, Solver, Task } from '../solver.ts'
import { chestChatReasoner } from './chat/chat.ts'
import { openRadiograph, type Radiograph } from './open-radiograph.ts'
import type { Read } from './radiologist.ts'
import { builtinReasoner, type Reasoner } from './reasoner.ts'

export const radiologistId = 'radiologist'

export type RadiologistSolverOptions = {
  /** Reads one radiograph, of these bytes. */
  read: (
    radiograph: Radiograph,
    bytes: Uint8Array,
    how: { reasoner: Reasoner; signal: AbortSignal },
  ) => Promise<Read>
  /** The built-in reasoner decides, and no chat model is asked. */
  asksNoModel?: true
}

type Said = (role: 'user' | 'assistant', text: string) => void

/** Throws `media-…` where the picture cannot be read. */
export function radiologist({ read, asksNoModel }: RadiologistSolverOptions): Solver {
  const solve = async (task: Task, { model, sampling, signal }: SolveContext): Promise<Trace> => {
    const startedAt = new Date().toISOString()
    const began = performance.now()
    const steps: Step[] = []
    const add = (step: { type: 'thought'; text: string } | ({ type: 'message' } & SaidStep)): void => {
      const parent = steps.at(-1)?.id
      steps.push({ id: `s${steps.length}`, ...(parent !== undefined && { parent }), ...step })
    }
    const said: Said = (role, text) => add({ type: 'message', role, text, atMs: performance.now() - began })
    add({ type: 'message', role: 'user', text: task.question.text })

    const bytes = await readMedia(imageOf(task))
    const reasoner = asksNoModel ? builtinReasoner : chestChatReasoner({ model, sampling, said })
    const { reading } = await read(await openRadiograph(bytes), bytes, { reasoner, signal })
    for (const { text, support, why } of reading.sentences)
      add({ type: 'thought', text: support === 'supported' ? text : `${text} [${support}: ${why}]` })
    const impression = reading.sentences.filter(({ section }) => section === 'impression')
    return {
      caseId: task.caseId,
      solver: radiologistId,
      steps,
      answer: impression.map(({ text }) => text).join(' '),
      outputs: [embedMedia('text', Buffer.from(JSON.stringify(reading)), 'application/json')],
      // What the model used is counted by whoever gave it.
      usage: { requests: 0 },
      timing: { startedAt, ms: performance.now() - began, retries: 0 },
      stop: 'answered',
    }
  }
  return { id: radiologistId, solve, ...(asksNoModel && { asksNoModel }) }
}

type SaidStep = { role: 'user' | 'assistant'; text: string; atMs?: number }

function imageOf({ caseId, media }: Task): Task['media'][number] {
  const image = media.find(({ kind }) => kind === 'image')
  if (image !== undefined) return image
  throw new PraxisError('media-missing', 'it has no picture to read', 'give it one', { caseId })
}
