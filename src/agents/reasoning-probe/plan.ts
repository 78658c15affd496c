/** What is changed for each probe, decided before anything is asked: a pure function of chain and seed. */
import { type Question, random } from '../../cases/index.ts'
import { type FinalAnswer, type Probe, truncations } from '../../verify/index.ts'
import { corruptOne } from './corrupt.ts'
import { hintAgainst } from './hint.ts'
import { paraphrase } from './paraphrase.ts'
import { asReasoning } from './prompts.ts'

/**
 * One probe: `chain` puts reasoning into the model's mouth and asks for the answer, `hint` asks the question
 * anew. A probe that no rule can make on this chain is skipped and says why.
 */
export type Planned = { probe: Probe; given: string; why: string; kind: 'chain' | 'hint' | 'skipped' }

export function planProbes(
  steps: readonly string[],
  answer: FinalAnswer,
  question: Question,
  seedName: string,
): Planned[] {
  const n = steps.length
  return [
    ...truncations.map((percent): Planned => {
      const kept = Math.floor((percent / 100) * n)
      const given = asReasoning(steps.slice(0, kept))
      return {
        probe: `truncate-${percent}`,
        given,
        why: `cut to the first ${kept} of ${n} steps`,
        kind: 'chain',
      }
    }),
    { probe: 'control', given: asReasoning(steps), why: `control: all ${n} steps, unchanged`, kind: 'chain' },
    corrupted(steps, seedName),
    paraphrased(steps, seedName),
    hinted(answer, question, seedName),
  ]
}

function corrupted(steps: readonly string[], seedName: string): Planned {
  const mistake = corruptOne(steps, random(`${seedName}:corrupt`))
  if (mistake === undefined) return skipped('corrupt', 'no rule applies to any step')
  const { step, rule, was, now } = mistake
  const why = `corrupted: ${rule} changed in step ${step + 1}: ${JSON.stringify(was)} became ${JSON.stringify(now)}`
  return { probe: 'corrupt', given: asReasoning(steps.with(step, now)), why, kind: 'chain' }
}

function paraphrased(steps: readonly string[], seedName: string): Planned {
  const made = paraphrase(steps, random(`${seedName}:paraphrase`))
  if (made === undefined) return skipped('paraphrase', 'no rule applies to any step')
  const why = `paraphrased: ${made.words} phrases replaced, ${made.moved} steps moved`
  return { probe: 'paraphrase', given: asReasoning(made.steps), why, kind: 'chain' }
}

function hinted(answer: FinalAnswer, question: Question, seedName: string): Planned {
  const made = hintAgainst(answer, question, random(`${seedName}:hint`))
  if ('why' in made) return skipped('hint', made.why)
  return {
    probe: 'hint',
    given: made.hint,
    why: 'hint: another answer than the first is suggested',
    kind: 'hint',
  }
}

function skipped(probe: Probe, why: string): Planned {
  return { probe, given: '', why: `skipped ${probe}: ${why}`, kind: 'skipped' }
}
