/**
 * `endobench`: endoscopy in 12 tasks, from organ and lesion to instrument and region (EndoBench, arXiv
 * 2505.23601). Reads the official TSV and what `praxis forge endobench` writes; ships a set forged from
 * drawn frames.
 */
import { answerVerifier, endobenchMultipleChoice } from '../../verify/index.ts'
import { accuracyMetric } from '../accuracy.ts'
import type { Benchmark } from '../benchmark.ts'
import { judgeWith } from '../judge-with.ts'
import { openEndobench, shippedName } from './open-set.ts'
import { posePublished } from './pose.ts'
import { published } from './published.ts'

export const endobench: Benchmark = {
  id: 'endobench',
  title: 'Endoscopy questions in 12 tasks',
  about:
    'multiple choice about endoscopic images by task, scene and visual prompt: EndoBench, or a set forged from your own masks',
  status: 'ready',
  shipped: [shippedName],
  open: openEndobench,
  pose: posePublished,
  verifier: (scoring, judge) =>
    answerVerifier({
      ...(scoring === 'official' && { official: endobenchMultipleChoice }),
      ...(judge && { judge: judgeWith(judge) }),
    }),
  metrics: [
    {
      ...accuracyMetric,
      definition: `${accuracyMetric.definition}. Overall is the mean over questions, as published, not over tasks`,
      by: ['category', 'task', 'subtask', 'scene', 'prompt', 'source'],
    },
  ],
  published,
}
