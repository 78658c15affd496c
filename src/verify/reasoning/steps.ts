/**
 * A chain of reasoning as steps. Numbered items are steps; else bullets; else sentences. Lines under an
 * item belong to it, a paragraph after the list stands alone. The line that gives the answer is no step.
 */

const numbered =
  /^[ \t]{0,3}(?:[*_#]{0,3}\s?)(?:step\s+\d{1,3}\s*(?:[.):-]|$)|\d{1,3}[.)](?=\s|\*|$))[*_]{0,2}\s*/i
const bulleted = /^[ \t]{0,3}[-*•–]\s+/
const answerLine =
  /^[\s*#>_`-]*(?:(?:the|my|so,?|therefore,?|thus,?|hence,?)\s+)*(?:(?:final|most likely|likely|correct|best)\s+)*(?:answer|diagnosis|confidence)\b[\s*_]*(?:is\b|are\b|[:：=]|$)|^\s*(?:\\\[\s*)?\$*\\boxed\b|^\s*<answer>/i
/** Lines that announce reasoning and hold none. */
const heading =
  /^[\s*#>_]*(?:(?:my |the )?(?:reasoning|thoughts?|analysis|steps?|explanation|rationale)(?: so far| steps?)?|(?:okay, |ok, )?let(?:['’]s| us| me) (?:think|reason|work|go|analy[sz]e|break)\b[^.:;,]{0,40})[\s*_]*[.:]?[\s*_]*$/i

/** True for a line such as "Final answer: B" or "Diagnosis: Influenza". */
export function isAnswerLine(line: string): boolean {
  return answerLine.test(line)
}

/** The steps in order, without numbers or bullets; empty where nothing but an answer is there. */
export function splitSteps(text: string): string[] {
  const lines = text.replaceAll('\r', '').replaceAll('**', '').split('\n').flatMap(separate)
  while (lines.length > 0 && isIdle(lines.at(-1) ?? '')) lines.pop()
  for (const marker of [numbered, bulleted])
    if (lines.filter(line => marker.test(line)).length >= 2) return listItems(lines, marker)
  return lines.flatMap(sentences)
}

/** "1) … 2) …" on one line, a line each. */
function separate(line: string): string[] {
  const [one, two] = [line.search(/(?:^|\s)\(?1\)\s/), line.search(/\s\(?2\)\s/)]
  if (one < 0 || two < one) return [line]
  return line
    .trim()
    .split(/\s+(?=\(?\d{1,2}\)\s)/)
    .map(item => item.replace(/^\(/, ''))
}

/** Nothing to reason with: blank, or the answer itself. */
function isIdle(line: string): boolean {
  return line.trim() === '' || isAnswerLine(line)
}

function listItems(lines: readonly string[], marker: RegExp): string[] {
  const steps: string[] = []
  let open = false
  let blank = false
  for (const line of lines) {
    if (line.trim() === '') {
      blank = true
      continue
    }
    const match = marker.exec(line)
    const own = line.slice(match?.[0].length ?? 0).trim()
    if (match !== null) steps.push(own)
    else if (open && !(blank && /^\S/.test(line))) steps.push(`${steps.pop() ?? ''} ${own}`.trim())
    else if (!heading.test(line) && !isAnswerLine(line)) steps.push(own)
    open = match !== null || (open && !(blank && /^\S/.test(line)))
    blank = false
  }
  return steps.filter(step => step !== '')
}

/** A full stop after these ends no sentence. */
const abbreviation = /(?:\b(?:dr|mr|mrs|ms|vs|e\.g|i\.e|approx|ca|fig|no|resp|incl|cf)|\b[A-Z])\.$/i

function sentences(line: string): string[] {
  const found: string[] = []
  for (const part of line.trim().split(/(?<=[.!?])\s+(?=["'(]?[A-Z0-9])/)) {
    const last = found.at(-1)
    if (last !== undefined && abbreviation.test(last)) found[found.length - 1] = `${last} ${part}`
    else found.push(part)
  }
  return found.filter(one => /[\p{L}\p{N}]/u.test(one) && !heading.test(one) && !isAnswerLine(one))
}
