/**
 * A segmenter over HTTP: the segmentation service of MedSAM-Agent or a MONAI Label server, whichever answers at the
 * address. The picture leaves this program, so the segmenter is `remote` unless the host is a loopback one; no
 * redirect is followed. `PRAXIS_SEGMENTER_TOKEN` is sent as a bearer token where it is set.
 */
import { isLoopback } from '../../compatible.ts'
import type { Environment } from '../../hosted.ts'
import type { Segmenter } from '../segmenter.ts'
import { addressId, readAddress } from './address.ts'
import { callerAt } from './call.ts'
import { medsamAgent } from './medsam-agent.ts'
import { monaiLabel } from './monai-label.ts'
import { chooseModel } from './monai-model.ts'
import { recognise } from './recognise.ts'
import { type Retries, repeated } from './retries.ts'
import { openRemote } from './session.ts'

export { isAddress } from './address.ts'

/** Images in a row that could not be handed over, after which each has one try: a dead server holds up no run. */
const failuresBeforeFailFast = 8

export type HttpSegmenterOptions = {
  /** Milliseconds that one call may take. */
  timeoutMs?: number
  retries?: Retries
  env?: Environment
}

/**
 * Asks the address what it is; nothing of a case is sent for that. Throws `model-unknown` for an address that is none
 * or a model that is not there, and `provider-…` where there is no service.
 */
export async function httpSegmenter(
  id: string,
  {
    timeoutMs = 120_000,
    retries = { tries: 3, firstWaitMs: 500 },
    env = process.env,
  }: HttpSegmenterOptions = {},
): Promise<Segmenter> {
  const address = readAddress(id)
  const caller = callerAt(address.base, { timeoutMs, token: env.PRAXIS_SEGMENTER_TOKEN })
  const found = await repeated(() => recognise(caller, address), retries)
  const model = found.service === 'monai-label' ? chooseModel(found.models, address) : undefined
  const protocol = model === undefined ? medsamAgent(caller) : monaiLabel(caller, model)
  let failuresInARow = 0
  const patience = () => (failuresInARow < failuresBeforeFailFast ? retries : { ...retries, tries: 1 })
  return {
    id: addressId({
      ...address,
      ...(model && { model: model.name }),
      ...(model?.label && { label: model.label.name }),
    }),
    locality: isLoopback(address.base.hostname) ? 'local' : 'remote',
    open: async (image, signal) => {
      try {
        const session = await openRemote(image, protocol, patience(), signal)
        failuresInARow = 0
        return session
      } catch (error) {
        failuresInARow++
        throw error
      }
    },
  }
}
