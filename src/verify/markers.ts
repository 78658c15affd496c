/**
 * Where a text says that its answer comes: "Final answer: …", "I choose …", \boxed{…}, <answer>…</answer> (GLM: <|begin_of_box|>),
 * "… is the correct option", in several wordings and a few languages. Only these places count as *stated*
 * answers. Every pattern is a fixed sequence with bounded gaps, so the search is linear in the text.
 */
import { isSpace, sentenceStart } from './passage.ts'

export type Marker = {
  kind: 'boxed' | 'tagged' | 'marked' | 'chosen' | 'declared'
  start: number
  /** The stated content is between `from` and `to`. */
  from: number
  to: number
}

const decoration = '[*_"\'`~\\s]{0,6}'
const fillers =
  '(?:\\s{1,2}(?:most likely|likely|probably|therefore|thus|clearly|definitely|indeed|simply|actually|then|now))?'
const linker = `(?:\\s{0,2}(?::|=|->|→)|\\s{1,2}-(?=\\s)|${decoration}\\s{1,2}(?:is|are|was|would be|should be|must be|will be|es|est|ist|è|é)(?![\\w'])${fillers}\\s{0,2}:?)`
const nounEnd =
  '(?:[ _](?:choice|option|letter|key|idx|index|number))?(?: (?:to (?:this|the|your) question|here))?(?:\\s{0,2}\\([^()\\n]{0,40}\\))?'

const noun = [
  '(?:\\bfinal |\\bcorrect |\\bbest |\\bright )?\\b(?:answers?|ans\\.?)(?![a-z])',
  '\\b(?:final|correct|best|right|my|most (?:appropriate|likely|suitable|accurate|probable))[ _](?:option|choice|response|selection|pick|letter|verdict|conclusion|decision)s?(?![a-z])',
  '(?<![A-Za-z])(?:respuesta(?: correcta)?|réponse|antwort|risposta|resposta|ответ|الإجابة)(?![a-z])',
  '"(?:choice|option|selected_option|selection|prediction)(?=")',
].join('|')

const diagnosisNoun =
  '(?:\\b(?:final|most likely|likely|probable|presumptive|primary|principal|working|leading|provisional)\\s{1,2})?\\b(?:diagnosis|dx|impression)(?![a-z])'

const marked = new RegExp(`(?:${noun})${nounEnd}${decoration}${linker}`, 'gi')
const markedDiagnosis = new RegExp(`(?:${noun}|${diagnosisNoun})${nounEnd}${decoration}${linker}`, 'gi')
const heading = /^[#*_ ]{0,8}(?:final answer|answer|final diagnosis|diagnosis)[*_: ]{0,6}\r?$/gim
const chinese = /(?:答案|答え|诊断|选择?)(?:是|为|は|應為|应为)?\s{0,2}:?/g
const chosen =
  /\bI(?:'d|'ll|'m going to| am going to)?(?: would| will)?(?: have to| must)? (?:choose|select|pick|go with|answer|opt for|say)(?![\w'])\s{0,2}:?/gi
