/**
 * Free-text retrieval over the conditions and evidences of DDXPlus: BM25+ with prefixes and small spelling slips
 * (`minisearch`). A name counts more than what only mentions a word.
 */
import MiniSearch from 'minisearch'
import type { Knowledge } from '../../cases/index.ts'
import { otherNames } from './lookup.ts'

/** `id` is a condition's name or an evidence's code. Scores order hits of one query and mean nothing else. */
export type Hit = { kind: 'condition' | 'finding'; id: string; label: string; score: number }

export type SearchIndex = (query: string, options: { limit: number; kind?: Hit['kind'] }) => Hit[]

type Entry = Omit<Hit, 'score'> & { key: string; names: string; text: string }

/** Indexes a knowledge base: some 270 short entries, a few milliseconds. */
export function searchIndex(knowledge: Knowledge): SearchIndex {
  const entries = [...conditionEntries(knowledge), ...findingEntries(knowledge)]
  const byKey = new Map(entries.map(entry => [entry.key, entry]))
  const index = new MiniSearch<Entry>({
    idField: 'key',
    fields: ['label', 'names', 'text'],
    processTerm: term => withoutAccents(term) || null,
    searchOptions: {
      boost: { label: 4, names: 3 },
      prefix: term => term.length >= 4,
      fuzzy: term => (term.length >= 5 ? 0.2 : false),
    },
  })
  index.addAll(entries)
  return (query, { limit, kind }) =>
    index
      .search(query)
      .flatMap(({ id, score }) => {
        const entry = byKey.get(String(id))
        if (entry === undefined || (kind !== undefined && entry.kind !== kind)) return []
        return [{ kind: entry.kind, id: entry.id, label: entry.label, score: Number(score.toFixed(3)) }]
      })
      .slice(0, limit)
}

function conditionEntries(knowledge: Knowledge): Entry[] {
  return [...knowledge.conditions.values()].map(condition => ({
    key: `condition ${condition.name}`,
    kind: 'condition',
    id: condition.name,
    label: condition.name,
    names: [...otherNames(condition, knowledge), condition.icd10].join(', '),
    text: [...condition.evidences].map(code => knowledge.evidences.get(code)?.label ?? '').join(', '),
  }))
}

function findingEntries({ evidences }: Knowledge): Entry[] {
  return [...evidences.values()].map(({ code, label, question, meanings, scale }) => ({
    key: `finding ${code}`,
    kind: 'finding',
    id: code,
    label,
    names: code,
    text: [question, ...(scale ? [] : meanings.values())].join(', '),
  }))
}

function withoutAccents(term: string): string {
  return term.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
