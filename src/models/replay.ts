/**
 * `replay:RUN`: the answers of an earlier run, given again. The n-th assistant turn of a case gets its
 * n-th reply; a conversation that the run forked into gets the reply of that fork. Reading a run folder
 * belongs to `runs`, so the replies come in as an argument.
 */
import { hashBytes } from '../cases/index.ts'
import { noCost } from './builtin/answer.ts'
import type { ChatModel, ChatReply, ChatRequest } from './chat-model.ts'
import { ProviderError } from './provider-error.ts'

/** The texts of a conversation, oldest first, and what was replied to it. */
export type ReplayFork = { said: string[]; reply: string }

/** The assistant texts of each case of a run, in the order they were given, and the forks it took. */
export type ReplaySource = (
  runDir: string,
) => AsyncIterable<{ caseId: string; replies: string[]; forks?: ReplayFork[] }>

/** Reads all replies at once, so that cases may come in any order. */
export async function replayModel(runDir: string, source: ReplaySource): Promise<ChatModel> {
  const id = `replay:${runDir}`
  const answers = new Map<string, string[]>()
  const forked = new Map<string, string>()
  const keyOf = (caseId: string, said: string[]): string => hashBytes(JSON.stringify([caseId, ...said]))
  for await (const { caseId, replies, forks = [] } of source(runDir)) {
    answers.set(caseId, replies)
    for (const { said, reply } of forks) forked.set(keyOf(caseId, said), reply)
  }
  const absent = (caseId: string | undefined, what: string): ProviderError =>
    new ProviderError('provider-rejected', `${what} in ${runDir}`, 'replay a run that holds it', { caseId })

  const chat = async ({ about, messages }: ChatRequest, signal: AbortSignal): Promise<ChatReply> => {
    signal.throwIfAborted()
    const replies = about && answers.get(about.caseId)
    if (replies === undefined) throw absent(about?.caseId, 'this case is not')
    const turn = messages.filter(message => message.role === 'assistant').length
    const text = forked.get(keyOf(about?.caseId ?? '', messages.map(textOf))) ?? replies[turn]
    if (text === undefined)
      throw absent(about?.caseId, `reply ${turn + 1} is missing, there are ${replies.length}`)
    return { text, toolCalls: [], finish: 'stop', usage: noCost }
  }
  return { id, locality: 'local', cacheable: false, fingerprint: runDir, chat }
}

function textOf({ parts }: ChatRequest['messages'][number]): string {
  return parts.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('\n')
}
