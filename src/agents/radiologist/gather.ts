/**
 * What the tools say of one picture. Findings models and the anatomy model answer in parallel; where something was found,
 * its evidence is located next. Each agent has a deadline and all together a budget; what fails is named, never guessed.
 */
import type { Client } from '@modelcontextprotocol/client'
import { type FindingLabel, isPraxisError, type Structure } from '../../cases/index.ts'
import { fromCoco, type Mask } from '../../imaging/index.ts'
import type { OutOfDistribution } from '../../models/index.ts'
import {
  type AnatomyToolAnswer,
  anatomyAnswerSchema,
  type FindingsToolAnswer,
  findingsAnswerSchema,
  type LocateToolAnswer,
  locateAnswerSchema,
  measureRanges,
  type ReportToolAnswer,
  reportAnswerSchema,
} from '../../tools/index.ts'
import { type Called, type Calling, isVisible } from '../call-tool.ts'
import { callAgent, type Picture } from './call-agent.ts'
import { sideOfStructure } from './read-claims.ts'

/** Who is asked. A findings agent is one model of a server; its name is that in the weights of the fabric. */
export type ChestAgents = {
  findings: readonly { name: string; client: Client; model?: string }[]
  anatomy?: { name: string; client: Client }
  /** Locates what a findings agent of the same server family found, by the name of its model. */
  locate?: { name: string; client: Client }
  /** Agents that write a report of the picture in their own words. */
  reports?: readonly { name: string; client: Client }[]
}

/** The tool behind an answer, as artifacts name it. */
export type Tool = { name: string; version: string }
export type Answered<T> = { agent: string; tool: Tool; answer: T }
export type Failure = { agent: string; reason: string }

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

/** `by`: whose evidence it is. No place where the masks cannot be trusted. */
export type Located = Pick<LocateToolAnswer['findings'][number], 'label' | 'heatMap'> &
  Partial<Pick<LocateToolAnswer['findings'][number], 'location' | 'side'>> & {
    by: string
    agent: string
    tool: Tool
  }

/** `wanted`: labels by the findings agent whose evidence is located. */
export async function locate(
  { findings, locate: agent }: ChestAgents,
  wanted: ReadonlyMap<string, readonly FindingLabel[]>,
  picture: Picture,
  calling: Calling,
): Promise<{ located: Located[]; failures: Failure[] }> {
  if (agent === undefined) return { located: [], failures: [] }
  const isWanted = (by: string) => (finding: { label: FindingLabel }) =>
    wanted.get(by)?.includes(finding.label) ?? false
  const asked = await Promise.all(
    [...wanted].map(async ([by, labels]) => {
      const model = findings.find(({ name }) => name === by)?.model
      const call = {
        name: 'locate_findings',
        arguments: { image: picture.given, labels, ...(model !== undefined && { model }) },
      }
      const called = await callAgent(agent.client, call, locateAnswerSchema, picture, calling)
      return {
        by,
        ...settled(agent.name, agent.client, called, ({ findings: told }) =>
          twice(told.map(({ label }) => label)),
        ),
      }
    }),
  )
  return {
    located: asked.flatMap(({ by, answered }) => {
      if (answered === undefined) return []
      const { answer, tool } = answered
      const isBelieved = !isBeyond(answer.anatomyOutOfDistribution)
      return answer.findings.filter(isWanted(by)).map(({ label, heatMap, location, side }): Located => {
        const isPlaced = isBelieved && !isElsewhere(location, side)
        return {
          ...{ label, heatMap, by, agent: agent.name, tool },
          ...(isPlaced && { location }),
          ...(isPlaced && side !== undefined && { side }),
        }
      })
    }),
    failures: [
      ...asked.flatMap(({ failure }) => failure ?? []),
      ...asked.flatMap(({ answered }) =>
        (answered?.answer.findings ?? [])
          .filter(({ location, side }) => isElsewhere(location, side))
          .map(({ label, location, side }) => ({
            agent: agent.name,
            reason: `it places ${label} in ${location} and on the ${side}`,
          })),
      ),
    ],
  }
}

type Place = Pick<LocateToolAnswer['findings'][number], 'location' | 'side'>

/** A structure of one side, and the other side. */
function isElsewhere(location: Place['location'], side: Place['side']): boolean {
  const own = location === 'Other' ? undefined : sideOfStructure(location)
  return own !== undefined && side !== undefined && side !== 'both' && side !== own
}

/** Whether whoever measured it is out of its depth. */
export function isBeyond(ood: OutOfDistribution | undefined): boolean {
  return ood !== undefined && ood.score > ood.threshold
}

/** `fault`: what is wrong with an answer that fits the schema. */
function settled<T extends { model?: { name: string; version: string } | undefined }>(
  agent: string,
  client: Client,
  called: Called<T>,
  fault: (answer: T) => string | undefined = () => undefined,
): { answered?: Answered<T>; failure?: Failure } {
  if (!called.ok) return { failure: { agent, reason: called.reason } }
  const { model } = called.value
  const wrong = (model && unnamed([model.name, model.version])) ?? fault(called.value)
  if (wrong !== undefined) return { failure: { agent, reason: `its answer cannot be used (${wrong})` } }
  return { answered: { agent, tool: toolOf(client, model), answer: called.value } }
}

/** Artifacts carry names, and a name has something to see. */
function unnamed(names: readonly string[]): string | undefined {
  return names.every(isVisible) ? undefined : 'a name in it is blank'
}

function twice(names: readonly string[]): string | undefined {
  const again = names.find((name, i) => names.indexOf(name) < i)
  return again === undefined ? undefined : `it tells ${again} twice`
}

/** The server and the model behind it, with the version of the model. */
function toolOf(client: Client, model: { name: string; version: string } | undefined): Tool {
  const told = client.getServerVersion()
  const name = told !== undefined && isVisible(told.name) ? told.name : 'unnamed server'
  const version = told !== undefined && isVisible(told.version) ? told.version : '0'
  return model === undefined ? { name, version } : { name: `${name}/${model.name}`, version: model.version }
}
