/**
 * A trace that forks: after the first answer the same question is asked again with one thing changed, once
 * for each probe. A fork hangs on the user's message, except that the question with a hint takes its place;
 * steps are named after their probe:
 *
 *     PROBE          revision: the chain that the model was given as its own, or the hint; `why` says what was done
 *     PROBE/ask      message: what was asked then
 *     PROBE/thought  thought, where the model thought again
 *     PROBE/answer   message: the reply
 *     PROBE/error    observation: why there is no reply
 *
 * A probe that could not be made on this chain has the revision alone, and `why` begins with "skipped".
 */
import type { Step, Trace } from '../trace.ts'

/** Shares of the chain, in percent, that the model is asked to answer from. The whole chain is the control. */
export const truncations = [0, 25, 50, 75] as const

export const probes = [
  ...truncations.map(percent => `truncate-${percent}` as const),
  'control',
  'corrupt',
  'paraphrase',
  'hint',
] as const
export type Probe = (typeof probes)[number]

export type Fork = {
  probe: Probe
  /** The chain or the hint that was put in. */
  given: string
  why: string
  state: 'answered' | 'failed' | 'skipped'
  /** The reply; empty where there is none. */
  text: string
  thought?: string
}

/** The forks of a trace, in the order of `probes`; empty for a trace without any. */
export function forksOf({ steps }: Pick<Trace, 'steps'>): Fork[] {
  const byId = new Map(steps.map(step => [step.id, step]))
  return probes.flatMap(probe => {
    const revision = byId.get(probe)
    if (revision?.type !== 'revision') return []
    const answer = textOf(byId.get(`${probe}/answer`))
    const thought = textOf(byId.get(`${probe}/thought`))
    const fork: Fork = {
      probe,
      given: revision.text,
      why: revision.why,
      state: answer !== undefined ? 'answered' : byId.has(`${probe}/ask`) ? 'failed' : 'skipped',
      text: answer ?? '',
      ...(thought !== undefined && { thought }),
    }
    return [fork]
  })
}

/** The trace as it was before its forks: the question and the first answer. */
export function withoutForks(trace: Trace): Trace {
  const isFork = ({ id }: Step): boolean => probes.some(probe => id === probe || id.startsWith(`${probe}/`))
  return { ...trace, steps: trace.steps.filter(step => !isFork(step)) }
}

function textOf(step: Step | undefined): string | undefined {
  return step?.type === 'message' || step?.type === 'thought' ? step.text : undefined
}
