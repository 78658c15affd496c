/** The second reading: does a clause hold the words of a finding, by how they begin? */
import { type Knowledge, readNarrative } from '../../../cases/index.ts'

/** Letters that must agree; a shorter word must agree whole. */
const beginning = 5

/** The sentences that the exact reading left over. */
export function sentencesIn(text: string, knowledge: Knowledge): string[] {
  return readNarrative(text, knowledge).unread
}

/** Whether every word of the finding's name, three letters or more, begins like a word of the clause. */
export function wordsBegin(name: string, clause: string): boolean {
  const said = new Set(beginningsOf(clause))
  const wanted = beginningsOf(name.replace(/\([^)]*\)/g, ''))
  return wanted.length > 0 && wanted.every(word => said.has(word))
}

const joining = new Set(['and', 'the', 'for', 'with', 'when', 'than', 'from'])

function beginningsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z]{3,}/g) ?? []
  return words.filter(word => !joining.has(word)).map(word => word.slice(0, beginning))
}
