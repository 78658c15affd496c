/**
 * The reasoner that asks a chat model, a stage at a time (the paper's is Qwen3-32B with chain of thought). It sees
 * text and returns JSON; what it returns is held to the story and to the list of diagnoses:
 *
 * - A finding whose words the story does not contain is left out. A presence that the story does not state of the
 *   patient with these words, and an absence that no word of denial backs, are taken for missing. All are named.
 * - Diseases are matched without regard to case and marks; an unknown one is left out, and a reply of nothing else
 *   is asked for again.
 * - A disease that a piece of knowledge both supports and rules out gets neither.
 */

import { diseaseFinder } from '../disease-finder.ts'
import type { KnowledgeNode, PatientNode } from '../nodes.ts'
import type { Reasoner } from '../reasoner.ts'
import { type Asking, askJson } from './ask-json.ts'
import {
  interventionPrompt,
  intuitionPrompt,
  judgePrompt,
  representationPrompt,
  rereadPrompt,
} from './prompts.ts'
import { isQuoted, sayings } from './quotes.ts'
import { interventionReply, intuitionReply, judgeReply, representationReply, rereadReply } from './replies.ts'

/** What the story must say for a finding to keep its status. */
const backing = { Present: 'present', Absent: 'absent' } as const

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
        const isBacked = status === 'Missing' || sayings(finding, words, story.text).includes(backing[status])
        if (!isBacked)
          notes.push(
            status === 'Absent'
              ? `no word of the story denies ${JSON.stringify(finding)}`
              : `the story does not state ${JSON.stringify(finding)} of the patient with ${JSON.stringify(words)}`,
          )
        const kept = isBacked ? status : 'Missing'
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
      const contents = new Map(expected.map(({ id, content }) => [id, content]))
      const said = reply.value.found.filter(
        ({ id, words }) =>
          isQuoted(words, story.text) &&
          sayings(contents.get(id) ?? '', words, story.text).includes('present'),
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
