/** A record of a run as a trajectory: the record, and the conversation in it. */
import { type Benchmark, findBenchmark } from '../../benchmarks/index.ts'
import type { Case } from '../../cases/index.ts'
import { inRunFolder, mapMedia, type Run, type RunRecord } from '../../runs/index.ts'
import { rewardPresets, type Verdict } from '../../verify/index.ts'
import { answerConversation, type Conversation, episodeConversation } from './conversation.ts'
import { type CallStyle, type Trajectory, trajectoryVersion } from './trajectory.ts'

export type Told = Omit<Conversation, 'messages' | 'tools'> & {
  trajectory: Trajectory
  /** The case of the trajectory, with media that can be read. */
  case: Case
}

/** How calls were written in a run. */
export function recordedStyle({ ask }: Run): CallStyle {
  return ask.settings?.tools === 'native' ? 'native' : 'text'
}

/** Throws `media-…` where the run does not hold what a picture is made from. */
export async function tell(dir: string, run: Run, record: RunRecord, style: CallStyle): Promise<Told> {
  const { ask, card, id } = run
  const here = await mapMedia(record, media => inRunFolder(dir, media))
  const isEpisode = here.case.question.format === 'mask'
  const { messages, tools, ...shown } = isEpisode
    ? await episodeConversation(here, style, recordedStyle(run))
    : await answerConversation(here, await posed(findBenchmark(ask.benchmark), here, run))
  const { case: case_, trace, verdict } = record
  const trajectory: Trajectory = {
    version: trajectoryVersion,
    id: case_.id,
    run: {
      id,
      benchmark: ask.benchmark,
      data: ask.data,
      licence: card.licence,
      model: ask.model,
      solver: trace.solver,
      ...(ask.segmenter !== undefined && { segmenter: ask.segmenter }),
    },
    ...(isEpisode && { calls: style }),
    tools: [...tools],
    messages,
    rewards: rewardsOf(verdict),
    case: case_,
    trace,
    verdict,
  }
  return { ...shown, trajectory, case: here.case }
}

/** The case as it was put to the model: some benchmarks draw on the image first. */
async function posed({ pose }: Benchmark, { case: case_ }: RunRecord, { ask }: Run) {
  return pose(case_, ask.settings ?? {})
}

/** The terms `PRESET.TERM` of a verdict, by preset. */
function rewardsOf({ terms }: Verdict): Trajectory['rewards'] {
  return Object.fromEntries(
    rewardPresets.flatMap(({ id }) => {
      const own = Object.entries(terms).flatMap(([name, value]) =>
        name.startsWith(`${id}.`) ? [[name.slice(id.length + 1), value] as const] : [],
      )
      return own.length === 0 ? [] : [[id, Object.fromEntries(own)]]
    }),
  )
}
