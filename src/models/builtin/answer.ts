/** What the built-in baselines share: they read the typed question, cost nothing and never leave here. */
import { type Format, type Option, PraxisError, type Question } from '../../cases/index.ts'
import { confidenceRequest } from '../../verify/index.ts'
import type { ChatModel, ChatReply, ChatRequest } from '../chat-model.ts'

/** Said where a baseline has nothing to choose from: an abstention, not a guess. */
export const abstention = 'I cannot answer this question.'

/** An answer and the probability, 0..1, that it is right by the model's own arithmetic. */
export type Guess = { answer: string; probability: number }

/** A model that answers a typed question at once. `guess` returns undefined to abstain. */
export function builtinModel(
  id: string,
  fingerprint: string,
  guess: (question: Question, caseId: string) => Guess | undefined,
): ChatModel {
  const chat = async ({ about, messages }: ChatRequest, signal: AbortSignal): Promise<ChatReply> => {
    signal.throwIfAborted()
    if (about === undefined)
      throw new PraxisError(
        'model-unsuited',
        `${id} answers typed questions only`,
        'use a model that reads prose here',
      )
    const made = guess(about.question, about.caseId)
    return {
      text:
        made === undefined
          ? abstention
          : `Answer: ${made.answer}${confidenceLine(messages, made.probability)}`,
      toolCalls: [],
      finish: 'stop',
      usage: noCost,
    }
  }
  return { id, locality: 'local', cacheable: false, fingerprint, chat }
}

/** The line that states a confidence, where the prompt asks for one; otherwise nothing. */
export function confidenceLine(messages: ChatRequest['messages'], probability: number): string {
  const asked = messages.some(({ parts }) =>
    parts.some(part => part.type === 'text' && part.text.includes(confidenceRequest)),
  )
  return asked ? `\nConfidence: ${(100 * probability).toFixed(1)} %` : ''
}

/** No request was made, and that is known to cost nothing. */
export const noCost = { requests: 0, inputTokens: 0, outputTokens: 0, usd: 0 }

/** How an option is named in an answer: by key, or by its text where a diagnosis is asked for. */
export function nameOption(format: Format, option: Option): string {
  return format === 'diagnosis' ? option.text : option.key
}
