/**
 * The chain of reasoning that a reply shows, without its conclusion. The visible text comes first, since
 * that is what a reader is given; hidden reasoning is taken where the visible text holds no steps.
 *
 * The conclusion, the last steps that name the answer, is cut off: a chain that repeats its answer would be
 * copied from, and tell nothing about the steps before. For yes-no, number and open questions a step must
 * say that it is the answer ("so the answer is no"), because "no effusion" may be a finding. A chain whose
 * every step names the answer loses only the last.
 */
import type { Question } from '../../cases/index.ts'
import { withoutThoughts } from '../visible.ts'
import { type FinalAnswer, readFinal } from './final-answer.ts'
import { splitSteps } from './steps.ts'

export type Chain = {
  steps: string[]
  /** The steps cut off at the end because they name the answer. */
  conclusion: string[]
  source: 'visible' | 'hidden' | 'none'
}

/** Fewer steps are no chain: there is nothing to take away in parts. */
const fewestSteps = 2

/** `reasoning` is what the provider returned apart from the text. `answer` is what was read from the text. */
export function chainOf(
  reply: { text: string; reasoning?: string | undefined },
  question: Question,
  answer: FinalAnswer,
): Chain {
  const texts = [
    ['visible', withoutThoughts(reply.text)],
    ['hidden', `${reply.reasoning ?? ''}\n${thoughtsIn(reply.text)}`],
  ] as const
  for (const [source, text] of texts) {
    const { steps, conclusion } = cutConclusion(splitSteps(text), question, answer)
    if (steps.length >= fewestSteps) return { steps, conclusion, source }
  }
  return { steps: [], conclusion: [], source: 'none' }
}

/** What stands in thinking tags; all before a closing tag whose opening one the server swallowed. */
function thoughtsIn(text: string): string {
  const blocks = [...text.matchAll(/<think(?:ing)?>([\s\S]*?)(?:<\/think(?:ing)?>|$)/gi)].map(
    ([, inner]) => inner,
  )
  if (blocks.length > 0) return blocks.join('\n')
  const close = text.search(/<\/think(?:ing)?>/i)
  return close < 0 ? '' : text.slice(0, close)
}

function cutConclusion(
  steps: string[],
  question: Question,
  answer: FinalAnswer,
): Pick<Chain, 'steps' | 'conclusion'> {
  const names = (step: string): boolean => {
    if (answer.kind !== 'answer') return false
    if (/:$/.test(step)) return true
    const read = readFinal(step, question)
    if (read.kind !== 'answer' || read.id !== answer.id) return false
    return read.stated || ['choice', 'choices', 'diagnosis'].includes(question.format)
  }
  let end = steps.length
  while (end > 0 && names(steps[end - 1] ?? '')) end--
  if (end === 0) end = Math.max(0, steps.length - 1)
  return { steps: steps.slice(0, end), conclusion: steps.slice(end) }
}
