/**
 * One question to a chat model that wants JSON back: validated, repaired once by telling the model what is wrong,
 * then given up. The JSON may stand in a code fence or after thinking aloud.
 */
import type * as z from 'zod'
import { messageOf } from '../../../cases/index.ts'
import type { ChatMessage, ChatModel, SamplingOptions } from '../../../models/index.ts'
import type { Outcome } from '../reasoner.ts'

export type Asking = {
  model: ChatModel
  sampling: SamplingOptions
  signal: AbortSignal
  /** Told of everything that is said, for the trace. */
  said: (role: 'user' | 'assistant', text: string) => void
}

/** @param problem what is wrong with a value of the right shape, such as a disease that is not on the list */
export async function askJson<T>(
  { model, sampling, signal, said }: Asking,
  prompt: string,
  schema: z.ZodType<T>,
  problem: (value: T) => string | undefined = () => undefined,
): Promise<Outcome<T>> {
  const messages: ChatMessage[] = []
  const ask = async (text: string): Promise<Outcome<T>> => {
    messages.push({ role: 'user', parts: [{ type: 'text', text }] })
    said('user', text)
    const reply = await model.chat({ messages: [...messages], sampling }, signal)
    messages.push({ role: 'assistant', parts: [{ type: 'text', text: reply.text }] })
    said('assistant', reply.text)
    return readJson(reply.text, schema, problem)
  }
  const first = await ask(prompt)
  if (first.ok) return first
  const second = await ask(`That cannot be used: ${first.reason}. Answer again with the JSON object alone.`)
  return second.ok ? second : { ok: false, reason: `${second.reason}, also after one repair` }
}

export function readJson<T>(
  text: string,
  schema: z.ZodType<T>,
  problem: (value: T) => string | undefined,
): Outcome<T> {
  const spoken = text.replace(/^[\s\S]*<\/think>/, '')
  const [start, end] = [spoken.indexOf('{'), spoken.lastIndexOf('}')]
  if (start < 0 || end < start) return { ok: false, reason: 'there is no JSON object' }
  let data: unknown
  try {
    data = JSON.parse(spoken.slice(start, end + 1))
  } catch (error) {
    return { ok: false, reason: `it is not valid JSON (${messageOf(error, 100)})` }
  }
  const parsed = schema.safeParse(data)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { ok: false, reason: `${issue?.path.join('.') ?? ''}: ${messageOf(issue?.message ?? '', 100)}` }
  }
  const wrong = problem(parsed.data)
  return wrong === undefined ? { ok: true, value: parsed.data } : { ok: false, reason: wrong }
}
