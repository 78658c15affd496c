/**
 * `medeinst`: does a model follow the decisive evidence, or what is usual? Each control case has a trap,
 * the same person with a minimal edit that turns the diagnosis (MedEinst, arXiv 2601.06636). Reads the
 * official columns and what `praxis forge pairs` writes.
 */
import type { ChatModel } from '../../models/index.ts'
import { answerVerifier, type Verifier } from '../../verify/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { judgeWith } from '../judge-with.ts'
import { medeinstMetrics } from './metrics.ts'
import { openPairs, shippedName } from './open-set.ts'
import { published } from './published.ts'
import { knownDiseases, poseDiagnosis } from './question.ts'
import { reasoningTerms } from './reasoning.ts'

export const medeinst: Benchmark = {
  id: 'medeinst',
  title: 'Bias traps in differential diagnosis',
  about:
    'pairs of patient stories whose diagnosis turns with a minimal edit: Acc_base, Acc_rob and Bias Trap Rate',
  status: 'ready',
  shipped: [shippedName],
  open: openPairs,
  pose: poseDiagnosis,
  solvers: ['direct', 'ecr'],
  diagnoses: true,
  verifier: (_, judge) => diagnosisVerifier(judge),
  metrics: medeinstMetrics,
  published: {
    source: published.source,
    data: `the ${published.pairs.toLocaleString('en')} official test pairs`,
    rows: published.rows.map(({ model, accBase, accRob, biasTrapRate }) => ({
      model,
      values: {
        'acc-base': accBase / 100,
        'acc-rob': accRob / 100,
        'bias-trap-rate': biasTrapRate / 100,
      },
    })),
  },
}

/** The paper does not say how answers are matched to labels, so official scoring is the strict one. */
function diagnosisVerifier(judge?: ChatModel): Verifier {
  const { vocabulary } = knownDiseases()
  const base = answerVerifier({ id: 'medeinst', vocabulary, ...(judge && { judge: judgeWith(judge) }) })
  return {
    id: base.id,
    verify: async (case_, trace) => {
      const verdict = await base.verify(case_, trace)
      return { ...verdict, terms: { ...verdict.terms, ...reasoningTerms(case_, trace, vocabulary) } }
    },
  }
}
