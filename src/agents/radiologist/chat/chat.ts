/**
 * The reasoner that asks a chat model. Its answer is held to its form, and its box to its probabilities, repaired once by
 * naming what is wrong, then given up; and it is held to the tools: a boxed label that they deny or that none of them
 * knows is told as a claim and never as a finding, and one that they find and the model leaves out stays, as uncertain.
 */
import { type FindingLabel, findingLabels, PraxisError } from '../../../cases/index.ts'
import type { ChatMessage, ChatModel, ChatReply, SamplingOptions } from '../../../models/index.ts'
import { type ReasonedLabels, readReasonedLabels } from '../../../verify/index.ts'
import { ratioAgainst } from '../findings.ts'
import {
  builtinReasoner,
  type Claim,
  type Evidence,
  type Judged,
  type Judgement,
  presentFrom,
  type Reasoner,
} from '../reasoner.ts'
import { chexpertNameOf } from './names.ts'
import { reasoningPrompt, repairPrompt } from './prompt.ts'

export type Asking = {
  model: ChatModel
  sampling?: SamplingOptions
  /** Told of everything that is said. */
  said?: (role: 'user' | 'assistant', text: string) => void
}

/** Judging throws `provider-malformed` where also the repaired answer cannot be used. */
export function chestChatReasoner({ model, sampling = {}, said = () => {} }: Asking): Reasoner {
  return {
    id: model.id,
    judge: async (evidence, signal) => {
      const messages: ChatMessage[] = []
      const ask = async (prompt: string) => {
        messages.push({ role: 'user', parts: [{ type: 'text', text: prompt }] })
        said('user', prompt)
        const text = wholeReply(await model.chat({ messages: [...messages], sampling }, signal))
        messages.push({ role: 'assistant', parts: [{ type: 'text', text }] })
        said('assistant', text)
        const read = readReasonedLabels(text)
        const fault = read.ok ? disagreement(read.value) : undefined
        return fault === undefined ? read : { ok: false as const, fault }
      }
      const first = await ask(reasoningPrompt(evidence))
      const read = first.ok ? first : await ask(repairPrompt(first.fault))
      if (!read.ok)
        throw new PraxisError(
          'provider-malformed',
          `its answer cannot be used, also after one repair (${read.fault})`,
          'use another model',
        )
      return held(read.value, evidence, await builtinReasoner.judge(evidence, signal), model.id)
    },
  }
}

/** With its thinking, which servers hand over apart, or whose opening mark their template wrote. */
function wholeReply({ text, reasoning }: ChatReply): string {
  if (text.includes('<think>')) return text
  if (text.includes('</think>')) return `<think>${text}`
  return reasoning === undefined ? text : `<think>${reasoning}</think>\n${text}`
}

/** That the box and the probabilities do not tell the same. */
function disagreement({ boxed, probabilities }: ReasonedLabels): string | undefined {
  for (const [name, probability] of probabilities) {
    const isBoxed = boxed.includes(name)
    if (isBoxed !== probability >= presentFrom)
      return `${name} is ${isBoxed ? '' : 'not '}in the box and has the probability ${probability}`
  }
  return undefined
}

/** What the model said, held to what the tools together say. */
export function held(
  { boxed, probabilities }: ReasonedLabels,
  { fused, measurements }: Pick<Evidence, 'fused' | 'measurements'>,
  tools: Judgement,
  model: string,
): Judgement {
  const findings = new Map<FindingLabel, Judged>()
  for (const [label, own] of tools.findings) {
    const name = chexpertNameOf(label)
    const probability = name === undefined ? undefined : probabilities.get(name)
    if (name === undefined || probability === undefined) findings.set(label, own)
    else findings.set(label, weighed(own, { isBoxed: boxed.includes(name), probability, model }))
  }
  const claims = boxed.flatMap((name): Claim[] => {
    if (name === 'No Finding') return []
    const label = findingLabels.find(one => chexpertNameOf(one) === name)
    const own = label === undefined ? undefined : tools.findings.get(label)
    const text = `${model}: the patient has ${name}.`
    const measured = label && ratioAgainst(label, 'present', measurements)
    if (own === undefined && measured !== undefined) return [{ text, support: 'contradicted', why: measured }]
    if (label === undefined || own === undefined)
      return [{ text, support: 'unsupported', why: `no tool looked for ${name}` }]
    const together = fused.get(label)?.probability ?? own.probability
    return own.state === 'absent'
      ? [{ text, label, support: 'contradicted', why: `the tools together give it ${together.toFixed(2)}` }]
      : []
  })
  return { findings, claims }
}

function weighed(
  own: Judged,
  { isBoxed, probability, model }: { isBoxed: boolean; probability: number; model: string },
): Judged {
  if (isBoxed) return own.state === 'absent' ? own : { probability, state: 'present' }
  if (own.state !== 'present') return own
  return {
    probability,
    state: 'uncertain',
    against: `${model} leaves out what the tools give ${own.probability.toFixed(2)}`,
  }
}
