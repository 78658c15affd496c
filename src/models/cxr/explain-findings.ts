/** Where the evidence for a finding lies: what the model says itself, or what occlusion shows. */
import type { FindingLabel } from '../../cases/index.ts'
import type { Raster } from '../../imaging/index.ts'
import { ProviderError } from '../provider-error.ts'
import type { Evidence, FindingsModel } from './chest-models.ts'
import { type OcclusionOptions, occlusionEvidence } from './occlusion.ts'

export type Explanation = {
  method: 'network' | 'occlusion'
  evidence: ReadonlyMap<FindingLabel, Evidence>
}

/** Throws `provider-malformed` for evidence that is none: a missing label, a wrong grid, a value below 0 or not finite. */
export async function explainFindings(
  model: FindingsModel,
  image: Raster,
  labels: readonly FindingLabel[],
  options: OcclusionOptions = {},
): Promise<Explanation> {
  const method = model.explain === undefined ? 'occlusion' : 'network'
  // Hiding patches would ask the model many times for nothing.
  if (labels.length === 0) return { method, evidence: new Map() }
  const evidence = await (model.explain?.(image, labels, options.signal) ??
    occlusionEvidence(model, image, labels, options))
  for (const label of labels)
    if (!isSound(evidence.get(label)))
      throw new ProviderError(
        'provider-malformed',
        `the evidence of ${model.name} for ${label} cannot be read`,
        'use another model',
      )
  return { method, evidence }
}

function isSound(evidence: Evidence | undefined): boolean {
  if (evidence === undefined || evidence.width < 1 || evidence.height < 1) return false
  const { width, height, values } = evidence
  return values.length === width * height && values.every(value => Number.isFinite(value) && value >= 0)
}
