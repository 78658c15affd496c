/**
 * The two rewards of RadFabric's training loop (arXiv 2506.14142): one for the answer, one for its form. The paper gives
 * no formula, so these are ours:
 *
 *     answer = F1 of the boxed labels against the true ones; 0 where no box can be read
 *     format = a third each for closed thinking at the beginning, one box of known labels, and the complete list
 *     R      = 0.8·answer + 0.2·format
 *
 * Only labels of known truth count in the box. F1 and not the share of right labels: most labels are absent on most
 * pictures, and a model that boxes No Finding for all of them must not live on that. Form without a right label earns
 * at most 0.2.
 */
import {
  type Case,
  type ChexpertLabel,
  chexpertLabelOf,
  chexpertLabels,
  chexpertLabelsOf,
  type XrvLabel,
  xrvLabels,
} from '../../cases/index.ts'
import type { LabelsReference } from '../labels.ts'
import type { Trace } from '../trace.ts'
import type { Verdict, Verifier } from '../verdict.ts'
import { readReasonedParts } from './reasoned-labels.ts'

/** All within 0..1. */
export type ReasonedReward = { reward: number; answer: number; exact: 0 | 1; format: number }

/** The true labels, and those of which the truth is known. */
export type LabelTruth = { present: ReadonlySet<ChexpertLabel>; known: ReadonlySet<ChexpertLabel> }

export function reasonedReward(text: string, truth: LabelTruth): ReasonedReward {
  const { thinking, boxed, probabilities } = readReasonedParts(text)
  const format = [thinking, boxed, probabilities].filter(({ ok }) => ok).length / 3
  const { f1, exact } = boxed.ok ? labelReward(new Set(boxed.value), truth) : { f1: 0, exact: 0 as const }
  return { reward: 0.8 * f1 + 0.2 * format, answer: f1, exact, format }
}

/** Both are 1 where nothing is true and nothing was said. */
export function labelReward(
  said: ReadonlySet<ChexpertLabel>,
  { present, known }: LabelTruth,
): { f1: number; exact: 0 | 1 } {
  const counted = [...said].filter(label => known.has(label))
  const right = counted.filter(label => present.has(label)).length
  const total = counted.length + present.size
  const exact = right === counted.length && right === present.size ? 1 : 0
  return { f1: total === 0 ? 1 : (2 * right) / total, exact }
}

/** In the words of CheXpert, with what labels imply; `No Finding` is known where every label is. */
export function labelTruth({ present, absent }: LabelsReference): LabelTruth {
  const holds = new Set(present)
  const of = (labels: readonly string[]) => xrvLabels.filter(label => labels.includes(label))
  const true_ = new Set(chexpertLabelsOf(of(present), holds.has('Support Devices')))
  const stated = [...present, ...absent]
  const isComplete = xrvLabels.every(label => stated.includes(label))
  const known = new Set<ChexpertLabel>([
    ...true_,
    ...of(stated).flatMap((label: XrvLabel) => chexpertLabelOf(label) ?? []),
    ...(stated.includes('Support Devices') ? (['Support Devices'] as const) : []),
  ])
  if (isComplete) known.add('No Finding')
  else for (const set of [true_, known]) set.delete('No Finding')
  return { present: true_, known: new Set(chexpertLabels.filter(label => known.has(label))) }
}

/** Rewards as a verifier: the value is `reward`, the terms are its parts. */
export function reasonedVerifier(): Verifier {
  return { id, verify: ({ reference }, trace) => judge(reference, trace) }
}

const id = 'cxr-reasoned'

function judge(reference: Case['reference'], trace: Trace): Verdict {
  if (reference?.format !== 'labels')
    return {
      verifier: id,
      outcome: 'judge-failed',
      value: null,
      terms: {},
      why: 'the case has no reference labels',
    }
  if (trace.answer === null)
    return { verifier: id, outcome: 'provider-error', value: null, terms: {}, why: 'there is no answer' }
  const { reward, ...terms } = reasonedReward(trace.answer, labelTruth(reference))
  const outcome = terms.exact === 1 ? 'correct' : terms.answer > 0 ? 'partial' : 'incorrect'
  const why = `F1 ${terms.answer.toFixed(2)}, form ${terms.format.toFixed(2)}`
  return { verifier: id, outcome, value: Math.min(1, reward), terms, why }
}
