/** The built-in knowledge base, opened once: DDXPlus, its index, and where it comes from. */
import { readFile } from 'node:fs/promises'
import { hashBytes, type Knowledge, readCard, shippedKnowledge, shippedPath } from '../../cases/index.ts'
import type { Provenance } from './schemas.ts'
import { type SearchIndex, searchIndex } from './search-index.ts'

export type KnowledgeBase = { knowledge: Knowledge; search: SearchIndex; provenance: Provenance }

const files = ['release_conditions.json', 'release_evidences.json', 'wording.json', 'synonyms.json']

/** Throws `data-missing` or `data-malformed` where the package's own data is damaged. */
export async function openKnowledgeBase(): Promise<KnowledgeBase> {
  const knowledge = await shippedKnowledge()
  const contents = await Promise.all(files.map(file => readFile(shippedPath(`ddxplus/${file}`), 'utf8')))
  const { licence, citation } = await readCard(shippedPath('ddxplus'))
  return {
    knowledge,
    search: searchIndex(knowledge),
    provenance: {
      source: `DDXPlus knowledge base: ${knowledge.conditions.size} conditions, ${knowledge.evidences.size} evidences`,
      licence,
      release: `as shipped with Praxis, sha256 ${hashBytes(contents.join('\n')).slice(0, 16)}`,
      citation,
    },
  }
}
