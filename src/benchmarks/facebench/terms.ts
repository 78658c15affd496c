/**
 * What the metrics of FaceBench need to know of an answer beside its score, as terms of the verdict:
 *
 * - choice: `truthClass` and `saidClass`, numbers that stand for the texts of the options, so that they mean
 *   the same whichever options are shown and in whatever order; `saidYes`, `saidNo`; `saidHidden`, `isHidden`: "Information not
 *   visible" in reply and reference.
 * - choices: `setF1` = 2 |said ∩ truth| / (|said| + |truth|).
 * - open: `sameText` after normalisation, and `lcsF1`, ROUGE-L F; the best over the accepted answers.
 *
 * What was not read leaves its terms away.
 */
import { type Case, hashBytes, notVisible, type Option } from '../../cases/index.ts'
import { normaliseAnswer, rougeL, type Verdict } from '../../verify/index.ts'

export function faceTerms({ question, reference }: Case, verdict: Verdict): Record<string, number> {
  const read = verdict.extraction?.value
  const options = question.options ?? []
  switch (reference?.format) {
    case 'choice':
      return { ...choiceTerms(options, reference.key, read) }
    case 'choices':
      return read === undefined ? {} : { setF1: setF1(read.split(','), reference.keys) }
    case 'open':
      return read === undefined ? {} : openTerms(read, reference.answers)
    default:
      return {}
  }
}

function choiceTerms(
  options: readonly Option[],
  truth: string,
  said: string | undefined,
): Record<string, number> {
  const textOf = (key: string | undefined) => options.find(option => option.key === key)?.text ?? ''
  const is = (text: string, word: string) => Number(text.toLowerCase() === word.toLowerCase())
  const [wanted, given] = [textOf(truth), textOf(said)]
  return {
    truthClass: numberOf(wanted),
    isHidden: is(wanted, notVisible),
    ...(said !== undefined && {
      saidClass: numberOf(given),
      saidYes: is(given, 'yes'),
      saidNo: is(given, 'no'),
      saidHidden: is(given, notVisible),
    }),
  }
}

/** Terms are numbers: 48 bits of the hash of the text. */
function numberOf(text: string): number {
  return Number.parseInt(hashBytes(text.toLowerCase()).slice(0, 12), 16)
}

function setF1(said: readonly string[], truth: readonly string[]): number {
  const given = new Set(said)
  const shared = truth.filter(key => given.has(key)).length
  return (2 * shared) / (given.size + truth.length)
}

function openTerms(read: string, answers: readonly string[]): Record<string, number> {
  const plain = normaliseAnswer(read)
  return {
    sameText: Number(answers.some(answer => normaliseAnswer(answer) === plain)),
    lcsF1: Math.max(...answers.map(answer => rougeL(read, answer).f1)),
  }
}
