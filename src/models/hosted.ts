/**
 * The hosted models: OpenAI (Responses API), Anthropic (Messages API) and Google (Gemini API).
 *
 * A hosted provider stays `remote` even where `…_BASE_URL` points at this machine: a proxy there may
 * pass the request on, so the id alone decides what may be sent.
 *
 * Each provider package is loaded when it is first used: together they cost most of the start-up time.
 */
import type { ChatModel } from './chat-model.ts'
import { modelFetch } from './http.ts'
import { ProviderError } from './provider-error.ts'
import { sdkModel } from './sdk-model.ts'

export type Environment = Record<string, string | undefined>
export type HostedProvider = 'openai' | 'anthropic' | 'google'

/** Variables that hold the key and, where wanted, another address; the usual address. */
export const hosts = {
  openai: { key: 'OPENAI_API_KEY', base: 'OPENAI_BASE_URL', url: 'https://api.openai.com/v1' },
  anthropic: { key: 'ANTHROPIC_API_KEY', base: 'ANTHROPIC_BASE_URL', url: 'https://api.anthropic.com/v1' },
  google: {
    key: 'GOOGLE_GENERATIVE_AI_API_KEY',
    base: 'GOOGLE_BASE_URL',
    url: 'https://generativelanguage.googleapis.com/v1beta',
  },
} as const

/** Throws `provider-auth`, naming the variable, where the API key is not set. */
export async function hostedModel(
  provider: HostedProvider,
  name: string,
  env: Environment,
): Promise<ChatModel> {
  const host = hosts[provider]
  const id = `${provider}:${name}`
  const apiKey = env[host.key]
  if (!apiKey)
    throw new ProviderError(
      'provider-auth',
      `${id} needs an API key`,
      `set the environment variable ${host.key}`,
    )
  const baseURL = env[host.base] || host.url
  const settings = { apiKey, baseURL, fetch: modelFetch }
  const options = { id, locality: 'remote', address: baseURL } as const
  switch (provider) {
    case 'openai': {
      const { createOpenAI } = await import('@ai-sdk/openai')
      // Without this the Responses API keeps every request on the server for 30 days.
      return sdkModel(createOpenAI(settings)(name), {
        ...options,
        providerOptions: { openai: { store: false } },
      })
    }
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      return sdkModel(createAnthropic(settings)(name), options)
    }
    case 'google': {
      const { createGoogle } = await import('@ai-sdk/google')
      return sdkModel(createGoogle(settings)(name), options)
    }
  }
}
