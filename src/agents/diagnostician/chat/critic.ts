/**
 * The critic that asks a chat model (the paper's is GPT-5; its feedback format is not published). It knows the label
 * and says which of the patient's present findings decide for it, by their ids, so that it can name none that the
 * story does not state.
 */
import type { Critic } from '../memory/grow.ts'
import { type Asking, askJson } from './ask-json.ts'
import { criticPrompt } from './prompts.ts'
import { criticReply } from './replies.ts'

export function chatCritic(asking: Asking): Critic {
  return async (label, diagnosis, story) => {
    const { decision, audits, candidates, patient } = diagnosis
    const over =
      decision.disease ?? [...audits, ...candidates].map(one => one.disease).find(one => one !== label)
    if (over === undefined) return { ok: false, reason: `there is no candidate to tell ${label} from` }
    const present = new Map(
      patient.flatMap(node => (node.status === 'Present' && !node.detail ? [[node.id, node] as const] : [])),
    )
    if (present.size === 0) return { ok: false, reason: 'no finding was understood' }
    const weighed = new Set(
      diagnosis.knowledge
        .filter(({ supports, rulesOut }) => supports.includes(label) && rulesOut.includes(over))
        .flatMap(({ about }) => about),
    )
    const prompt = criticPrompt(story, { label, over, diagnosis, weighed })
    const reply = await askJson(asking, prompt, criticReply, ({ findings }) => {
      const wrong = findings.find(({ id }) => !present.has(id))
      return wrong && `${JSON.stringify(wrong.id)} is no finding that is Present`
    })
    if (!reply.ok) return { ok: false, reason: `the critic's reply cannot be used: ${reply.reason}` }
    const decisive = new Set(reply.value.findings.map(({ id }) => id)).difference(weighed)
    if (decisive.size === 0)
      return { ok: false, reason: `the critic finds nothing more that speaks for ${label} over ${over}` }
    const pivots = [...decisive].flatMap(id => {
      const node = present.get(id)
      return node === undefined
        ? []
        : [{ content: node.content, ...(node.code && { code: node.code }), supports: label, rulesOut: over }]
    })
    return { ok: true, value: pivots }
  }
}
