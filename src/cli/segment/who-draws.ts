/** The solver of `praxis segment`, from its options. */
import {
  oracle,
  prompted,
  readScript,
  type Solver,
  scripted,
  segmenterAgent,
  singleTurn,
} from '../../agents/index.ts'
import { PraxisError } from '../../cases/index.ts'
import type { SegmentOptions } from './segment-options.ts'

/** Who acts, and the model that it asks. */
export function whoDraws({
  solver: name,
  model,
  prompts,
  target,
  reference,
  actions,
  native = false,
}: SegmentOptions): {
  solver: Solver
  model?: string
} {
  if (name === undefined) {
    if (prompts.length === 0)
      throw new PraxisError(
        'bad-usage',
        'nothing says where to draw',
        'add --box x1,y1,x2,y2, --point x,y,+ or --solver NAME',
      )
    return { solver: prompted(prompts) }
  }
  if (prompts.length > 0)
    throw new PraxisError('bad-usage', 'both prompts and a solver are given', 'leave one of them away')
  const [kind, ...rest] = name.split(':')
  const named = rest.length > 0 ? rest.join(':') : undefined
  const most = actions === undefined ? {} : { actions }
  switch (kind) {
    case 'agent':
    case 'single': {
      const id = named || model
      if (id === undefined)
        throw new PraxisError(
          'bad-usage',
          'no model is named',
          `write --solver ${kind}:MODEL, see \`praxis list\``,
        )
      if (target === undefined)
        throw new PraxisError(
          'bad-usage',
          'a model must be told what to segment',
          'add --target "the left lung"',
        )
      return {
        solver: kind === 'agent' ? segmenterAgent({ ...most, native }) : singleTurn(native),
        model: id,
      }
    }
    case 'oracle':
      if (reference === undefined)
        throw new PraxisError('bad-usage', 'the oracle needs the true mask', 'add --reference MASK')
      if (named === undefined) return { solver: oracle(most) }
      break
    case 'scripted':
      if (named) return { solver: scripted(() => readScript(named)) }
  }
  throw new PraxisError(
    'bad-usage',
    `there is no solver ${JSON.stringify(name)}`,
    'use agent:MODEL, single:MODEL, oracle or scripted:FILE',
  )
}
