/** From a name to a segmenter. The forms are those of the command line. */
import { PraxisError } from '../../cases/index.ts'
import { builtinSegmenter } from './builtin/index.ts'
import { httpSegmenter, isAddress } from './http/index.ts'
import { onnxSegmenter } from './onnx/index.ts'
import type { Segmenter } from './segmenter.ts'

export type SegmenterContext = {
  /** Milliseconds after which a segmenter outside this process counts as hanging; 120 000 by default. */
  timeoutMs?: number
}

/** What may be given to `createSegmenter`. */
export const segmenterForms = ['builtin', 'onnx:DIR', 'http:URL'] as const

/**
 * The segmenter of a name. Throws `model-unknown` for an unknown form, `provider-…` where no service answers,
 * `data-missing` or `data-malformed` for a folder of networks that cannot be used.
 */
export async function createSegmenter(id: string, context: SegmenterContext = {}): Promise<Segmenter> {
  if (id === 'builtin') return builtinSegmenter()
  if (isAddress(id)) return httpSegmenter(id, context)
  if (/^onnx:./.test(id)) return onnxSegmenter(id.slice('onnx:'.length), context)
  throw new PraxisError(
    'model-unknown',
    `there is no segmenter ${id}`,
    `use one of ${segmenterForms.join(', ')}`,
  )
}
