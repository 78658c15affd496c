/**
 * The lines of a text as its writer meant them. A denial reaches as far as its sentence, so a sentence that was wrapped,
 * or that a list continues, must not end where the line does:
 *
 * - A line goes on in the next where it ends within a phrase (at a comma, or at a word such as "any"), or where it is long,
 *   has no full stop, and the next begins in lower case. Short lines without one are a list of their own.
 * - What stands before a colon at the end of a line is said of every item of the list below it, where it changes what
 *   they mean ("Denies:", "Family history:"); a mere title ("Symptoms:") is not.
 */
export function unbrokenLines(text: string): string[] {
  const lines: string[] = []
  let heading = ''
  let isOpen = false
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim()
    const [mark] = bullet.exec(line) ?? []
    const before = lines.at(-1) ?? ''
    if (mark !== undefined) lines.push(`${heading} ${line.slice(mark.length)}`.trim())
    else if (line !== '' && isOpen && goesOn(before, line)) lines[lines.length - 1] = `${before} ${line}`
    else if (line !== '') lines.push(`${heading} ${line}`.trim())
    if (mark === undefined) heading = headingIn(lines.at(-1) ?? '')
    isOpen = line !== ''
  }
  return lines
}

/** What is said of the list below a line; empty where it says nothing of it. */
function headingIn(line: string): string {
  const last = line.endsWith(':') ? (line.split(/(?<=[.!?])\s+/).at(-1) ?? '') : ''
  return turning.test(last) ? last : ''
}

const turning =
  /\b(?:den(?:y|ies|ied|ying)|no|not|never|none|without|negatives?|absent|absence|excluded|ruled out|unknown|possible|if|risk|family|relatives?|mother|father|parents?|brother|sister|siblings?)\b/i

const bullet = /^(?:[-*•–]|\d{1,2}[.)])\s+/
const withinPhrase =
  /(?:,|\b(?:a|an|the|any|no|not|without|with|and|or|nor|of|for|to|in|on|has|have|had|is|are|was|were|denies|denied|deny|denying|reports|also))$/i
/** Of a wrapped line, in characters. */
const long = 40

function goesOn(line: string, next: string): boolean {
  if (/[.!?:;]["')\]]?$/.test(line)) return false
  return withinPhrase.test(line) || (line.length >= long && /^[a-z(]/.test(next))
}
