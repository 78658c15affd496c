/**
 * Labels out of a list: boxed, on a marked line, or the whole answer. A label may be named by its key or its text. An
 * empty set must be said in words; beside a label these words contradict it.
 */
import { labelsText, noFinding } from './labels.ts'
import { indexNames } from './names.ts'
import type { Found, Passage, Rule } from './passage.ts'
import { choicesMentioned, choicesStated } from './rules-choices.ts'

const emptySet = [noFinding, 'No Findings', 'No finding present', 'None']

/** Nobody says whether two boxes in a line are one set or a change of mind. */
const oneBox: Rule = {
  name: 'boxes',
  read: ({ text }) => {
    const line = text.split('\n').findLast(one => one.includes('boxed{')) ?? ''
    const boxes = [...line.matchAll(/\\f?boxed\s?\{((?:[^{}]|\{[^{}]*\})*)\}/g)].map(([, inner]) =>
      inner?.trim(),
    )
    return new Set(boxes).size > 1 ? { conflict: 'several boxes in one line' } : undefined
  },
}

export const labelsStated: readonly Rule[] = [oneBox, ...choicesStated.map(overLabels)]
export const labelsMentioned: readonly Rule[] = choicesMentioned.map(overLabels)

/** A rule of lists, reading names instead of letters. */
function overLabels({ name, read }: Rule): Rule {
  return {
    name,
    read: passage => {
      const found = read({ ...passage, options: namesOnly(passage) })
      return found !== undefined && 'value' in found ? settled(found) : found
    },
  }
}

function namesOnly({ question: { options = [] } }: Passage): Passage['options'] {
  const keys = [...options.map(({ key }) => key), noFinding]
  return {
    keys,
    byKey: new Map(keys.map(key => [key, key])),
    index: indexNames([
      ...options.flatMap(({ key, text }) => [[key, key] as const, [key, text] as const]),
      ...emptySet.map(words => [noFinding, words] as const),
    ]),
    keyOf: () => undefined,
  }
}

function settled(found: Extract<Found, { value: string }>): Found {
  const labels = found.value.split(',').filter(label => label !== noFinding)
  const isEmpty = found.value.split(',').includes(noFinding)
  if (isEmpty && labels.length > 0) return { conflict: `"${noFinding}" beside ${labels.join(', ')}` }
  return { ...found, value: labelsText(labels) }
}
