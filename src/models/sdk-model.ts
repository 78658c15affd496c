/**
 * A `ChatModel` over one provider package of the Vercel AI SDK. It calls `doGenerate` directly: the
 * SDK's `generateText` adds its own retries and halves the rate, and Praxis has its own pacing.
 */
import type {
  LanguageModelV4,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider'
import type { ChatModel, ChatReply, ChatRequest } from './chat-model.ts'
import { ProviderError, toProviderError } from './provider-error.ts'
import { fromSdkContent, fromSdkFinish, fromSdkUsage, toCallOptions } from './sdk-prompt.ts'

export type SdkModelOptions = {
  id: string
  locality: ChatModel['locality']
  /** Where requests go; part of the cache key. */
  address: string
  providerOptions?: SharedV4ProviderOptions
}

export function sdkModel(language: Pick<LanguageModelV4, 'doGenerate'>, options: SdkModelOptions): ChatModel {
  const { id, locality, address, providerOptions } = options
  const chat = async (request: ChatRequest, signal: AbortSignal): Promise<ChatReply> => {
    signal.throwIfAborted()
    const caseId = request.about?.caseId
    try {
      const result = await language.doGenerate({
        ...toCallOptions(request, signal),
        ...(providerOptions && { providerOptions }),
      })
      const reply: ChatReply = {
        ...fromSdkContent(result.content),
        finish: fromSdkFinish(result.finishReason),
        usage: fromSdkUsage(result.usage),
        ...servedBy(result.response),
      }
      if (isEmpty(reply)) throw emptyError(id, caseId, result.finishReason)
      return reply
    } catch (error) {
      signal.throwIfAborted()
      throw toProviderError(error, id, caseId)
    }
  }
  return { id, locality, cacheable: true, fingerprint: address, chat }
}

/** A cut-off or refused answer may well have no text; any other without text or tool call is a fault. */
function isEmpty({ text, toolCalls, finish }: ChatReply): boolean {
  return text.trim() === '' && toolCalls.length === 0 && finish !== 'length' && finish !== 'refused'
}

/** Google's schema takes any object for an answer, so no content and no reason to stop is its wrong shape. */
function emptyError(
  id: string,
  caseId: string | undefined,
  { unified, raw }: LanguageModelV4FinishReason,
): ProviderError {
  return unified === 'other' && raw === undefined
    ? new ProviderError(
        'provider-malformed',
        `${id} sent JSON without an answer`,
        'check that the address speaks this protocol',
        { caseId },
      )
    : new ProviderError(
        'provider-empty',
        `${id} sent an empty message (${raw ?? unified})`,
        'ask again, or raise the limit on output tokens',
        { caseId },
      )
}

/** Google reports the model in a field that its provider package does not read. */
function servedBy(response: LanguageModelV4GenerateResult['response']): Pick<ChatReply, 'servedBy'> {
  const { modelId, body } = response ?? {}
  const name =
    modelId ??
    (typeof body === 'object' && body !== null && 'modelVersion' in body ? body.modelVersion : undefined)
  return typeof name === 'string' ? { servedBy: name } : {}
}
