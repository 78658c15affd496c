/** Several options at once: a list of keys, or of option texts. "A or C" is no set, so it is a conflict. */
import { readLetters } from './letters.ts'
import { namesOf } from './names.ts'
import { tokenise } from './normalise.ts'
import { edgeLines, type Found, type Passage, type Rule } from './passage.ts'
import { statedRule } from './stated.ts'

const longList = 200

const stated = statedRule((passage, { kind, from, to }) =>
  kind === 'declared'
    ? undefined
    : (readItems(passage, from, to) ?? readList(passage, from, to) ?? readTexts(passage, from, to)),
)

/** The whole answer, or its first or last line, is a list of keys. */
const lineList: Rule = {
  name: 'line-letters',
  read: passage => {
    const found = edgeLines(passage.text)
      .filter(([start, end]) => end - start <= longList)
      .map(([start, end]) => readList(passage, start, end, true))
      .filter(list => list !== undefined)
    const values = new Set(found.map(list => ('value' in list ? list.value : undefined)))
    return values.size > 1 ? { conflict: 'the first and last line give different sets' } : found[0]
  },
}

/** Each line is one option: its key with its own text, or its text. */
const listedOptions: Rule = {
  name: 'listed-options',
  read: passage => {
    const [first, last] = edgeLines(passage.text)
    if (first === undefined) return undefined
    const end = (last ?? first)[1]
    if (end - first[0] > 4000) return undefined
    const keys: string[] = []
    for (const line of passage.text.slice(first[0], end).split('\n')) {
      const tokens = tokenise(line)
      if (tokens.length === 0) continue
      const key = optionOfLine(passage, tokens)
      if (key === undefined) return undefined
      keys.push(key)
    }
    if (new Set(keys).size === passage.options.keys.length)
      return { conflict: 'every option is listed, which may be a repetition of the question' }
    return setOf(passage, keys, first[0], end)
  },
}

export const choicesStated: readonly Rule[] = [stated, lineList]
export const choicesMentioned: readonly Rule[] = [listedOptions, { name: 'exact-texts', read: wholeTexts }]

/** Entries such as "A. Edema", one after another in a line or on lines of their own; there also "- C". */
const item = /^[\s*_(-]{0,6}[A-Z](?:[).:*]|[ \t]*(?:[\r\n]|$))/
const nextItem =
  /(?:[;,]|\band\b)(?=[\s*_(-]{0,6}[A-Z][).:*])|\n(?=[\s*_(-]{0,6}[A-Z](?:[).:*]|[ \t]*(?:[\r\n]|$)))/

/** Two or more keys, each with its own text or alone, on the line of a marker or on the lines from it on. */
function readItems(passage: Passage, from: number, lineEnd: number): Found | undefined {
  const keyOf = (entry: string): string | undefined => {
    const tokens = tokenise(entry)
    const [only, more] = tokens
    return only !== undefined && more === undefined
      ? passage.options.keyOf(only.word)
      : optionOfLine(passage, tokens)
  }
  let to = lineEnd
  for (const line of passage.text
    .slice(lineEnd, lineEnd + 4000)
    .split('\n')
    .slice(1)) {
    if (line.trim() !== '' && (!item.test(line) || keyOf(line) === undefined)) break
    to += line.length + 1
  }
  const items = passage.text.slice(from, to).split(nextItem)
  if (items.length < 2 || !item.test(items[0] ?? '')) return undefined
  const keys = items.map(keyOf)
  const known = keys.filter(key => key !== undefined)
  return known.length === keys.length
    ? setOf(passage, known, from, to)
    : { conflict: 'a letter in the list does not go with its text' }
}

function readList(passage: Passage, from: number, to: number, whole = false): Found | undefined {
  const compact = readCompact(passage, from, to)
  if (compact !== undefined) return compact
  const read = readLetters(passage, from, to)
  if (read === undefined || 'conflict' in read) return read
  if (read.or)
    return { conflict: `options joined by "or": ${read.letters.map(letter => letter.key).join(', ')}` }
  const [first] = read.letters
  const last = read.letters.at(-1)
  if (first === undefined || last === undefined) return undefined
  if (whole && /[A-Za-z0-9]/.test(passage.text.slice(last.end, to).replace(/are (?:all )?correct/i, '')))
    return undefined
  return setOf(
    passage,
    read.letters.map(letter => letter.key),
    first.start,
    last.end,
  )
}

/** "ACD": capital letters in a row, each an option, none twice. */
function readCompact({ text, options }: Passage, from: number, to: number): Found | undefined {
  const found = /^[\s*_"'`([{$]{0,6}([A-Z]{2,10})[\s*_"'`)\]}$.]{0,6}$/.exec(
    text.slice(from, Math.min(to, from + 40)),
  )
  const run = found?.[1]
  if (run === undefined) return undefined
  const keys = [...run]
  if (new Set(keys).size < keys.length || !keys.every(key => options.byKey.has(key))) return undefined
  const start = from + (found?.[0].indexOf(run) ?? 0)
  return {
    rule: 'letters',
    value: options.keys.filter(key => keys.includes(key)).join(','),
    start,
    end: start + run.length,
  }
}

function wholeTexts(passage: Passage): Found | undefined {
  const [first, last] = edgeLines(passage.text)
  return first && readTexts(passage, first[0], (last ?? first)[1])
}

/** Option texts separated by semicolons, commas or line ends, each exactly one option's. */
function readTexts(passage: Passage, from: number, to: number): Found | undefined {
  if (to - from > 4000) return undefined
  for (const separator of [/[;\n]/, /[;,\n]|\band\b/]) {
    const parts = passage.text
      .slice(from, to)
      .split(separator)
      .map(part => tokenise(part.replace(/\\(?:text|textbf|mathrm|mathbf|mathsf)\b/g, ' ')))
      .filter(part => part.length > 0)
    const names = parts.map(part => namesOf(part, passage.options.index))
    if (names.length === 0 || !names.every(one => one.length === 1)) continue
    return setOf(passage, names.flat(), from, to, 'texts')
  }
  return undefined
}

function optionOfLine({ options }: Passage, tokens: ReturnType<typeof tokenise>): string | undefined {
  const [exact, ...more] = namesOf(tokens, options.index)
  if (exact !== undefined) return more.length === 0 ? exact : undefined
  const key = options.keyOf(tokens[0]?.word ?? '')
  return key !== undefined && namesOf(tokens.slice(1), options.index).includes(key) ? key : undefined
}

function setOf({ options }: Passage, keys: string[], start: number, end: number, rule = 'letters'): Found {
  return { rule, value: options.keys.filter(key => keys.includes(key)).join(','), start, end }
}
