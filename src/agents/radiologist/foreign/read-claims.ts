/**
 * What a sentence of a report claims that tools could have found: labels with side and structure, measured values, other
 * numbers; and the words that are none of these. Reading is by a small vocabulary: what it does not know is not
 * understood by anybody, and is told as such instead of being passed over.
 */
import { type FindingLabel, type Structure, sideOfStructure, splitSentences } from '../../../cases/index.ts'
import { clausesOf } from '../../clauses.ts'
import { type MeasureClaim, measuresOf, type Stated, statedOf } from './read-measures.ts'
import { linking, type Meaning, phrases, plainWords, type Side } from './report-words.ts'

export type Mention = {
  label: FindingLabel
  says: 'present' | 'absent' | 'open'
  side?: Side
  structure?: Structure
}

export type Claims = { mentions: Mention[]; measures: MeasureClaim[]; numbers: Stated[]; unread: string[] }

export function claimsOf(sentence: string): Claims {
  const { measures, rest } = measuresOf(sentence)
  const claims: Claims = { mentions: [], measures, numbers: [], unread: [] }
  for (const { text, says } of splitSentences(rest).flatMap(clausesOf)) {
    const items = itemsOf(text)
    if ((says === 'absent' && isMixed(text)) || isOfNothing(items)) {
      claims.unread.push(text)
      continue
    }
    claims.mentions.push(...mentionsIn(items, says))
    for (const item of items) {
      if (item.kind === 'number') claims.numbers.push(item.stated)
      if (item.kind === 'unread') claims.unread.push(item.word)
    }
  }
  return claims
}

const affirming =
  /\b(?:is|are|was|were)\s+(?:also\s+|now\s+)?(?:present|seen|found|noted|visible|identified|detected|demonstrated)\b/i
const denying = /\b(?:no|not|without|absent|denied|excluded|negative|ruled out)\b/i

/**
 * Whether a part of a denied clause affirms ("no pneumothorax and edema is present"), or the denial at its end may be of
 * a part only ("mass with edema absent"). Nobody can say what that denies.
 */
function isMixed(text: string): boolean {
  const parts = text.split(/,|\band\b/i)
  const affirms = parts.some(
    part => affirming.test(part) && !denying.test(part) && !/^\s*(?:or|nor)\b/i.test(part),
  )
  return (parts.length > 1 && affirms) || /\bwith\b.*\b(?:absent|denied|negative)\W*$/i.test(text)
}

/** A side or a structure, of which the clause says nothing: "not on the right". */
function isOfNothing(items: readonly Item[]): boolean {
  const has = (...kinds: Item['kind'][]) => items.some(({ kind }) => kinds.includes(kind))
  return has('side', 'structure') && !has('label')
}

type Item =
  | { kind: 'label'; label: FindingLabel; says?: 'absent' }
  | { kind: 'structure'; structure: Structure; isBehind: boolean }
  | { kind: 'side'; side: Side; isBehind: boolean }
  | { kind: 'number'; stated: Stated }
  | { kind: 'unread'; word: string }

/** A clause from left to right, the longest known phrase first. Words without meaning here are left out. */
function itemsOf(clause: string): Item[] {
  const words = clause.toLowerCase().match(/\d+(?:\.\d+)?(?:\s*%)?|\p{L}+/gu) ?? []
  const items: Item[] = []
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? ''
    const phrase = phrases.find(({ words: known }) => known.every((one, i) => words[at + i] === one))
    const isBehind = linking.has(words[at - 1] ?? '')
    if (phrase !== undefined) items.push(itemOf(phrase.means, isBehind))
    else if (/^\d/.test(word)) items.push({ kind: 'number', stated: statedOf(word) })
    else if (!plainWords.has(word)) items.push({ kind: 'unread', word })
    at += phrase?.words.length ?? 1
  }
  return items
}

function itemOf(means: Meaning, isBehind: boolean): Item {
  if ('label' in means) return { kind: 'label', ...means }
  if ('structure' in means) return { kind: 'structure', ...means, isBehind }
  return { kind: 'side', ...means, isBehind }
}

/**
 * Sides and structures go to the next label ("left effusion"), or to the one before where a preposition links them to it
 * ("effusion on the left") or no other follows.
 */
function mentionsIn(items: readonly Item[], says: Mention['says']): Mention[] {
  const mentions: Mention[] = []
  const positions = items.flatMap((item, i) => (item.kind === 'label' ? [i] : []))
  for (const item of items)
    if (item.kind === 'label') mentions.push({ label: item.label, says: spoken(item.says, says) })
  items.forEach((item, i) => {
    if (item.kind !== 'side' && item.kind !== 'structure') return
    const next = positions.findIndex(position => position > i)
    const before = (next < 0 ? positions.length : next) - 1
    const mention = mentions[next < 0 || (item.isBehind && before >= 0) ? before : next]
    if (mention === undefined) return
    if (item.kind === 'structure') mention.structure = item.structure
    const side = item.kind === 'side' ? item.side : sideOfStructure(item.structure)
    if (side !== undefined) mention.side = mention.side === undefined || mention.side === side ? side : 'both'
  })
  return mentions
}

/** A phrase that denies by itself ("heart size is normal") turns round what the clause says. */
function spoken(own: 'absent' | undefined, says: Mention['says']): Mention['says'] {
  if (own === undefined || says === 'open') return says
  return says === 'present' ? 'absent' : 'present'
}
