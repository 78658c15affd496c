/**
 * `segment`: draw a mask of what a sentence names, with boxes and points, after MedSAM-Agent (arXiv 2602.03320).
 * Who acts is chosen: a model over several turns, a model with one box, a simulated annotator that knows the
 * mask, or a script. The reference goes to the annotator alone.
 */
import { oracle, readScript, type Solver, scripted, segmenterAgent, singleTurn } from '../../agents/index.ts'
import { PraxisError } from '../../cases/index.ts'
import { maskVerifier } from '../../verify/index.ts'
import type { Benchmark, Setting, Settings } from '../benchmark.ts'
import { segmentMetrics } from './metrics.ts'
import { openPairs, shippedName } from './open-set.ts'

const settings: Setting[] = [
  { name: 'target', about: 'what to segment, for pairs without a target.txt', values: [''], free: true },
  { name: 'modality', about: 'the modality of plain pairs', values: [''], free: true },
  {
    name: 'slices',
    about: 'of a volume: the slice on which the target is largest, or all that hold it',
    values: ['largest', 'all'],
  },
  {
    name: 'actions',
    about: 'most actions of an episode; auto: 10 for the oracle, 5 for a model',
    values: ['auto', '1', '2', '3', '5', '10', '20'],
  },
  { name: 'start', about: 'how the oracle begins', values: ['box', 'point'] },
  { name: 'jitter', about: 'percent by which the oracle’s box is off', values: ['0', '5', '10', '20'] },
  { name: 'tools', about: 'how a model calls: in its text, or natively', values: ['text', 'native'] },
]

export const segment: Benchmark = {
  id: 'segment',
  title: 'Segmentation by boxes and points',
  about: 'masks of a named target over several turns: Dice, IoU, HD95, clicks to a target, redundant actions',
  status: 'ready',
  shipped: [shippedName],
  settings,
  open: openPairs,
  pose: ({ id, question, media }) => ({
    caseId: id,
    question,
    media,
    prompt: { user: `Segment: ${question.text}` },
  }),
  solvers: ['agent', 'single', 'oracle', 'scripted:'],
  solver: solverNamed,
  segments: true,
  verifier: () => maskVerifier(),
  metrics: segmentMetrics,
}

function solverNamed({ actions = 'auto', start, jitter, tools }: Settings, name = 'agent'): Solver {
  const most = actions === 'auto' ? {} : { actions: Number(actions) }
  const native = tools === 'native'
  if (name.startsWith('scripted:')) {
    const file = name.slice('scripted:'.length)
    return scripted(() => readScript(file))
  }
  switch (name) {
    case 'agent':
      return segmenterAgent({ ...most, native })
    case 'single':
      return singleTurn(native)
    case 'oracle':
      return oracle({ ...most, start: start === 'point' ? 'point' : 'box', jitter: Number(jitter) / 100 })
    default:
      throw new PraxisError(
        'bad-usage',
        `segment has no solver ${JSON.stringify(name)}`,
        'use agent, single, oracle or scripted:FILE',
      )
  }
}
