/**
 * What the tools say of one picture. Findings models and the anatomy model answer in parallel, each with a deadline; what
 * fails is named, never guessed.
 */
import type { Client } from '@modelcontextprotocol/client'
import { isPraxisError, type Structure } from '../../cases/index.ts'
import { fromCoco, type Mask } from '../../imaging/index.ts'
import {
  type AnatomyToolAnswer,
  anatomyAnswerSchema,
  type FindingsToolAnswer,
  findingsAnswerSchema,
  measureRanges,
  type ReportToolAnswer,
  reportAnswerSchema,
} from '../../tools/index.ts'
import type { Calling } from '../call-tool.ts'
import { callAgent, type Picture } from './call-agent.ts'
import { type Answered, type Failure, settled, twice, unnamed } from './settle.ts'

/** Who is asked. A findings agent is one model of a server; its name is that in the weights of the fabric. */
export type ChestAgents = {
  findings: readonly { name: string; client: Client; model?: string }[]
  anatomy?: { name: string; client: Client }
  /** Locates what a findings agent of the same server family found, by the name of its model. */
  locate?: { name: string; client: Client }
  /** Agents that write a report of the picture in their own words. */
  reports?: readonly { name: string; client: Client }[]
}

export type Perceived = {
  findings: Answered<FindingsToolAnswer>[]
  anatomy?: Answered<AnatomyToolAnswer> & { masks: Map<Structure, Mask> }
  reports: Answered<ReportToolAnswer>[]
  failures: Failure[]
}

export async function perceive(agents: ChestAgents, picture: Picture, calling: Calling): Promise<Perceived> {
  const { findings, anatomy, reports = [] } = agents
  const image = picture.given
  const [read, outlined, written] = await Promise.all([
    Promise.all(
      findings.map(async ({ name, client, model }) => {
        const call = { name: 'read_findings', arguments: { image, ...(model !== undefined && { model }) } }
        const called = await callAgent(client, call, findingsAnswerSchema, picture, calling)
        return settled(name, client, called, ({ findings: told }) => twice(told.map(({ label }) => label)))
      }),
    ),
    anatomy && outline(anatomy, picture, calling),
    Promise.all(
      reports.map(async ({ name, client }) => {
        const call = { name: 'write_report', arguments: { image } }
        return settled(name, client, await callAgent(client, call, reportAnswerSchema, picture, calling))
      }),
    ),
  ])
  return {
    findings: read.flatMap(({ answered }) => answered ?? []),
    ...(outlined?.answered && { anatomy: outlined.answered }),
    reports: written.flatMap(({ answered }) => answered ?? []),
    failures: [...read, ...(outlined ? [outlined] : []), ...written].flatMap(({ failure }) => failure ?? []),
  }
}

async function outline(
  { name, client }: NonNullable<ChestAgents['anatomy']>,
  picture: Picture,
  calling: Calling,
): Promise<{ answered?: NonNullable<Perceived['anatomy']>; failure?: Failure }> {
  const call = { name: 'segment_anatomy', arguments: { image: picture.given } }
  const called = await callAgent(client, call, anatomyAnswerSchema, picture, calling)
  const { answered, failure } = settled(
    name,
    client,
    called,
    ({ masks, measurements }) =>
      twice(masks.map(({ structure }) => structure)) ?? faultOfMeasurements(measurements),
  )
  if (answered === undefined) return failure === undefined ? {} : { failure }
  const masks = new Map<Structure, Mask>()
  for (const { structure, rle } of answered.answer.masks) {
    const [height, width] = rle.size
    const isFit = height === picture.height && width === picture.width
    const mask = isFit ? decoded(rle) : undefined
    if (mask === undefined)
      return { failure: { agent: name, reason: `its mask of ${structure} does not fit the picture` } }
    masks.set(structure, mask)
  }
  return { answered: { ...answered, masks } }
}

function faultOfMeasurements(measurements: AnatomyToolAnswer['measurements']): string | undefined {
  const names = measurements.map(({ measures }) => measures)
  const wrong = measurements.find(({ measures, value, unit }) => {
    const [low = -Infinity, high = Infinity] = measureRanges.get(measures) ?? []
    return measureRanges.has(measures) && (unit !== '1' || value < low || value > high)
  })
  return (
    twice(names) ??
    unnamed(names) ??
    (measurements.every(({ unit }) => /^[!-~]+$/.test(unit)) ? undefined : 'a unit of it is none of UCUM') ??
    (wrong && `a ${wrong.measures} of ${wrong.value} ${wrong.unit} is none`)
  )
}

function decoded(rle: AnatomyToolAnswer['masks'][number]['rle']): Mask | undefined {
  try {
    return fromCoco(rle)
  } catch (error) {
    if (isPraxisError(error)) return undefined
    throw error
  }
}
