/**
 * ShareGPT rows as LLaMA-Factory reads them (0.9, `data/converter.py`): `human` and `observation` on the odd places,
 * `gpt` and `function_call` on the even ones, as many `<image>` as `images`, tools as JSON text.
 *
 * The format has no place for the result of a tool and a picture after it, so with native calls the request that
 * follows a call is its observation. What a model said beside a native call is left out: a `function_call` is JSON.
 */
import { imageToken, plainText } from './image-token.ts'
import { type Message, shownIn, type Trajectory } from './trajectory.ts'

export type ShareGptRow = {
  id: string
  conversations: { from: 'human' | 'gpt' | 'function_call' | 'observation'; value: string }[]
  system: string
  tools?: string
  /** Files, relative to the folder of the rows. */
  images: string[]
  value: number | null
  rewards: Trajectory['rewards']
}

export function shareGptRow({ id, messages, tools, calls, rewards, verdict }: Trajectory): ShareGptRow {
  const system = messages.flatMap(message => (message.role === 'system' ? [plainText(message.content)] : []))
  return {
    id,
    conversations: messages.flatMap((message, i) => turnOf(message, messages[i - 1])),
    system: system.join('\n\n'),
    ...(calls === 'native' && {
      tools: JSON.stringify(
        tools.map(({ name, description, inputSchema }) => ({ name, description, parameters: inputSchema })),
      ),
    }),
    images: shownIn(messages).map(({ uri }) => uri),
    value: verdict.value,
    rewards,
  }
}

/** The entry of `dataset_info.json` that tells LLaMA-Factory how to read the file. */
export function datasetInfo(
  fileName: string,
  { hasTools, hasImages }: { hasTools: boolean; hasImages: boolean },
) {
  return {
    file_name: fileName,
    formatting: 'sharegpt',
    columns: {
      messages: 'conversations',
      system: 'system',
      ...(hasTools && { tools: 'tools' }),
      ...(hasImages && { images: 'images' }),
    },
  }
}

function turnOf(message: Message, before: Message | undefined): ShareGptRow['conversations'] {
  switch (message.role) {
    // The system text has a field of its own; a result comes again in the request that follows it.
    case 'system':
    case 'tool':
      return []
    case 'user':
      return [{ from: before?.role === 'tool' ? 'observation' : 'human', value: withTokens(message.content) }]
    case 'assistant': {
      const [call] = message.calls ?? []
      if (call === undefined) return [{ from: 'gpt', value: plainText(message.content) }]
      return [
        { from: 'function_call', value: JSON.stringify({ name: call.tool, arguments: call.arguments }) },
      ]
    }
  }
}

function withTokens(content: Extract<Message, { role: 'user' }>['content']): string {
  return content.map(part => (part.type === 'image' ? imageToken : plainText([part]))).join('')
}
