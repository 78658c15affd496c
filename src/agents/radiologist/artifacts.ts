/** What the tools gave, as artifacts that sentences cite, with the bytes of masks and heat maps by their hash. */
import { type FindingLabel, hashBytes, type ReadingArtifact, type Structure } from '../../cases/index.ts'
import { box, decode, encodePng, type Mask, maskArea, maskPng, resample } from '../../imaging/index.ts'
import type { Perceived } from './gather.ts'
import type { Located } from './locate.ts'
import type { Tool } from './settle.ts'

export type Artifacts = {
  list: ReadingArtifact[]
  media: Map<string, Uint8Array>
  /** Masks by the id of their artifact, for segmentations. */
  masks: Map<string, Mask>
}

/** The probability of each agent, how far it is out of its depth, every mask that is not empty, and every measurement. */
export async function artifactsOf(
  { findings, anatomy }: Perceived,
  doubts: readonly string[],
  software: Tool,
): Promise<Artifacts> {
  const list: ReadingArtifact[] = []
  const media = new Map<string, Uint8Array>()
  const masks = new Map<string, Mask>()
  for (const { agent, tool, answer } of findings)
    for (const { label, probability } of answer.findings)
      list.push({
        id: probabilityId(agent, label),
        kind: 'probability',
        label,
        value: probability,
        tool,
        agent,
      })
  for (const { structure } of anatomy?.answer.masks ?? []) {
    const mask = anatomy?.masks.get(structure)
    if (anatomy === undefined || mask === undefined || maskArea(mask) === 0) continue
    const png = await maskPng(mask)
    const { tool, agent } = anatomy
    const id = maskId(structure)
    media.set(hashBytes(png), png)
    masks.set(id, mask)
    list.push({ id, kind: 'mask', structure, media: hashBytes(png), tool, agent })
  }
  for (const { measures, value, unit, structures } of anatomy?.answer.measurements ?? []) {
    if (anatomy === undefined) break
    const { tool, agent } = anatomy
    const [structure] = structures
    list.push({
      ...{ id: measurementId(measures), kind: 'measurement', measures, value, unit, tool, agent },
      ...(structure !== undefined && { structure }),
    })
  }
  for (const { agent, tool, answer } of [...findings, ...(anatomy ? [anatomy] : [])])
    if (answer.outOfDistribution !== undefined)
      list.push({
        id: depthId(agent),
        kind: 'out-of-distribution',
        value: answer.outOfDistribution.score,
        tool,
        agent,
      })
  if (doubts.length > 0)
    list.push({
      ...{ id: depthId(rules), kind: 'out-of-distribution', value: doubts.length },
      ...{ tool: software, agent: rules },
    })
  return { list, media, masks }
}

/** The agent under which what speaks against the picture without any network is told. */
export const rules = 'rules'

/** Undefined where the heat map is no picture. */
export async function heatArtifact(
  { label, heatMap, tool, agent }: Located,
  size: { width: number; height: number },
): Promise<{ artifact: ReadingArtifact; hash: string; png: Uint8Array } | undefined> {
  try {
    const png = await fitted(Buffer.from(heatMap, 'base64'), size)
    const hash = hashBytes(png)
    return { artifact: { id: heatId(label), kind: 'heat-map', label, media: hash, tool, agent }, hash, png }
  } catch {
    return undefined
  }
}

/** Grey, of the size of the picture. */
async function fitted(bytes: Uint8Array, size: { width: number; height: number }): Promise<Uint8Array> {
  const { width, height } = await decode(bytes)
  const whole = box(0, 0, width, height)
  const isFit = width === size.width && height === size.height
  const { channels, samples } = await decode(isFit ? bytes : await resample(bytes, whole, size))
  const deep = samples instanceof Uint16Array
  const grey = Uint8Array.from(
    { length: size.width * size.height },
    (_, i) => (samples[i * channels] ?? 0) >> (deep ? 8 : 0),
  )
  return encodePng({ ...size, channels: 1, samples: grey })
}

export const probabilityId = (agent: string, label: FindingLabel): string => `probability ${agent} ${label}`
export const heatId = (label: FindingLabel): string => `heat map ${label}`
export const maskId = (structure: Structure): string => `mask ${structure}`
export const measurementId = (measures: string): string => `measurement ${measures}`
export const depthId = (agent: string): string => `depth ${agent}`
