/**
 * Any server that speaks OpenAI's chat completions: vLLM, SGLang, Ollama, LM Studio. The provider package
 * writes the request and checks the answer; the exchange in between is ours, because the package's own,
 * over the web's `Response`, costs more than the rest of a fast call.
 *
 * A server is `local` only on a loopback host, and no redirect is followed, so that it cannot send a case
 * elsewhere.
 */
import { STATUS_CODES } from 'node:http'
import {
  APICallError,
  JSONParseError,
  type LanguageModelV4CallOptions,
  type LanguageModelV4GenerateResult,
  type LanguageModelV4Usage,
} from '@ai-sdk/provider'
import * as z from 'zod'
import type { ChatModel } from './chat-model.ts'
import type { Environment } from './hosted.ts'
import { exchange, type HttpAnswer } from './http.ts'
import { sdkModel } from './sdk-model.ts'

/** `COMPATIBLE_API_KEY` is sent where it is set. */
export async function compatibleModel(
  id: string,
  name: string,
  baseURL: URL,
  env: Environment,
): Promise<ChatModel> {
  const { OpenAICompatibleChatLanguageModel } = await import('@ai-sdk/openai-compatible')
  const url = new URL(`${baseURL.href.replace(/\/$/, '')}/chat/completions`)
  const language = new OpenAICompatibleChatLanguageModel(name, {
    provider: 'compatible',
    url: () => url.href,
    convertUsage: countsGiven,
  })
  const apiKey = env.COMPATIBLE_API_KEY
  const headers = {
    'content-type': 'application/json',
    // Some gateways turn away a client without a name.
    'user-agent': 'praxis',
    ...(apiKey && { authorization: `Bearer ${apiKey}` }),
  }
  const doGenerate = async (options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> => {
    const { body } = await language.prepareRequest(options)
    const signal = options.abortSignal
    const answer = await exchange(url, { method: 'POST', headers, body: JSON.stringify(body), signal })
    if (answer.status < 200 || answer.status >= 300) throw refusal(url, answer)
    return language.convertResponse({ body: parsed(answer.text) })
  }
  const locality = isLoopback(baseURL.hostname) ? 'local' : 'remote'
  return sdkModel({ doGenerate }, { id, locality, address: baseURL.href })
}

/** True for 127.0.0.0/8, ::1 and localhost, as `URL` writes them. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new JSONParseError({ text, cause })
  }
}

const failureSchema = z.object({ error: z.object({ message: z.string() }) })

function refusal({ href }: URL, { status, headers, text }: HttpAnswer): APICallError {
  return new APICallError({
    message: said(status, text),
    url: href,
    requestBodyValues: {},
    statusCode: status,
    responseHeaders: headers,
    responseBody: text,
  })
}

/** The message of OpenAI's error body; else the body as it is, or the name of the status. */
function said(status: number, text: string): string {
  try {
    return failureSchema.parse(JSON.parse(text)).error.message
  } catch {
    return text.trim() || STATUS_CODES[status] || 'no reason given'
  }
}

type CompatibleUsage =
  | {
      prompt_tokens?: number | null | undefined
      completion_tokens?: number | null | undefined
      prompt_tokens_details?: { cached_tokens?: number | null | undefined } | null | undefined
      completion_tokens_details?: { reasoning_tokens?: number | null | undefined } | null | undefined
    }
  | null
  | undefined

/** The provider package turns a missing count into 0; here it stays unknown. */
function countsGiven(usage: CompatibleUsage): LanguageModelV4Usage {
  return {
    inputTokens: {
      total: usage?.prompt_tokens ?? undefined,
      cacheRead: usage?.prompt_tokens_details?.cached_tokens ?? undefined,
      noCache: undefined,
      cacheWrite: undefined,
    },
    outputTokens: {
      total: usage?.completion_tokens ?? undefined,
      reasoning: usage?.completion_tokens_details?.reasoning_tokens ?? undefined,
      text: undefined,
    },
  }
}
