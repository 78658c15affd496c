/**
 * `facebench`: attributes of faces in five views and up to three levels (FaceBench, CVPR 2025, arXiv
 * 2503.21457). Reads the official JSONL with its images, and what `praxis forge facebench` writes. Follow-up
 * questions can be made to wait for the answer that opens them.
 */
import type { ChatModel } from '../../models/index.ts'
import { answerVerifier, faceBench, type Scoring, type Verifier } from '../../verify/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { judgeWith } from '../judge-with.ts'
import { faceMetrics } from './metrics.ts'
import { openFaces, shippedName } from './open-set.ts'
import { poseFace } from './pose.ts'
import { published } from './published.ts'
import { faceTerms } from './terms.ts'

export const facebench: Benchmark = {
  id: 'facebench',
  title: 'Facial attributes',
  about:
    'yes-no, choice, multi-choice and open questions about faces, with follow-up chains that can be enforced',
  status: 'ready',
  shipped: [shippedName],
  settings: [
    {
      name: 'chains',
      about:
        'enforced: a follow-up question is asked only where the answer before opens it; off: all are asked',
      values: ['off', 'enforced'],
    },
  ],
  open: openFaces,
  pose: poseFace,
  verifier: faceVerifier,
  metrics: faceMetrics,
  published,
}

/** The terms of the strict metrics are those of the strict reading, also where the official rule scores. */
function faceVerifier(scoring: Scoring, judge?: ChatModel): Verifier {
  const strict = answerVerifier(judge && scoring === 'strict' ? { judge: judgeWith(judge) } : {})
  const scorer = scoring === 'official' ? answerVerifier({ official: faceBench }) : strict
  return {
    id: scorer.id,
    verify: async (case_, trace) => {
      const verdict = await scorer.verify(case_, trace)
      const read = scorer === strict ? verdict : await strict.verify(case_, trace)
      return { ...verdict, terms: { ...verdict.terms, ...faceTerms(case_, read) } }
    },
  }
}
