/**
 * The agent: a chat model with vision drives the tools, one call a turn, and sees the mask after each
 * (MedSAM-Agent, arXiv 2602.03320, its inference loop and episode rules).
 *
 * - At most five actions. The episode ends with `stop_action`, with two replies in a row that hold no call, or
 *   when the replies together pass 8,192 tokens.
 * - A reply without a call that can be read is asked for once more, and so is stopping before there is a mask.
 *   The request is repeated with one sentence added: a greedy model would answer the same request the same.
 * - A call that is not valid comes back as text and costs an action; there an unknown tool ends the episode.
 * - The picture is fitted into 512×512; coordinates are on that square and are mapped back from it.
 * - Native tool calls are taken as well as `<tool_call>` text; of several in one reply the first counts.
 * - Not taken: greedy decoding and 128 new tokens a reply, which are the run's to choose; the limit of the prompt, which
 *   is the server's; and the undo of an earlier click by one of the other sign within 3 px. All prompts stay, and
 *   where two contradict the later one counts.
 */
import type { ChatMessage, ChatReply, ImagePart, ToolCallPart, ToolSpec } from '../../models/index.ts'
import { actionSpecs, squareSpan } from '../../tools/index.ts'
import type { SolveContext, Solver, Task } from '../solver.ts'
import { type Call, type Episode, playEpisode } from './episode.ts'
import {
  callReminder,
  faultRequest,
  firstRequest,
  nextRequest,
  systemPrompt,
  tooEarlyReminder,
} from './prompts.ts'
import { current, readCall } from './read-call.ts'

/** Tokens that all replies of an episode may take together. */
const replyTokens = 8192

export type AgentOptions = {
  id?: string
  /** Most boxes, points and refused calls. */
  actions?: number
  /** Hands the tools to the provider, instead of naming them in the system text. */
  native?: boolean
  /** Tools that the model may call; all three by default. */
  tools?: readonly ToolSpec[]
}

/** A model that segments over several turns. */
export function segmenterAgent({
  id = 'agent',
  actions = 5,
  native = false,
  tools = actionSpecs,
}: AgentOptions = {}): Solver {
  const solve: Solver['solve'] = (task, context) =>
    playEpisode(id, task, context, squareSpan, async episode => {
      const talk = startTalk(episode, task, context, tools, native)
      const names = tools.map(({ name }) => name)
      let request = firstRequest(task.question.text)
      let picture: ImagePart | undefined = await episode.show()
      for (let action = 0; action < actions; action++) {
        const said = await talk.ask(request, picture)
        if (said === undefined) return { stop: 'answered' }
        const acted = await episode.act(said.call, names)
        const stopped = acted.ok && acted.stopped
        picture = acted.ok && !stopped ? await episode.show() : undefined
        request = acted.ok ? nextRequest : faultRequest(acted.error)
        episode.observe(
          acted,
          acted.ok ? (stopped ? 'The mask is finished.' : nextRequest) : acted.error,
          picture,
        )
        if (stopped) break
        if ((episode.usage().outputTokens ?? 0) >= replyTokens) return { stop: 'length' }
        talk.heard(said.reply, request)
      }
      return { stop: 'answered' }
    })
  return { id, solve }
}

/** A single box from the model, and nothing after it. */
export function singleTurn(native = false): Solver {
  return segmenterAgent({ id: 'single', actions: 1, native, tools: toolsOf('single') })
}

/** The tools that a solver offers its model. */
export function toolsOf(solver: string): readonly ToolSpec[] {
  return solver === 'single' ? actionSpecs.filter(({ name }) => name === 'add_bbox') : actionSpecs
}

type Said = { reply: ChatReply; call: Call }

/** The conversation: whole history, observations as user messages. */
function startTalk(
  episode: Episode,
  { caseId, question }: Task,
  { model, sampling, signal }: SolveContext,
  tools: readonly ToolSpec[],
  native: boolean,
): {
  /** The model's call, asked for twice at most; undefined where neither reply holds one. */
  ask: (request: string, picture: ImagePart | undefined) => Promise<Said | undefined>
  heard: (reply: ChatReply, result: string) => void
} {
  const system = systemPrompt(tools, native)
  const history: ChatMessage[] = [{ role: 'system', parts: [{ type: 'text', text: system }] }]
  episode.add({ type: 'message', role: 'system', text: system })
  let asked: ChatMessage | undefined

  const once = async (text: string, picture: ImagePart | undefined): Promise<ChatReply> => {
    asked = { role: 'user', parts: [...(picture ? [picture] : []), { type: 'text', text }] }
    const media = picture ? { media: [picture.sent] } : {}
    episode.add({ type: 'message', role: 'user', text, ...media, atMs: episode.elapsed() })
    const messages = [...history, asked]
    const about = { caseId, question }
    const reply = await model.chat(
      { messages, sampling, about, ...(native && { tools: [...tools] }) },
      signal,
    )
    episode.used(reply.usage)
    const atMs = episode.elapsed()
    if (reply.reasoning !== undefined) episode.add({ type: 'thought', text: reply.reasoning, atMs })
    episode.add({ type: 'message', role: 'assistant', text: reply.text, atMs })
    return reply
  }

  return {
    ask: async (request, picture) => {
      const first = await once(request, picture)
      const call = callOf(first)
      const early = call?.tool === 'stop_action' && episode.turns() === 0
      if (call !== undefined && !early) return { reply: first, call }
      const again = await once(`${request} ${early ? tooEarlyReminder : callReminder}`, picture)
      const second = callOf(again) ?? (early ? call : undefined)
      return second && { reply: again, call: second }
    },
    heard: (reply, result) => {
      if (asked !== undefined) history.push(asked)
      history.push(...asHistory(reply, result))
    },
  }
}

function callOf({ text, toolCalls }: ChatReply): Call | undefined {
  const [native] = toolCalls
  if (native === undefined) return readCall(text)
  return current({ tool: native.tool, arguments: native.arguments, callId: native.callId })
}

/** A native call must be followed by its result, and so must those that were not carried out. */
function asHistory({ text, toolCalls }: ChatReply, result: string): ChatMessage[] {
  const said = text === '' ? [] : [{ type: 'text' as const, text }]
  if (toolCalls.length === 0) return [{ role: 'assistant', parts: said }]
  const answered = (call: ToolCallPart, i: number) => ({
    type: 'tool-result' as const,
    callId: call.callId,
    tool: call.tool,
    text: i === 0 ? result : 'Not carried out: one call in each reply.',
    isError: i > 0,
  })
  return [
    { role: 'assistant', parts: [...said, ...toolCalls] },
    { role: 'tool', parts: toolCalls.map(answered) },
  ]
}
