/**
 * Which DDXPlus evidences a text states. Sentences of our own narratives are read exactly. In other
 * texts an evidence is recognised by its words: its short name, its statement, or one of the alternatives
 * that the statement lists. Of a phrase that has words of the short name one must be there, so that "last week" is no
 * cold. A phrase after a negation does not count. This is a keyword match, not understanding: it misses paraphrases.
 */
import { type Knowledge, type ReadFinding, readNarrative, type Sex } from '../../cases/index.ts'

export type Recognised = {
  age?: number
  sex?: Sex
  findings: Omit<ReadFinding, 'text'>[]
  /** True where findings came from keywords too. */
  loose: boolean
}

/** At least `least` of the stems must be there, and one of `key` where it holds any. */
type Phrase = { code: string; stems: string[]; least: number; key: string[] }

export function recogniser(knowledge: Knowledge): (text: string) => Recognised {
  const find = keywordFinder(knowledge)
  return text => {
    const { findings, unread } = readNarrative(text, knowledge)
    const exact = new Set(findings.map(({ code }) => code))
    const loose = new Set(unread.flatMap(affirmedParts).flatMap(find))
    const extra = [...loose].filter(code => !exact.has(code)).map(code => ({ code, values: [] }))
    return {
      ...personOf(text),
      findings: [...findings.map(({ code, values }) => ({ code, values })), ...extra],
      loose: extra.length > 0,
    }
  }
}

/** Codes of the evidences whose words a piece of text holds, said or denied alike. */
export function keywordFinder(knowledge: Knowledge): (text: string) => string[] {
  const phrases = [...knowledge.evidences.values()]
    .filter(({ kind, parent }) => kind === 'binary' && parent === undefined)
    .flatMap(({ code, label, statement }) => phrasesOf(code, label, statement))
  const byStem = Map.groupBy(phrases, phrase => phrase.stems[0] ?? '')
  return text => {
    const stems = new Set(stemsOf(text))
    return [...stems].flatMap(stem =>
      (byStem.get(stem) ?? [])
        .filter(({ key }) => key.length === 0 || key.some(one => stems.has(one)))
        .filter(({ stems: wanted, least }) => wanted.filter(one => stems.has(one)).length >= least)
        .map(({ code }) => code),
    )
  }
}

const stopWords = new Set(
  'i a an the of in on or and to my me have has had am is are was were be been do does did it its that this with from for at by any some as than more very may which when while who whom also can could would not no ever you your they their them there one both other often recently currently usual usually feel noticed having currently use used being'.split(
    ' ',
  ),
)

/** The words of a text that carry meaning, without their usual endings. */
export function stemsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return words.filter(word => word.length > 1 && !stopWords.has(word)).map(stem)
}

/** A crude stem: the word without its usual ending. */
function stem(word: string): string {
  return word.length <= 4 ? word : word.replace(/(ingly|edly|ness|ing|ies|ed|es|ly|s|y)$/, '')
}

const timeWords = new Set(
  stemsOf('last past time times per week weeks month months year years day days hours'),
)

/** Of an alternative without any word of the short name fewer say too little, as "a part of my body". */
const fewestOfAlternative = 3

function phrasesOf(code: string, label: string, statement: string): Phrase[] {
  const name = stemsOf(label)
  const phrase = (text: string, share: number, fewest: number, fewestApart = fewest): Phrase[] => {
    const stems = [...new Set(stemsOf(text))]
    const key = stems.filter(one => name.some(other => isRelated(one, other)))
    const telling = key.length > 0 ? stems : stems.filter(one => !timeWords.has(one))
    if (telling.length < (key.length > 0 ? fewest : fewestApart)) return []
    return [{ code, stems, least: Math.max(1, Math.ceil(stems.length * share)), key }]
  }
  const alternatives = statement.replace(/\([^)]*\)/g, '').split(/\s+or\s+|,/)
  return [
    ...phrase(label, 1, 1),
    ...phrase(statement, 0.6, 3),
    ...phrase(statement, 1, 1),
    ...(alternatives.length > 1 ? alternatives.flatMap(part => phrase(part, 1, 2, fewestOfAlternative)) : []),
  ].flatMap(made => rotations(made))
}

/** Whether two stems begin alike, as those of "nausea" and "nauseous". */
function isRelated(one: string, other: string): boolean {
  return one === other || (one.length >= 4 && other.length >= 4 && one.slice(0, 4) === other.slice(0, 4))
}

/** The same phrase under each stem that a match may begin with. */
function rotations(phrase: Phrase): Phrase[] {
  const starts = phrase.stems.length - phrase.least + 1
  return phrase.stems.slice(0, starts).map((first, i) => ({
    ...phrase,
    stems: [first, ...phrase.stems.slice(0, i), ...phrase.stems.slice(i + 1)],
  }))
}

const negation = /\b(no|not|denies|denied|denying|without|never|negative for|absence of|absent|free of)\b/i

/** The clauses of a sentence, each up to its first negation. */
function affirmedParts(sentence: string): string[] {
  return sentence.split(/;|\bbut\b|\bhowever\b|\bexcept\b/i).map(clause => {
    const at = clause.search(negation)
    return at === -1 ? clause : clause.slice(0, at)
  })
}

/** Age in years and sex, where the text tells them. */
export function personOf(text: string): { age?: number; sex?: Sex } {
  const years =
    /\b(\d{1,3})[- ]?(?:years?|yrs?|yo|y\/o)\b/i.exec(text) ?? /\bage[d:]?\s*:?\s*(\d{1,3})\b/i.exec(text)
  const infant = /\b(under 1 year|newborn|\d+[- ](?:months?|weeks?|days?)[- ]old)\b/i.test(text)
  const person = /\b(woman|female|girl|lady|man|male|boy|gentleman)\b/i.exec(text)?.[1]?.toLowerCase()
  const letter = /\bsex\s*:\s*([FM])\b/i.exec(text)?.[1]?.toUpperCase()
  const sex = person === undefined ? letter : ['woman', 'female', 'girl', 'lady'].includes(person) ? 'F' : 'M'
  return {
    ...(infant ? { age: 0 } : years?.[1] !== undefined && { age: Number(years[1]) }),
    ...((sex === 'F' || sex === 'M') && { sex }),
  }
}
