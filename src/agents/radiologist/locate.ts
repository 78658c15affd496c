/** Where the evidence of what was found lies, as the locator says. */
import type { FindingLabel } from '../../cases/index.ts'
import { isTorn, type LocateToolAnswer, locateAnswerSchema } from '../../tools/index.ts'
import type { Calling } from '../call-tool.ts'
import { callAgent, type Picture } from './call-agent.ts'
import type { ChestAgents } from './gather.ts'
import { type Failure, isBeyond, settled, type Tool, twice } from './settle.ts'

type LocatedFinding = LocateToolAnswer['findings'][number]

/** `by`: whose evidence it is. No place where the masks cannot be trusted. */
export type Located = Pick<LocatedFinding, 'label' | 'heatMap'> &
  Partial<Pick<LocatedFinding, 'location' | 'side'>> & { by: string; agent: string; tool: Tool }

type Placed = { located: Located[]; failures: Failure[] }

/** `wanted`: labels by the findings agent whose evidence is located. */
export async function locate(
  agents: ChestAgents,
  wanted: ReadonlyMap<string, readonly FindingLabel[]>,
  picture: Picture,
  calling: Calling,
): Promise<Placed> {
  const asked = await Promise.all(
    [...wanted].map(([by, labels]) => locateBy(agents, by, labels, picture, calling)),
  )
  return {
    located: asked.flatMap(({ located }) => located),
    failures: asked.flatMap(({ failures }) => failures),
  }
}

async function locateBy(
  { findings, locate: locator }: ChestAgents,
  by: string,
  labels: readonly FindingLabel[],
  picture: Picture,
  calling: Calling,
): Promise<Placed> {
  if (locator === undefined) return { located: [], failures: [] }
  const { name, client } = locator
  const model = findings.find(one => one.name === by)?.model
  const call = {
    name: 'locate_findings',
    arguments: { image: picture.given, labels, ...(model !== undefined && { model }) },
  }
  const called = await callAgent(client, call, locateAnswerSchema, picture, calling)
  const { answered, failure } = settled(name, client, called, ({ findings: told }) =>
    twice(told.map(({ label }) => label)),
  )
  if (answered === undefined) return { located: [], failures: failure === undefined ? [] : [failure] }
  const { answer, tool } = answered
  const asked = answer.findings.filter(({ label }) => labels.includes(label))
  const isBelieved = !isBeyond(answer.anatomyOutOfDistribution)
  return {
    located: asked.map(one => ({
      ...{ label: one.label, heatMap: one.heatMap, by, agent: name, tool },
      ...(isBelieved && !isTorn(one) && placeOf(one)),
    })),
    failures: asked.filter(isTorn).map(({ label, location, side }) => ({
      agent: name,
      reason: `it places ${label} in ${location} and on the ${side}`,
    })),
  }
}

function placeOf({ location, side }: LocatedFinding): Pick<Located, 'location' | 'side'> {
  return { location, ...(side !== undefined && { side }) }
}
