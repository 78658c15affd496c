/**
 * From a model id to a model. The id alone says who answers and whether a case leaves this machine; keys
 * and addresses of hosted providers come from the environment, so that no id holds a secret.
 */
import { type Case, PraxisError } from '../cases/index.ts'
import { bayesModel } from './builtin/bayes.ts'
import { chanceModel } from './builtin/chance.ts'
import { priorModel } from './builtin/prior.ts'
import type { ChatModel } from './chat-model.ts'
import { compatibleModel } from './compatible.ts'
import { type Environment, hostedModel, hosts } from './hosted.ts'
import { type ReplaySource, replayModel } from './replay.ts'

/** A form of a model id, whether it can be used with this environment, and what it means. */
export type ModelForm = { id: string; status: string; about: string }

/** Every form of a model id. `status` is `ready`, or says which variable is missing. */
export function modelForms(env: Environment): ModelForm[] {
  const withKey = (key: string): string => (env[key] ? 'ready' : `needs ${key}`)
  return [
    { id: 'openai:NAME', status: withKey(hosts.openai.key), about: 'a model of OpenAI' },
    { id: 'anthropic:NAME', status: withKey(hosts.anthropic.key), about: 'a model of Anthropic' },
    { id: 'google:NAME', status: withKey(hosts.google.key), about: 'a Gemini model' },
    {
      id: 'compatible:NAME@http://HOST/v1',
      status: 'ready',
      about: 'a server with the OpenAI chat API, such as vLLM, SGLang, Ollama or LM Studio',
    },
    { id: 'replay:RUN', status: 'ready', about: 'the answers of an earlier run' },
    { id: 'builtin:chance', status: 'ready', about: 'a uniform guess over the listed answers' },
    { id: 'builtin:prior', status: 'ready', about: 'answer frequencies by question form, blind to images' },
    { id: 'builtin:bayes', status: 'ready', about: 'a naive-Bayes diagnostician learned from DDXPlus' },
  ]
}

/** What a model may need from rooms to the right, and where keys are looked up. */
export type ModelContext = {
  seed: number
  /** Labelled cases that a baseline may learn from. */
  training?: () => AsyncIterable<Case>
  /** Ids of what may stand in the place of a model, told where there is no such model. */
  others?: readonly string[]
  /** Reads the replies of a run folder. */
  replies?: ReplaySource
  /** Default: `process.env`. */
  env?: Environment
}

/** Throws `model-unknown`, `provider-auth` (no API key) or `model-unsuited` (nothing to learn from). */
export async function createModel(id: string, context: ModelContext): Promise<ChatModel> {
  const { seed, training, others = [], replies, env = process.env } = context
  const unknown = (): PraxisError => unknownModel(id, others)
  const colon = id.indexOf(':')
  const kind = id.slice(0, Math.max(0, colon))
  const name = id.slice(colon + 1)
  if (name === '') throw unknown()
  switch (kind) {
    case 'openai':
    case 'anthropic':
    case 'google':
      return hostedModel(kind, name, env)
    case 'compatible': {
      const { model, url } = splitCompatible(name, unknown)
      return compatibleModel(id, model, url, env)
    }
    case 'replay':
      if (replies === undefined)
        throw new PraxisError(
          'model-unsuited',
          `${id} cannot be replayed here`,
          'use praxis run with this model',
        )
      return replayModel(name, replies)
    case 'builtin':
      return builtin(name, unknown, seed, training)
    default:
      throw unknown()
  }
}

async function builtin(
  name: string,
  unknown: () => PraxisError,
  seed: number,
  training: ModelContext['training'],
): Promise<ChatModel> {
  switch (name) {
    case 'chance':
      return chanceModel(seed)
    case 'bayes':
      return bayesModel()
    case 'prior':
      return priorModel(training)
    default:
      throw unknown()
  }
}

/** `NAME@URL`; the name may hold an @ of its own. */
function splitCompatible(name: string, unknown: () => PraxisError): { model: string; url: URL } {
  const [, model, address] = /^(.+?)@(https?:\/\/.+)$/i.exec(name) ?? []
  const url = address === undefined ? null : URL.parse(address)
  if (model === undefined || url === null) throw unknown()
  if (url.username !== '' || url.password !== '')
    throw new PraxisError(
      'model-unknown',
      `the address in a model id must hold no password, because ids are recorded`,
      'set COMPATIBLE_API_KEY instead',
    )
  return { model, url }
}

function unknownModel(id: string, others: readonly string[]): PraxisError {
  const forms = [...others, ...modelForms({}).map(form => form.id)]
  return new PraxisError('model-unknown', `there is no model "${id}"`, `use one of ${forms.join(', ')}`)
}
