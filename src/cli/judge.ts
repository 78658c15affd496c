/** A judge model with the same manners as the model under test, and the same refusal of private data. */
import { type Card, PraxisError } from '../cases/index.ts'
import { type ChatModel, createModel } from '../models/index.ts'
import { manage } from '../runs/index.ts'
import type { Usage } from '../verify/index.ts'
import { type MannersOptions, openManners } from './manners.ts'

export type Judge = {
  model: ChatModel
  /** What the judge has used so far in this process. */
  usage: () => Usage
  close: () => void
}

export async function openJudge(
  id: string,
  card: Card,
  allowRemote = false,
  options: Pick<MannersOptions, 'concurrency' | 'timeout' | 'cache' | 'fresh'> = {},
): Promise<Judge> {
  const bare = await createModel(id, { seed: 0 })
  refuseRemote(bare, card, allowRemote)
  const { manners, close } = await openManners(bare, options)
  const { model, tally } = manage(bare, manners)('judge')
  return { model, usage: () => tally.usage, close }
}

/** Such as `judge: 12 requests, 3400 tokens, $0.01`; what a provider did not tell is called unknown. */
export function judgeText({ requests, inputTokens, outputTokens, usd }: Usage): string {
  const tokens = inputTokens === undefined ? 'tokens unknown' : `${inputTokens + (outputTokens ?? 0)} tokens`
  const cost = usd === undefined ? 'cost unknown' : `$${usd}`
  return `judge, in this session: ${requests} requests${requests > 0 ? `, ${tokens}, ${cost}` : ''}`
}

/**
 * Nothing private leaves the machine unless the user says so, and nothing gated either: such sets are lent
 * to a person, seldom to that person's provider. Throws `remote-refused`.
 */
export function refuseRemote(
  model: Pick<ChatModel, 'id' | 'locality'>,
  card: Card,
  allowRemote: boolean,
): void {
  if (model.locality === 'local' || card.access === 'open' || allowRemote) return
  throw new PraxisError(
    'remote-refused',
    `${model.id} would send ${card.access} data (${card.name}) off this machine`,
    'use a local model, or add --allow-remote if you may share the data',
  )
}
