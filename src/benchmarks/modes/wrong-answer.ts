/** A wrong answer of the kind that the reference is of. */
import type { Case, Random, Reference } from '../../cases/index.ts'
import { normaliseAnswer } from '../../verify/index.ts'
import type { AnswerPool } from './answer-pool.ts'

/**
 * The lure that the case has already, if it is wrong; else for choices another option's key; for yes or
 * no the opposite; for a number one about a unit (whole numbers) or a fifth (others) away and beyond the
 * tolerance; for words another option, or else the answer of a case of another cluster, as alike in kind as
 * there is. Undefined where there is none.
 */
export function wrongAnswer(
  case_: Case,
  reference: Reference,
  pool: AnswerPool,
  stream: Random,
): string | undefined {
  if (reference.lure !== undefined && !isTrue(reference, reference.lure)) return reference.lure
  const options = case_.question.options ?? []
  switch (reference.format) {
    case 'yes-no':
      return reference.answer === 'yes' ? 'no' : 'yes'
    case 'number':
      return wrongNumber(reference.value, reference.tolerance ?? 0, stream)
    case 'choice':
    case 'choices': {
      const right = new Set(options.filter(({ key }) => isTrue(reference, key)).map(({ text }) => text))
      return pickFrom(
        options.filter(option => !isTrue(reference, option.key) && !right.has(option.text)).map(o => o.key),
        stream,
      )
    }
    case 'open':
    case 'diagnosis': {
      const truths = acceptedBy(reference).map(normaliseAnswer)
      const wrongOption = findFrom(options, stream, ({ text }) => !overlaps(truths, text))
      if (wrongOption !== undefined) return wrongOption.text
      for (const answers of pool(case_)) {
        const wrong = findFrom(
          answers,
          stream,
          ({ text, clusters }) => !clusters.has(case_.cluster) && !overlaps(truths, text),
        )
        if (wrong !== undefined) return wrong.text
      }
    }
  }
}

function isTrue(reference: Reference, answer: string): boolean {
  switch (reference.format) {
    case 'choice':
      return reference.key === answer
    case 'choices':
      return reference.keys.includes(answer)
    case 'yes-no':
      return reference.answer === answer
    case 'number':
      return Math.abs(Number(answer) - reference.value) <= (reference.tolerance ?? 0)
    default:
      return acceptedBy(reference).map(normaliseAnswer).includes(normaliseAnswer(answer))
  }
}

function acceptedBy(reference: Reference): string[] {
  if (reference.format === 'open') return reference.answers
  return reference.format === 'diagnosis' ? [reference.name, ...(reference.synonyms ?? [])] : []
}

/** Whether one of the true answers says `text`, or part of it, or more: a lure must be plainly wrong. */
function overlaps(truths: string[], text: string): boolean {
  const said = ` ${normaliseAnswer(text)} `
  return (
    said.trim() === '' || truths.some(truth => said.includes(` ${truth} `) || ` ${truth} `.includes(said))
  )
}

/** Never below zero where the truth is not: most numbers asked for are counts and sizes. */
function wrongNumber(value: number, tolerance: number, stream: Random): string {
  const whole = Number.isInteger(value)
  const step = tolerance + (whole ? 1 : Math.max(Math.abs(value) / 5, Number.EPSILON))
  const wrong = [value + step, value - step]
    .map(other => (whole ? Math.round(other) : Number(other.toPrecision(3))))
    .filter(other => Math.abs(other - value) > tolerance && (value < 0 || other >= 0))
  return String(wrong.length === 0 ? value + 2 * step : stream.pick(wrong))
}

function pickFrom<T>(items: T[], stream: Random): T | undefined {
  return items.length === 0 ? undefined : stream.pick(items)
}

/** The first fitting item from a random place on, so that few are looked at. */
function findFrom<T>(items: T[], stream: Random, fits: (item: T) => boolean): T | undefined {
  if (items.length === 0) return undefined
  const start = stream.below(items.length)
  for (let i = 0; i < items.length; i++) {
    const item = items[(start + i) % items.length]
    if (item !== undefined && fits(item)) return item
  }
  return undefined
}
