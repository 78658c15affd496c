/** AdamW (I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019) on lists of arrays. */
import { jit, numpy as np } from '@jax-js/jax'
import type { Tensor } from '../../nn/index.ts'

export type Moments = { mean: Tensor[]; square: Tensor[] }

export type AdamWOptions = { beta1?: number; beta2?: number; decay?: number; epsilon?: number }

export type AdamW = {
  /** Moments of zero for these parameters, which are left as they are. */
  start: (parameters: readonly Tensor[]) => Moments
  /** One step, counted from 1. Consumes all arrays. Decay spares vectors: biases and the scales of norms. */
  update: (
    parameters: Tensor[],
    gradients: Tensor[],
    moments: Moments,
    step: number,
    rate: number,
  ) => [parameters: Tensor[], moments: Moments]
}

export function adamW({ beta1 = 0.9, beta2 = 0.98, decay = 0.02, epsilon = 1e-8 }: AdamWOptions = {}): AdamW {
  /** `scalars`: the rate, then the corrections of both moments for having started at zero. */
  const updateAll = jit(
    (parameters: Tensor[], gradients: Tensor[], means: Tensor[], squares: Tensor[], scalars: Tensor) => {
      const updated = parameters.map((parameter, i) => {
        const [gradient, oldMean, oldSquare] = [gradients[i], means[i], squares[i]]
        if (gradient === undefined || oldMean === undefined || oldSquare === undefined)
          throw new RangeError('there must be a gradient and two moments for each parameter')
        const mean = oldMean.mul(beta1).add(gradient.ref.mul(1 - beta1))
        const square = oldSquare.mul(beta2).add(np.square(gradient).mul(1 - beta2))
        const root = np.sqrt(square.ref.div(scalars.ref.slice(2))).add(epsilon)
        const direction = mean.ref.div(scalars.ref.slice(1)).div(root)
        const pull = parameter.ndim > 1 ? direction.add(parameter.ref.mul(decay)) : direction
        return { parameter: parameter.sub(pull.mul(scalars.ref.slice(0))), mean, square }
      })
      scalars.dispose()
      return {
        parameters: updated.map(({ parameter }) => parameter),
        means: updated.map(({ mean }) => mean),
        squares: updated.map(({ square }) => square),
      }
    },
  )
  const zeros = (parameters: readonly Tensor[]) => parameters.map(({ shape }) => np.zeros([...shape]))
  return {
    start: parameters => ({ mean: zeros(parameters), square: zeros(parameters) }),
    update: (parameters, gradients, { mean, square }, step, rate) => {
      const scalars = np.array([rate, 1 - beta1 ** step, 1 - beta2 ** step])
      const next = updateAll(parameters, gradients, mean, square, scalars)
      return [next.parameters, { mean: next.means, square: next.squares }]
    },
  }
}
