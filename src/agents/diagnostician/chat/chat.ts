/**
 * The reasoner that asks a chat model, a stage at a time (the paper's is Qwen3-32B with chain of thought). It sees
 * text and returns JSON; what it returns is held to the story and to the list of diagnoses:
 *
 * - A finding whose words the story does not contain is left out, and an absence that no word of denial backs is
 *   taken for missing. Both are named.
 * - Diseases are matched without regard to case and marks; an unknown one is left out, and a reply of nothing else
 *   is asked for again.
 * - A disease that a piece of knowledge both supports and rules out gets neither.
 */
import type { KnowledgeNode, PatientNode } from '../nodes.ts'
import type { Reasoner } from '../reasoner.ts'
import { type Asking, askJson } from './ask-json.ts'
import { diseaseFinder } from './disease-finder.ts'
import {
  interventionPrompt,
  intuitionPrompt,
  judgePrompt,
  representationPrompt,
  rereadPrompt,
} from './prompts.ts'
import { isQuoted, sayings } from './quotes.ts'
import { interventionReply, intuitionReply, judgeReply, representationReply, rereadReply } from './replies.ts'

export function chatReasoner(asking: Asking): Reasoner {
  return {
    id: asking.model.id,
    intuit: async (story, most) => {
      const find = diseaseFinder(story.diseases)
      const reply = await askJson(asking, intuitionPrompt(story, most), intuitionReply, ({ candidates }) =>
        candidates.some(({ disease }) => find(disease) !== undefined)
          ? undefined
          : 'no disease of the list is named',
      )
      if (!reply.ok) return reply
      const found = new Map(
        reply.value.candidates.flatMap(({ disease, why }) => {
          const known = find(disease)
          return known === undefined ? [] : [[known, { disease: known, ...(why && { why }) }] as const]
        }),
      )
      const unknown = reply.value.candidates.filter(({ disease }) => find(disease) === undefined)
      return {
        ok: true,
        value: [...found.values()].slice(0, most),
        notes: unknown.map(({ disease }) => `${JSON.stringify(disease)} is not on the list`),
      }
    },
    represent: async story => {
      const reply = await askJson(asking, representationPrompt(story), representationReply)
      if (!reply.ok) return reply
      const notes: string[] = []
      const nodes = reply.value.findings.flatMap(({ finding, words, status }, i): PatientNode[] => {
        if (!isQuoted(words, story.text)) {
          notes.push(
            `the story does not say ${JSON.stringify(words)}, so ${JSON.stringify(finding)} is left out`,
          )
          return []
        }
        const denied = status !== 'Absent' || sayings(words, story.text).includes('absent')
        if (!denied) notes.push(`no word of the story denies ${JSON.stringify(finding)}`)
        const kept = denied ? status : 'Missing'
        return [{ id: `p${i + 1}`, content: finding, originalText: words, status: kept }]
      })
      return { ok: true, value: { summary: reply.value.summary, nodes }, notes }
    },
    intervene: async (_, representation, candidates, facts) => {
      const prompt = interventionPrompt(representation, candidates, facts)
      const reply = await askJson(asking, prompt, interventionReply)
      if (!reply.ok) return reply
      const find = diseaseFinder(candidates.map(({ disease }) => disease))
      const known = (names: readonly string[]) => [...new Set(names.flatMap(name => find(name) ?? []))]
      const ids = new Set(representation.nodes.map(({ id }) => id))
      const value = reply.value.knowledge.flatMap((piece, i): KnowledgeNode[] => {
        const [supports, rulesOut] = [known(piece.supports), known(piece.rules_out)]
        const essentialTo = known(piece.essential_to)
        const expectedOf = [...new Set([...known(piece.expected_of), ...essentialTo])]
        const for_ = [...new Set([...supports, ...expectedOf])].filter(disease => !rulesOut.includes(disease))
        const against = rulesOut.filter(
          disease => !supports.includes(disease) && !expectedOf.includes(disease),
        )
        if (for_.length + against.length === 0) return []
        return [
          {
            id: `k${i + 1}`,
            content: piece.content,
            supports: for_,
            rulesOut: against,
            expectedOf: expectedOf.filter(disease => for_.includes(disease)),
            essentialTo: essentialTo.filter(disease => for_.includes(disease)),
            about: piece.findings.filter(id => ids.has(id)),
            source: 'knowledge',
          },
        ]
      })
      return { ok: true, value }
    },
    reread: async (story, expected) => {
      const reply = await askJson(asking, rereadPrompt(story, expected), rereadReply)
      if (!reply.ok) return reply
      const said = reply.value.found.filter(
        ({ words }) => isQuoted(words, story.text) && sayings(words, story.text).includes('present'),
      )
      const notes = reply.value.found
        .filter(one => !said.includes(one))
        .map(({ words }) => `the story does not say ${JSON.stringify(words)}`)
      return { ok: true, value: new Map(said.map(({ id, words }) => [id, words])), notes }
    },
    judge: async evidence => {
      const find = diseaseFinder(evidence.candidates.map(({ disease }) => disease))
      const reply = await askJson(asking, judgePrompt(evidence), judgeReply, ({ disease }) =>
        find(disease) === undefined ? `${JSON.stringify(disease)} is no candidate` : undefined,
      )
      if (!reply.ok) return reply
      const { disease, why } = reply.value
      return { ok: true, value: { disease: find(disease) ?? disease, why: why.replace(/\.$/, '') } }
    },
  }
}
