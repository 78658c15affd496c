/**
 * Rows for TRL: `messages` of a conversation with tools, `prompt` and `completion` of a single answer, content as
 * parts, `{"type": "image"}` where a picture goes. Written as `metadata.jsonl` beside the pictures, the folder loads as
 * an image folder of `datasets`, which turns `images_file_names` into the column `images` of pictures, as TRL's
 * trainers for vision models take them.
 *
 * Arguments of native calls, and the tools, are JSON text: Arrow would fill the keys of one tool with nulls for another.
 * TRL 1.16 does not pass `tools` to the template of a vision model, so there calls within the text are the ones to use.
 */
import { type Message, shownIn, type Trajectory } from './trajectory.ts'

type Part = { type: 'text'; text: string } | { type: 'image' }

export type TrlMessage = {
  role: Message['role']
  content: Part[]
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[]
  /** The tool whose result it is. */
  name?: string
  tool_call_id?: string
}

export type TrlRow = {
  id: string
  /** Files, relative to the folder of the rows. */
  images_file_names: string[]
  tools?: string
  value: number | null
  rewards: Trajectory['rewards']
} & ({ messages: TrlMessage[] } | { prompt: TrlMessage[]; completion: TrlMessage[] })

export function trlRow({ id, messages, tools, calls, rewards, verdict }: Trajectory): TrlRow {
  const shared = {
    id,
    images_file_names: shownIn(messages).map(({ uri }) => uri),
    ...(calls === 'native' && {
      tools: JSON.stringify(
        tools.map(({ name, description, inputSchema }) => ({
          type: 'function',
          function: { name, description, parameters: inputSchema },
        })),
      ),
    }),
    value: verdict.value,
    rewards,
  }
  const all = messages.map(messageOf)
  // Of a single answer the loss is on the answer alone, which TRL does for completions without being told.
  if (calls === undefined) return { ...shared, prompt: all.slice(0, -1), completion: all.slice(-1) }
  return { ...shared, messages: all }
}

function messageOf(message: Message): TrlMessage {
  const { role } = message
  const content = message.content.map((part): Part => (part.type === 'image' ? { type: 'image' } : part))
  if (role === 'tool') return { role, content, name: message.tool, tool_call_id: message.callId }
  if (role !== 'assistant' || message.calls === undefined) return { role, content }
  const tool_calls = message.calls.map(({ id, tool, arguments: args }) => ({
    id,
    type: 'function' as const,
    function: { name: tool, arguments: JSON.stringify(args) },
  }))
  return { role, content, tool_calls }
}
