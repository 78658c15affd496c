/** What a call of a tool came to: an answer with the tool behind it, or a failure that says why. */
import type { Client } from '@modelcontextprotocol/client'
import type { OutOfDistribution } from '../../models/index.ts'
import { type Called, isVisible } from '../call-tool.ts'

/** The tool behind an answer, as artifacts name it. */
export type Tool = { name: string; version: string }
export type Answered<T> = { agent: string; tool: Tool; answer: T }
export type Failure = { agent: string; reason: string }

/** `fault`: what is wrong with an answer that fits the schema. */
export function settled<T extends { model?: { name: string; version: string } | undefined }>(
  agent: string,
  client: Client,
  called: Called<T>,
  fault: (answer: T) => string | undefined = () => undefined,
): { answered?: Answered<T>; failure?: Failure } {
  if (!called.ok) return { failure: { agent, reason: called.reason } }
  const { model } = called.value
  const wrong = (model && unnamed([model.name, model.version])) ?? fault(called.value)
  if (wrong !== undefined) return { failure: { agent, reason: `its answer cannot be used (${wrong})` } }
  return { answered: { agent, tool: toolOf(client, model), answer: called.value } }
}

/** Artifacts carry names, and a name has something to see. */
export function unnamed(names: readonly string[]): string | undefined {
  return names.every(isVisible) ? undefined : 'a name in it is blank'
}

export function twice(names: readonly string[]): string | undefined {
  const again = names.find((name, i) => names.indexOf(name) < i)
  return again === undefined ? undefined : `it tells ${again} twice`
}

/** The server and the model behind it, with the version of the model. */
function toolOf(client: Client, model: { name: string; version: string } | undefined): Tool {
  const told = client.getServerVersion()
  const name = told !== undefined && isVisible(told.name) ? told.name : 'unnamed server'
  const version = told !== undefined && isVisible(told.version) ? told.version : '0'
  return model === undefined ? { name, version } : { name: `${name}/${model.name}`, version: model.version }
}

/** Whether whoever measured it is out of its depth. */
export function isBeyond(ood: OutOfDistribution | undefined): boolean {
  return ood !== undefined && ood.score > ood.threshold
}
