/** `praxis memory grow`: who diagnoses and who corrects, symbolic or a chat model, over the training patients. */
import {
  type Basis,
  changeMemory,
  chatCritic,
  chatReasoner,
  type GrowOptions,
  type Growth,
  growMemory,
  type LabelledStory,
  type Memory,
  symbolicCritic,
  symbolicReasoner,
} from '../agents/index.ts'
import { type Ddxplus, describePerson, narrate, PraxisError, readDdxplus } from '../cases/index.ts'
import { type ChatModel, createModel } from '../models/index.ts'
import { manage } from '../runs/index.ts'
import { basisOf, symbolicIds } from './diagnostician.ts'
import { openManners } from './manners.ts'

export type GrowthOptions = {
  data?: string
  reasoner: string
  critic?: string
  limit?: number
  timeout: number
  allowRemote?: true
}

/** Who diagnosed and corrected what names nobody. */
const unnamed = 'symbolic'

/** Holds the memory until the growth ends. Throws `memory-locked` where another process changes it. */
export async function grow(dir: string, options: GrowthOptions): Promise<Growth> {
  const { reasoner, critic = reasoner, data, limit } = options
  const ddxplus = await readDdxplus(data)
  const models = new Map<string, OpenModel>()
  try {
    for (const id of new Set([reasoner, critic]))
      if (basisOf(id) === undefined) models.set(id, await openModel(id, options))
    return await changeMemory(dir, async (memory, write) => {
      const growth = await growMemory({
        memory,
        cases: newStories(ddxplus, memory, limit),
        ...reasonAsStranger(ddxplus, basisOf(reasoner)),
        ...byModels(models, reasoner, critic),
        ...((reasoner !== unnamed || critic !== unnamed) && { by: { reasoner, critic } }),
        ...(models.size > 0 && { keep: write }),
      })
      await write(growth.memory)
      return growth
    })
  } finally {
    for (const { close } of models.values()) close()
  }
}

type OpenModel = { forCase: (caseId: string) => ChatModel; close: () => void }

async function openModel(
  id: string,
  { data, timeout, allowRemote }: Pick<GrowthOptions, 'data' | 'timeout' | 'allowRemote'>,
): Promise<OpenModel> {
  const bare = await createModel(id, { seed: 0, others: symbolicIds })
  if (bare.locality !== 'local' && data !== undefined && !allowRemote)
    throw new PraxisError(
      'remote-refused',
      `${id} would send the patients of ${data} off this machine`,
      'use a local model, or add --allow-remote if you may share them',
    )
  const { manners, close } = await openManners(bare, { timeout })
  const view = manage(bare, manners)
  return { forCase: caseId => view(caseId).model, close }
}

/** What a chat model takes over from the symbolic ones. */
function byModels(
  models: ReadonlyMap<string, OpenModel>,
  reasoner: string,
  critic: string,
): Partial<Pick<GrowOptions, 'reasonerFor' | 'critic'>> {
  const asking = (model: ChatModel) => ({
    model,
    sampling: {},
    signal: new AbortController().signal,
    said: () => {},
  })
  const [reasoning, criticising] = [models.get(reasoner), models.get(critic)]
  return {
    ...(reasoning && { reasonerFor: ({ caseId }) => chatReasoner(asking(reasoning.forCase(caseId))) }),
    ...(criticising && {
      critic: (label, diagnosis, story) =>
        chatCritic(asking(criticising.forCase(story.caseId)))(label, diagnosis, story),
    }),
  }
}

function newStories(
  ddxplus: Ddxplus,
  { cases }: Memory,
  limit = ddxplus.train.length,
): Iterable<LabelledStory> {
  const known = new Set(cases.map(({ caseId }) => caseId))
  return trainingStories(ddxplus)
    .filter(({ caseId }) => !known.has(caseId))
    .take(limit)
}

/** As many of each disease as the paper's support set has (App. C). */
const mostPerDisease = 20

function* trainingStories(ddxplus: Ddxplus): Generator<LabelledStory> {
  const diseases = [...ddxplus.conditions.keys()]
  const taken = new Map<string, number>()
  for (const patient of ddxplus.train) {
    const count = (taken.get(patient.diagnosis) ?? 0) + 1
    taken.set(patient.diagnosis, count)
    if (count > mostPerDisease) continue
    yield {
      caseId: patient.id,
      text: `Patient: ${describePerson(patient)}.\n${narrate(patient, ddxplus)}`,
      diseases,
      label: patient.diagnosis,
    }
  }
}

/** Each patient is diagnosed by what the other training patients teach, or there would be nothing to learn from. */
function reasonAsStranger(ddxplus: Ddxplus, basis?: Basis): Pick<GrowOptions, 'reasonerFor' | 'critic'> {
  return {
    reasonerFor: ({ caseId }) =>
      symbolicReasoner({ ...ddxplus, train: ddxplus.train.filter(({ id }) => id !== caseId) }, basis),
    critic: symbolicCritic(symbolicReasoner(ddxplus).profiles),
  }
}
