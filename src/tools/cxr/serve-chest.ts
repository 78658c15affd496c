/** What the chest radiograph servers share: their options, and how a call is carried out. */
import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server'
import { inTime, PraxisError } from '../../cases/index.ts'
import type { OutOfDistribution } from '../../models/index.ts'
import { answered, toolError } from '../mcp/results.ts'
import type { Roots } from '../mcp/roots.ts'
import type { Log } from '../mcp/serving.ts'

export type ChestServerOptions = {
  roots: Roots
  version: string
  log: Log
  /** Milliseconds that one call may take; 120 000 by default. */
  timeoutMs?: number
}

/** Tells the client how far its call is; `done` must grow from call to call. */
export type Progress = (done: number, total: number, message?: string) => void

export const notice = 'Research use, not a medical device.'

/** Of every tool: nothing is changed, and nobody outside is asked. */
export const annotations = { readOnlyHint: true, openWorldHint: false }

/**
 * The result of `work` within the time limit of the server and as long as the client wants it. Failures are tool
 * results; what comes after the end is dropped.
 */
export function carryOut(
  { mcpReq }: ServerContext,
  { log, timeoutMs = 120_000 }: Pick<ChestServerOptions, 'log' | 'timeoutMs'>,
  work: (signal: AbortSignal, progress: Progress) => Promise<CallToolResult>,
): Promise<CallToolResult> {
  const token = mcpReq._meta?.progressToken
  let ended = false
  const progress: Progress = (done, total, message) => {
    if (token === undefined || ended) return
    const params = { progressToken: token, progress: done, total, ...(message !== undefined && { message }) }
    // A client that is gone will not miss it.
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {})
  }
  const late = () =>
    new PraxisError(
      'provider-timeout',
      `there was no answer within ${timeoutMs / 1000} s`,
      'raise --timeout, or use a smaller model',
    )
  return answered(async () => {
    try {
      return await inTime(signal => work(signal, progress), timeoutMs, late, mcpReq.signal)
    } catch (error) {
      if (mcpReq.signal.aborted) return toolError('The call was cancelled.')
      throw error
    } finally {
      ended = true
    }
  }, log)
}

/** The model of a name, or the first. Throws `option-unknown`, and `model-unknown` where there is none at all. */
export function modelNamed<M extends { name: string }>(models: readonly M[], name?: string): M {
  const found = name === undefined ? models[0] : models.find(model => model.name === name)
  if (found !== undefined) return found
  if (name === undefined)
    throw new PraxisError('model-unknown', 'the server has no findings model', 'start it with one')
  throw new PraxisError(
    'option-unknown',
    `there is no model ${JSON.stringify(name)}`,
    `name one of ${models.map(model => model.name).join(', ')}`,
  )
}

/** That the model is out of its depth; absent where it is not, or does not say. */
export function warningOf(name: string, ood: OutOfDistribution | undefined): string | undefined {
  if (ood === undefined || ood.score <= ood.threshold) return undefined
  return (
    `The picture is unlike the training data of ${name} (score ${ood.score.toFixed(2)}, to be trusted up to ` +
    `${ood.threshold.toFixed(2)}): nothing that it says of it is reliable.`
  )
}

/** What a model is shown: warnings first, then what was found, then what it is not for. */
export function toldText(...parts: readonly (string | undefined)[]): string {
  return [...parts, notice].filter(part => part !== undefined && part !== '').join(' ')
}
