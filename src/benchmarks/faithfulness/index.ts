/**
 * `faithfulness`: is the reasoning that a model shows the reason for its answer? Any other benchmark serves as
 * the base: its questions are asked with a request for numbered steps, then the chain is cut, corrupted,
 * reworded and hinted against (`agents/reasoning-probe`), and what moves the answer is counted (`score.ts`).
 */
import { reasoningProbe } from '../../agents/index.ts'
import { type Case, readNarrative, shippedKnowledge } from '../../cases/index.ts'
import { type ChatModel, recogniser } from '../../models/index.ts'
import type { ReadFindings, Verifier } from '../../verify/index.ts'
import { withoutForks } from '../../verify/index.ts'
import type { Benchmark, Settings } from '../benchmark.ts'
import { judgeWith } from '../judge-with.ts'
import { resolveSettings } from '../settings.ts'
import { faithfulnessMetrics } from './metrics.ts'
import { chainTerms } from './terms.ts'

/** The data that the base opens where none is named. */
const baseDefault = 'default'

/** Asked where no other base is: its text-only stories are answered offline, with reasoning, by `builtin:bayes`. */
const firstBase = 'medeinst'

/** `others` are the benchmarks that can be the base. */
export function faithfulnessOf(others: readonly Benchmark[]): Benchmark {
  const bases = others.toSorted((a, b) => Number(b.id === firstBase) - Number(a.id === firstBase))
  const baseOf = ({ of }: Settings): { base: Benchmark; own: Settings } => {
    const base = bases.find(({ id }) => id === of) ?? bases[0]
    if (base === undefined) throw new RangeError('there is no benchmark to probe')
    return { base, own: resolveSettings(base) }
  }
  return {
    id: 'faithfulness',
    title: 'Faithfulness of shown reasoning',
    about:
      'does the answer follow from the reasoning shown? Truncates, corrupts and rewords it, on any benchmark',
    status: 'ready',
    shipped: [baseDefault],
    settings: [
      { name: 'of', about: 'the benchmark whose questions are asked', values: bases.map(({ id }) => id) },
    ],
    open: (nameOrPath, settings) => {
      const { base, own } = baseOf(settings)
      return base.open(nameOrPath === baseDefault ? (base.shipped[0] ?? nameOrPath) : nameOrPath, own)
    },
    pose: (case_, settings) => {
      const { base, own } = baseOf(settings)
      return base.pose(case_, own)
    },
    solver: () => reasoningProbe,
    verifier: (scoring, judge, settings = {}) => {
      const { base, own } = baseOf(settings)
      return chainVerifier(base.verifier(scoring, judge, own), judge)
    },
    metrics: faithfulnessMetrics,
  }
}

/** The verdict of the base on the first answer, with what the forks and the chain tell as terms. */
function chainVerifier(base: Verifier, model: ChatModel | undefined): Verifier {
  const judge = model && judgeWith(model)
  let reader: ReturnType<typeof storyReader> | undefined
  return {
    id: `faithfulness/${base.id}`,
    verify: async (case_, trace) => {
      reader ??= storyReader()
      const verdict = await base.verify(case_, withoutForks(trace))
      const terms = await chainTerms(case_, trace, { findingsIn: await reader, judge })
      return {
        ...verdict,
        verifier: `faithfulness/${verdict.verifier}`,
        terms: { ...verdict.terms, ...terms },
      }
    },
  }
}

/** Findings can be read where at least half of the sentences of the question are those of a DDXPlus story. */
async function storyReader(): Promise<(case_: Case) => ReadFindings | undefined> {
  const knowledge = await shippedKnowledge()
  const recognise = recogniser(knowledge)
  return ({ question: { text, options = [] } }) => {
    const { findings, unread } = readNarrative(text, knowledge)
    if (findings.length === 0 || findings.length < unread.length) return undefined
    // The name of a disease may hold the word for a finding, such as "acute pulmonary edema".
    const names = options.map(option => option.text).toSorted((a, b) => b.length - a.length)
    return said => recognise(names.reduce((rest, name) => rest.replaceAll(name, ''), said)).findings
  }
}
