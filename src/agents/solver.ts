/** Who acts: turns a posed question into a trace, with a model and, for agents, tools. */
import type { Media, Question, Reference } from '../cases/index.ts'
import type { ChatModel, SamplingOptions, Segmenter } from '../models/index.ts'
import type { Trace } from '../verify/index.ts'

/** What a solver gets to see of a case: never the reference, never the tags. */
export type Task = {
  caseId: string
  question: Question
  media: Media[]
  /** The instruction and the question in the benchmark's own words. */
  prompt: { system?: string; user: string }
}

export type SolveContext = {
  model: ChatModel
  sampling: SamplingOptions
  signal: AbortSignal
  /** Of the run. A solver that needs chance takes ``random(`${seed}:${caseId}`)``, so order does not matter. */
  seed: number
  /** Draws masks from boxes and points, for solvers that segment. */
  segmenter?: Segmenter
  /** Milliseconds that the segmenter may take to open an image or to answer a prompt; 60 000 by default. */
  segmenterMs?: number
  /** Given only to a solver that `seesReference`. */
  reference?: Reference
}

/**
 * Solves one task. A provider failure ends in a trace with `stop: 'error'`; only a bug, an abort or a
 * spent run budget throws.
 */
export type Solver = {
  id: string
  solve: (task: Task, context: SolveContext) => Promise<Trace>
  /**
   * A simulated annotator, not a model under test: it is given the reference, and in exchange the model in
   * its context refuses every call, so that no reference can reach one.
   */
  seesReference?: true
  /** It acts without a model, so none need be named. */
  asksNoModel?: true
}
