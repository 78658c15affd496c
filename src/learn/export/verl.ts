/**
 * Rows for verl's reinforcement learning, as Parquet: a prompt with its pictures, and what the reward needs. The recorded
 * answer is no part of it, so every prompt comes once however often it was answered. Of a mask the ground truth is the
 * bytes of its picture, as in the data of MedSAM-Agent (arXiv 2602.03320).
 *
 * `extra_info`, which a reward function is given too, holds the case, the reference as JSON, and how the recorded attempt
 * fared under each reward preset, so that hard cases can be told from easy ones. `tools_kwargs` names the file of the image as
 * it was before it was made small for the model; a tool opens its session with it.
 */
import { type Case, PraxisError, type Reference, readMedia } from '../../cases/index.ts'
import { labelsText, rewardPresets } from '../../verify/index.ts'
import type { Picture } from './conversation.ts'
import { imageToken, plainText } from './image-token.ts'
import type { Column } from './parquet.ts'
import { type Message, shownIn, type Trajectory } from './trajectory.ts'

export type VerlRow = {
  data_source: string
  prompt: { role: string; content: string }[]
  images: { bytes: Uint8Array }[]
  ability: string
  reward_model: { style: 'rule'; ground_truth: Uint8Array | string }
  agent_name: 'tool_agent' | 'single_turn_agent'
  extra_info: {
    split: 'train'
    index: number
    id: string
    target_description: string
    reference: string
    value: number | null
    need_tools_kwargs: boolean
    rewards?: Trajectory['rewards']
    tools_kwargs?: Record<string, { create_kwargs: { image: string; id: string } }>
  }
}

/** `case_` has readable media. Throws `data-malformed` for a case without a reference. */
export async function verlRow(
  { id, run, messages, tools, rewards, verdict, case: kept }: Trajectory,
  pictures: readonly Picture[],
  case_: Case,
  index: number,
): Promise<VerlRow> {
  const { question, reference } = case_
  if (reference === undefined)
    throw new PraxisError('data-malformed', 'a case without a reference earns no reward', 'leave it out', {
      caseId: id,
    })
  const prompt = promptOf(messages)
  const acts = tools.length > 0
  const [image] = kept.media
  const images = pictures.slice(0, shownIn(prompt).length).map(({ bytes }) => ({ bytes }))
  return {
    data_source: `praxis/${run.benchmark}`,
    prompt: prompt.map(({ role, content }) => ({
      role,
      content: content.map(part => (part.type === 'image' ? imageToken : plainText([part]))).join(''),
    })),
    images,
    ability: acts ? 'segmentation' : images.length > 0 ? 'vqa' : 'qa',
    reward_model: { style: 'rule', ground_truth: await groundTruth(reference) },
    agent_name: acts ? 'tool_agent' : 'single_turn_agent',
    extra_info: {
      split: 'train',
      index,
      id,
      target_description: question.text,
      reference: JSON.stringify(kept.reference),
      value: verdict.value,
      need_tools_kwargs: acts,
      ...(acts && {
        rewards,
        tools_kwargs: Object.fromEntries(
          tools.map(({ name }) => [name, { create_kwargs: { image: image?.uri ?? '', id } }]),
        ),
      }),
    },
  }
}

/** The columns of rows whose answers are masks, drawn with these tools, or words. */
export function verlColumns(tools: readonly { name: string }[]): Record<string, Column> {
  const acts = tools.length > 0
  const created = struct({ create_kwargs: struct({ image: string, id: string }) })
  const terms = struct(
    Object.fromEntries(
      ['reward', 'format', 'outcome', 'progress', 'overshoot', 'cost'].map(term => [
        term,
        { type: 'double' },
      ]),
    ),
  )
  return {
    data_source: string,
    prompt: { type: 'list', of: struct({ role: string, content: string }) },
    images: { type: 'list', of: struct({ bytes: { type: 'bytes' } }) },
    ability: string,
    reward_model: struct({ style: string, ground_truth: acts ? { type: 'bytes' } : string }),
    agent_name: string,
    extra_info: struct({
      split: string,
      index: { type: 'int' },
      id: string,
      target_description: string,
      reference: string,
      value: { type: 'double' },
      need_tools_kwargs: { type: 'boolean' },
      ...(acts && {
        rewards: struct(Object.fromEntries(rewardPresets.map(({ id }) => [id, terms]))),
        tools_kwargs: struct(Object.fromEntries(tools.map(({ name }) => [name, created]))),
      }),
    }),
  }
}

const string: Column = { type: 'string' }

function struct(fields: Record<string, Column>): Column {
  return { type: 'struct', fields }
}

/** What comes before the first answer. */
function promptOf(messages: readonly Message[]): Message[] {
  const answer = messages.findIndex(({ role }) => role === 'assistant')
  return messages.slice(0, answer < 0 ? messages.length : answer)
}

/** A mask as the bytes of its picture, an answer as text: keys or labels joined by commas, and of several right answers the first. */
async function groundTruth(reference: Reference): Promise<Uint8Array | string> {
  switch (reference.format) {
    case 'mask':
      return readMedia(reference.mask)
    case 'choice':
      return reference.key
    case 'choices':
      return reference.keys.join(',')
    case 'yes-no':
      return reference.answer
    case 'number':
      return String(reference.value)
    case 'open':
      return reference.answers[0] ?? ''
    case 'diagnosis':
      return reference.name
    case 'labels':
      return labelsText(reference.present)
  }
}
