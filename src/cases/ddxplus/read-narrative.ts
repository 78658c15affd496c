/**
 * The inverse of `narrate`: which findings a text states, by the exact sentences of the wording. What
 * it cannot read it returns, so that a caller knows how much of a text was understood.
 */
import type { Evidence, Knowledge } from './schema.ts'
import { unbrokenLines } from './unbroken-lines.ts'

export type ReadFinding = { code: string; values: string[]; text: string }
export type ReadNarrative = { findings: ReadFinding[]; unread: string[] }

type Reader = (sentence: string) => ReadFinding | undefined

const readers = new WeakMap<ReadonlyMap<string, Evidence>, Reader>()

/** Findings in the order of the text; one that is said twice appears twice. */
export function readNarrative(text: string, { evidences }: Pick<Knowledge, 'evidences'>): ReadNarrative {
  const read = readers.get(evidences) ?? sentenceReader([...evidences.values()])
  readers.set(evidences, read)
  const result: ReadNarrative = { findings: [], unread: [] }
  for (const sentence of splitSentences(text)) {
    const finding = read(sentence)
    if (finding === undefined) result.unread.push(sentence)
    else result.findings.push(finding)
  }
  return result
}

/** Sentences of a text, without the paragraph labels that `narrate` writes; a line that was only broken goes on. */
export function splitSentences(text: string): string[] {
  return unbrokenLines(text)
    .map(line => line.replace(/^(Reason for the visit|Other findings|Background): /, ''))
    .flatMap(line => line.split(/(?<=[.!?])\s+/))
    .map(sentence => sentence.trim())
    .filter(sentence => sentence !== '')
}

function sentenceReader(evidences: Evidence[]): Reader {
  const fixed = new Map<string, { code: string; values: string[] }>()
  const open: { evidence: Evidence; before: string; after: string; values: Map<string, string> }[] = []
  for (const evidence of evidences) {
    if (evidence.kind === 'binary') fixed.set(evidence.statement, { code: evidence.code, values: [] })
    else {
      const [before = '', after = ''] = evidence.statement.split('[choice]')
      if (!evidence.statement.includes('[choice]')) {
        const values = evidence.values.filter(value => value !== evidence.defaultValue)
        fixed.set(evidence.statement, { code: evidence.code, values })
      } else
        open.push({
          evidence,
          before,
          after,
          values: new Map([...evidence.meanings].map(([v, words]) => [words, v])),
        })
      if (evidence.negativeStatement !== undefined)
        fixed.set(evidence.negativeStatement, { code: evidence.code, values: [evidence.defaultValue ?? ''] })
    }
  }
  return sentence => {
    const known = fixed.get(sentence)
    if (known !== undefined) return { ...known, text: sentence }
    for (const { evidence, before, after, values } of open) {
      if (!sentence.startsWith(before) || !sentence.endsWith(after)) continue
      const words = sentence.slice(before.length, sentence.length - after.length).split(', ')
      const codes = words.map(word => values.get(word))
      if (codes.every(code => code !== undefined))
        return { code: evidence.code, values: codes, text: sentence }
    }
    return undefined
  }
}