/** "Hence B." and "the most appropriate action is B.", with nothing after the letter on its line. */
const concluded =
  /\b(?:(?:[Hh]ence|[Tt]hus|[Tt]herefore|[Ss]o)[,:]?|(?:most|best|correct)\b[^.!?\n]{0,60}?(?<!\b(?:type|group|grade|class|stage|category)\s)\bis:?)\s{1,2}(?=[("*]{0,3}[A-Z][)"*.]{0,4}[ \t]{0,4}(?:\r?\n|$))/g
const declared =
  /(?:[([*"']{0,4})(?<![A-Za-z0-9])([A-Z]|\d{1,2})[)\].*"':]{0,4}\s{1,2}(?:is|would be|must be|should be|seems)\s{1,2}(?:therefore |thus |clearly |most likely )?(?:the )?(?:most (?:likely|appropriate|accurate) |single best |best |right |only )?(?:correct|right|best|answer)(?![a-z])/g
const declaredAfter =
  /(?:^|[.!?:;,\n([*"'-]\s{0,3}|\b(?:option|choice|answer|letter|statement|that|so|thus|therefore|hence|and|think|believe)[\s(*"[]{1,4})$/i

const voided =
  /\b(?:incorrect|wrong|false|not the|no|example|whether|differential|alternative|secondary|other|excluded|rejected|unlikely|initial|prior|previous)\s{1,2}$/i
const hypothetical = /\b(?:if|unless|whether)\b(?! i (?:have|had|must|need|am)\b)/i
const spanReach = 400
const kept = 64
/** No wording with its answer is shorter: "答案：B". */
const shortest = 4

/** Stated answers in reading order, at most the last 64. `withDiagnosis` adds "Diagnosis: …". */
export function findMarkers(text: string, withDiagnosis: boolean): Marker[] {
  const markers: Marker[] = []
  if (text.length < shortest) return markers
  for (const match of lastOf(text, withDiagnosis ? markedDiagnosis : marked))
    if (!isVoid(text, match.index)) markers.push(lineAfter(text, 'marked', match))
  if (/answer|diagnosis/i.test(text))
    for (const match of lastOf(text, heading)) markers.push(lineAfter(text, 'marked', match))
  if (/[答诊选]/.test(text))
    for (const match of lastOf(text, chinese)) markers.push(lineAfter(text, 'marked', match))
  for (const match of lastOf(text, chosen))
    if (!isVoid(text, match.index)) markers.push(lineAfter(text, 'chosen', match))
  for (const match of lastOf(text, concluded)) {
    const marker = lineAfter(text, 'chosen', match)
    const known = markers.some(({ from }) => from === marker.from)
    if (!known && !isVoid(text, match.index)) markers.push(marker)
  }
  for (const match of lastOf(text, declared)) addDeclared(text, match, markers)
  if (text.includes('boxed')) addBoxed(text, markers)
  if (text.includes('<')) addTagged(text, markers)
  markers.sort((a, b) => a.start - b.start)
  return markers.length > kept ? markers.slice(-kept) : markers
}

/** The last matches only: of ten thousand markers the first ones decide nothing. */
function lastOf(text: string, pattern: RegExp): RegExpExecArray[] {
  // Most texts hold no match, and `matchAll` copies the pattern before it looks.
  if (text.search(pattern) === -1) return []
  return [...text.matchAll(pattern)].slice(-kept)
}

function isVoid(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 24), at)
  return voided.test(before) || hypothetical.test(text.slice(sentenceStart(text, at), at))
}

/** The rest of the line, or the next line that holds something. */
function lineAfter(text: string, kind: Marker['kind'], match: RegExpExecArray): Marker {
  let from = match.index + match[0].length
  while (from < text.length && (isSpace(text, from) || text[from] === '*' || text[from] === '_')) from++
  const ahead = text.slice(from, from + spanReach)
  const newline = ahead.indexOf('\n')
  return { kind, start: match.index, from, to: from + (newline === -1 ? ahead.length : newline) }
}

function addDeclared(text: string, match: RegExpExecArray, markers: Marker[]): void {
  const letter = match[1] as string
  const from = match.index + match[0].indexOf(letter)
  if (!declaredAfter.test(text.slice(Math.max(0, from - 14), from)) || isVoid(text, match.index)) return
  markers.push({ kind: 'declared', start: match.index, from, to: from + letter.length })
}

const wrapper = /^\s{0,2}\\(?:text|textbf|mathrm|mathbf|mathsf)\{/

/** Of the brace that closes what is open at `from`, -1 where none does within reach. */
function closingBrace(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < Math.min(text.length, from + spanReach); at++) {
    if (text[at] === '{') depth++
    if (text[at] === '}' && depth-- === 0) return at
  }
  return -1
}

function addBoxed(text: string, markers: Marker[]): void {
  for (const match of lastOf(text, /\\f?boxed\s?\{/g)) {
    const from = match.index + match[0].length
    const close = closingBrace(text, from)
    const inner = from + (wrapper.exec(text.slice(from, from + 12))?.[0].length ?? 0)
    const innerClose = closingBrace(text, inner)
    // A wrapper around all of it is no part of the answer; one that is never closed hides where the box ends.
    const isWrapped = inner > from && innerClose >= 0 && /^\s*$/.test(text.slice(innerClose + 1, close))
    if (isWrapped || (inner > from && close < 0 && innerClose >= 0))
      markers.push({ kind: 'boxed', start: match.index, from: inner, to: innerClose })
    else if (close >= 0) markers.push({ kind: 'boxed', start: match.index, from, to: close })
  }
}

function addTagged(text: string, markers: Marker[]): void {
  for (const match of lastOf(text, /<(?:final_)?answer>|<\|begin_of_box\|>/gi)) {
    const from = match.index + match[0].length
    const close = text.slice(from, from + spanReach).search(/<\/|<\|end/)
    const to = close >= 0 ? from + close : Math.min(text.length, from + spanReach)
    markers.push({ kind: 'tagged', start: match.index, from, to })
  }
}
