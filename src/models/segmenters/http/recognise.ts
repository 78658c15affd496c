/**
 * Which service is at an address, by asking it: `GET /health` of MedSAM-Agent says whether a model is loaded,
 * `GET /info/` of MONAI Label lists models. Where both are there, as at `praxis serve segment`, MedSAM-Agent's is
 * taken, whose sessions fit ours; naming a model asks for MONAI Label.
 */
import * as z from 'zod'
import { messageOf } from '../../../cases/index.ts'
import type { RawAnswer } from '../../http.ts'
import { ProviderError } from '../../provider-error.ts'
import type { Address } from './address.ts'
import { type Caller, described, readJson } from './call.ts'

const healthSchema = z.object({ status: z.string(), model_loaded: z.boolean() })

export const modelSchema = z.object({
  type: z.string(),
  dimension: z.number().nullish(),
  description: z.string().nullish(),
  labels: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).nullish(),
})
export type MonaiModel = z.infer<typeof modelSchema>

const infoSchema = z.object({ models: z.record(z.string(), modelSchema) })

export type Found =
  | { service: 'medsam-agent' }
  | { service: 'monai-label'; models: Record<string, MonaiModel> }

/** Throws `provider-…`: no answer, a wrong token, or neither service. */
export async function recognise(caller: Caller, address: Address, signal?: AbortSignal): Promise<Found> {
  const wantsModel = address.model !== undefined || address.label !== undefined
  const health = wantsModel ? undefined : await look(caller, 'health', healthSchema, signal)
  if (health?.value !== undefined) return { service: 'medsam-agent' }
  const info = await look(caller, 'info/', infoSchema, signal)
  if (info.value !== undefined) return { service: 'monai-label', models: info.value.models }
  const saw = [
    `/info/ gave ${info.instead}, so it is no MONAI Label`,
    ...(health ? [`/health gave ${health.instead}, so it is no MedSAM-Agent service`] : []),
  ]
  throw new ProviderError(
    'provider-rejected',
    `${caller.name} is no segmentation service known here: ${saw.join('; ')}`,
    'check the address and its port',
  )
}

type Look<T> = { value: T; instead?: never } | { value?: never; instead: string }

async function look<T>(
  caller: Caller,
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal | undefined,
): Promise<Look<T>> {
  const answer = await caller.ask({ method: 'GET', path, maxBytes: 4 * 2 ** 20, signal })
  // With a wrong token nothing can be told; this says so.
  if (answer.status === 401 || answer.status === 403) caller.accept(answer)
  if (answer.status !== 200) return { instead: `status ${answer.status}` }
  try {
    return { value: readJson(caller, answer, schema) }
  } catch (error) {
    return {
      instead: isJson(answer) ? `JSON of another shape (${messageOf(error, 100)})` : described(answer),
    }
  }
}

function isJson({ headers }: RawAnswer): boolean {
  return /json/i.test(headers['content-type'] ?? '')
}
