/**
 * How sure an answer says it is. Read where a number is named as the confidence: "Confidence: 80 %",
 * "confidence = 0.8", "I am 80 % sure". Asking for it in words is Lin et al. 2022 (arXiv 2205.14334) and
 * Tian et al. 2023 (arXiv 2305.14975); how well it is kept is for `report` to say.
 *
 * Nothing is guessed. Words ("fairly sure"), ranges, bounds and a bare number from 1 to 10, which may be
 * of a scale of ten, are not read. A bare number below 1 is a share, one above 10 is in percent. Of
 * several statements the last counts, as with answers.
 */
import type { Trace } from './trace.ts'
import type { Verdict, Verifier } from './verdict.ts'
import { visibleText } from './visible.ts'

/** The words that ask for it. A model that reads prose answers them, and so do the built-in ones. */
export const confidenceRequest = `Below your answer, add a last line of exactly this form:
Confidence: N %
where N, from 0 to 100, is the probability that your answer is right. If the question cannot be decided, you may give "I cannot tell" as your answer.`

export type StatedConfidence = {
  /** 0..1 */
  value: number
  /** Of the whole statement: [start, end) in UTF-16 units of the text. */
  span: [number, number]
}

const numeral = String.raw`(\d{1,3}(?:[.,]\d{1,6})?)`
const scale = String.raw`(?:\s{0,2}(%|percent\b|per cent\b)|\s?(?:/|out of)\s?(10|100)(?![\d.]))?`
const noun =
  '(?:confidence|certainty)(?: (?:level|score|rating|estimate))?(?: (?:in|of|for) (?:my|the|this) (?:final )?(?:answer|diagnosis|choice|response))?|probability (?:of being (?:right|correct)|that (?:my|the|this) answer is (?:right|correct))'
const aside = String.raw`(?:\s?\([^()\n]{0,40}\))?`
const about = String.raw`(?:(?:about|approximately|around|roughly) |[~≈]\s?)?`
/** Marks around a statement go with it, so that nothing is left of its line. */
const opening = '["*_]{0,3}'
const closed = String.raw`["*_]{0,3}(?:[.;](?=\s|$))?`
const named = new RegExp(
  String.raw`${opening}(?:\bmy |\bthe |\boverall |\bfinal )?(?<![\p{L}\d])(?:${noun})${aside}["*_\s]{0,4}(?::|=|->|\bis\b)["*_\s]{0,4}${about}${numeral}${scale}${closed}`,
  'giu',
)
const sure = new RegExp(
  String.raw`(?:\bI(?:'m| am) )?${about}(?<![\w.,-])${numeral}\s{0,2}(%|percent\b|per cent\b)()[ -](?:confident|sure|certain)\b(?: (?:in|of) (?:my|the|this) (?:final )?(?:answer|diagnosis|choice))?`,
  'giu',
)
/** A range, an interval of statistics, or a number that goes on. */
const unfit =
  /^(?:[ \t]{0,2}(?:-|to\b|±|\+)[ \t]{0,2}\d|[\d%]|[.,/]\d|\s?(?:confidence )?(?:CI|interval|limits?)\b)/i
const bounded =
  /(?:\b(?:not|never|than|least|most|over|under|above|below|if|to|n't)|[<>≤≥]|\d\s{0,2}%?\s{0,2}-)\s{0,2}(?:\bI(?:'m| am) )?$/i
const spoken = /confiden|certain|\bsure\b|probability/i

/** The confidence that a text states last; undefined where it states none that can be read. */
export function readConfidence(text: string): StatedConfidence | undefined {
  return statements(visibleText(text)).at(-1)
}

/**
 * The text with its statements of confidence turned into spaces, so that 80 in "Confidence: 80 %" is not
 * taken for an answer. The length stays, so places in it are places in the text. `visible` is the text as
 * `visibleText` gives it, where that is at hand.
 */
export function withoutConfidence(text: string, visible = visibleText(text)): string {
  let result = text
  for (const { span } of statements(visible))
    result = result.slice(0, span[0]) + ' '.repeat(span[1] - span[0]) + result.slice(span[1])
  return result
}

const closing = /\n[ \t]*[*_]{0,2}Confidence:[*_]{0,2} {0,2}[\d.]{1,5} ?%[*_]{0,2}\s*$/i

/** The text without the closing line that `confidenceRequest` asks for, for arithmetic that knows no such line. */
export function withoutClosingConfidence(text: string): string {
  return text.replace(closing, '')
}

/** The verifier with `terms.confidence`, 0..1, in each verdict on an answer that states one. */
export function withConfidence({ id, verify }: Verifier): Verifier {
  return {
    id,
    verify: (case_, trace) => {
      const verdict = verify(case_, trace)
      return verdict instanceof Promise ? verdict.then(own => add(own, trace)) : add(verdict, trace)
    },
  }
}

function add(verdict: Verdict, { answer }: Trace): Verdict {
  const stated = answer === null ? undefined : readConfidence(answer)
  return stated === undefined
    ? verdict
    : { ...verdict, terms: { ...verdict.terms, confidence: stated.value } }
}

/** In reading order, not overlapping. */
function statements(visible: string): StatedConfidence[] {
  if (!spoken.test(visible)) return []
  return [named, sure]
    .flatMap(pattern => [...visible.matchAll(pattern)])
    .flatMap(match => {
      const [whole, digits = '', percent, outOf] = match
      const end = match.index + whole.length
      const value = shareOf(digits, percent !== undefined, outOf)
      const fits =
        !unfit.test(visible.slice(end, end + 24)) &&
        !bounded.test(visible.slice(Math.max(0, match.index - 12), match.index))
      return value === undefined || !fits ? [] : [{ value, span: [match.index, end] as [number, number] }]
    })
    .toSorted((a, b) => a.span[0] - b.span[0])
}

function shareOf(digits: string, isPercent: boolean, outOf: string | undefined): number | undefined {
  const number = Number(digits.replace(',', '.'))
  const top = isPercent ? 100 : outOf === undefined ? undefined : Number(outOf)
  if (top !== undefined) return number <= top ? number / top : undefined
  if (number < 1 || /^1[.,]0/.test(digits)) return number
  return number > 10 && number <= 100 ? number / 100 : undefined
}
