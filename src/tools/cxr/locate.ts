/** Findings of a radiograph with the places of their evidence: what `cxr-locate` and `report` do with an image. */
import type { FindingLabel } from '../../cases/index.ts'
import { type AnatomyModel, explainFindings, type FindingsModel } from '../../models/index.ts'
import type { FindingsToolAnswer, LocateToolAnswer } from './answers.ts'
import type { ChestImage } from './chest-image.ts'
import { heatMapPng } from './heat-map.ts'
import { type Measurement, measureChest } from './measure-chest.ts'
import { atlasOf, placeEvidence } from './place-evidence.ts'
import { chosenFindings, readAnatomy, readFindings } from './read-with.ts'
import type { Progress } from './serve-chest.ts'

export type Located = {
  read: FindingsToolAnswer
  method: LocateToolAnswer['method']
  findings: LocateToolAnswer['findings']
  measurements: Measurement[]
  /** Of the anatomy model. */
  anatomy: Pick<FindingsToolAnswer, 'model' | 'outOfDistribution'>
}

export async function locateFindings(
  { model, anatomy }: { model: FindingsModel; anatomy: AnatomyModel },
  opened: ChestImage,
  choice: { labels?: readonly FindingLabel[] | undefined; minProbability: number },
  { signal, progress }: { signal: AbortSignal; progress: Progress },
): Promise<Located> {
  const read = await readFindings(model, opened, signal)
  const { masks, outOfDistribution } = await readAnatomy(anatomy, opened, signal)
  const chosen = chosenFindings(read, choice)
  progress(1, 2, 'read')
  const { method, evidence } = await explainFindings(
    model,
    opened.raster,
    chosen.map(({ label }) => label),
    { signal, onProgress: (done, total) => progress(1 + done, 1 + total, 'hiding patches') },
  )
  const atlas = atlasOf(masks)
  const findings: Located['findings'] = []
  for (const finding of chosen) {
    const found = evidence.get(finding.label)
    if (found === undefined) continue
    const png = await heatMapPng(found, opened.image)
    findings.push({
      ...finding,
      ...placeEvidence(finding.label, found, atlas),
      heatMap: Buffer.from(png).toString('base64'),
    })
  }
  return {
    read,
    method,
    findings,
    measurements: measureChest(masks),
    anatomy: {
      model: { name: anatomy.name, version: anatomy.version },
      ...(outOfDistribution && { outOfDistribution }),
    },
  }
}
