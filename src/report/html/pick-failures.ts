/**
 * Which failures to show. Traps that worked come first, then other wrong answers, then answers nobody could
 * read, then those never judged or given. Within a kind the order follows a hash of the case id: a fixed,
 * unbiased sample instead of whatever the file began with. No cluster is shown twice within a kind, so one
 * odd image does not fill the page. Memory holds a few records, however many pass by.
 *
 * Masks are seldom right or wrong, so of a segmentation the worst are shown, by value.
 */
import { hashBytes } from '../../cases/index.ts'
import type { RunRecord } from '../../runs/index.ts'

export type FailureKind = 'lured' | 'incorrect' | 'mask' | 'unextracted' | 'unanswered'

export type Failure = {
  kind: FailureKind
  record: RunRecord
  /** The near-twin of a trap: the other case of its pair. */
  twin?: RunRecord
}

const kinds: FailureKind[] = ['lured', 'incorrect', 'mask', 'unextracted', 'unanswered']

/** Places that wrong answers leave to the other kinds, where these have any. */
const reserved: Partial<Record<FailureKind, number>> = { unextracted: 4, unanswered: 2 }

export type FailurePicker = { see: (record: RunRecord) => void; pick: () => Failure[] }

export function failurePicker(limit: number): FailurePicker {
  const shelves = new Map(kinds.map(kind => [kind, shelf(limit)]))
  return {
    see: record => {
      const kind = kindOf(record)
      if (kind !== undefined) shelves.get(kind)?.offer(record)
    },
    pick: () => {
      const found = kinds.map(kind => ({ kind, records: shelves.get(kind)?.records() ?? [] }))
      return allot(found, limit).flatMap(({ kind, records }) => records.map(record => ({ kind, record })))
    },
  }
}

export function kindOf({ case: { question }, verdict }: RunRecord): FailureKind | undefined {
  const { outcome, terms, value } = verdict
  if (question.format === 'mask' && value !== null) return 'mask'
  switch (outcome) {
    case 'incorrect':
    case 'partial':
      return terms.lured === 1 ? 'lured' : 'incorrect'
    case 'unextracted':
      return 'unextracted'
    case 'judge-failed':
    case 'provider-error':
    case 'refused':
      return 'unanswered'
    case 'correct':
    case 'abstained':
    case 'not-asked':
      return undefined
  }
}

type Found = { kind: FailureKind; records: RunRecord[] }

/** First the reserved places, then the rest in order of kind. */
function allot(found: Found[], limit: number): Found[] {
  const share = new Map(
    found.map(({ kind, records }) => [kind, Math.min(records.length, reserved[kind] ?? 0)]),
  )
  let free = limit - [...share.values()].reduce((sum, count) => sum + count, 0)
  for (const { kind, records } of found) {
    const held = share.get(kind) ?? 0
    const extra = Math.min(free, records.length - held)
    share.set(kind, held + extra)
    free -= extra
  }
  return found.map(({ kind, records }) => ({ kind, records: records.slice(0, share.get(kind)) }))
}

/** Sorts masks by value, 0..1, and everything else, and equal masks, by a hash. */
function keyOf({ case: { id, question }, verdict }: RunRecord): string {
  const hash = hashBytes(id)
  return question.format === 'mask' ? `${(verdict.value ?? 0).toFixed(9)} ${hash}` : hash
}

type Entry = { key: string; record: RunRecord }

/** The `limit` records with the smallest keys, one per cluster. */
function shelf(limit: number): { offer: (record: RunRecord) => void; records: () => RunRecord[] } {
  const entries: Entry[] = []
  return {
    offer: record => {
      const key = keyOf(record)
      const last = entries.at(-1)
      if (entries.length === limit && last !== undefined && key > last.key) return
      const same = entries.findIndex(entry => entry.record.case.cluster === record.case.cluster)
      if (same >= 0) {
        if ((entries[same]?.key ?? '') <= key) return
        entries.splice(same, 1)
      }
      const at = entries.findIndex(entry => entry.key > key)
      entries.splice(at < 0 ? entries.length : at, 0, { key, record })
      if (entries.length > limit) entries.pop()
    },
    records: () => entries.map(({ record }) => record),
  }
}
