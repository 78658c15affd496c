/**
 * What steps are worth beside the answer: are they true of the case, do they say anything new, and do they
 * hold what a reference chain holds. All three are counts read off the text without a model call.
 */
import { contentWords, overlaps } from './words.ts'

/** A finding that a text states, with its details. */
export type StatedFinding = { code: string; values: readonly string[] }
export type ReadFindings = (text: string) => readonly StatedFinding[]

/** Of all steps, those that state a finding, and of these those whose every finding the case has. */
export type Factuality = { stated: number; supported: number }

/**
 * Step factuality against the findings of the case. A finding is supported where the case has it, with all
 * the details given. Steps that state no finding are inferences or cannot be read, and are not counted.
 */
export function stepFactuality(steps: readonly string[], facts: string, read: ReadFindings): Factuality {
  const known = new Map<string, Set<string>>()
  for (const { code, values } of read(facts))
    known.set(code, new Set([...(known.get(code) ?? []), ...values]))
  const isKnown = ({ code, values }: StatedFinding): boolean => {
    const given = known.get(code)
    return given !== undefined && values.every(value => given.has(value))
  }
  const stating = steps.map(step => read(step)).filter(findings => findings.length > 0)
  return { stated: stating.length, supported: stating.filter(findings => findings.every(isKnown)).length }
}

/**
 * Content words of the steps that the question or its options have too. It tells how close a chain keeps to
 * the words of its case and not whether it is true: what a chain says about an image is nowhere in the text.
 */
export function wordSupport(steps: readonly string[], facts: string): { words: number; found: number } {
  const there = contentWords(facts)
  const said = steps.flatMap(step => [...contentWords(step)])
  return { words: said.length, found: said.filter(word => there.has(word)).length }
}

const sameStep = 0.8

/** Steps that repeat an earlier one: at least 80 % of the content words of both together are shared. */
export function redundantSteps(steps: readonly string[]): number {
  const words = steps.map(contentWords)
  return words.filter((own, i) => words.slice(0, i).some(earlier => overlaps(own, earlier, sameStep))).length
}

const restated = 0.6

/**
 * Reference steps that the chain holds: at least 60 % of the content words of a reference step are in one
 * step of the chain. A match of words, so a step that denies the reference step counts too.
 */
export function recalledSteps(steps: readonly string[], reference: readonly string[]): number {
  const said = steps.map(contentWords)
  return reference.filter(step => {
    const wanted = contentWords(step)
    return wanted.size > 0 && said.some(words => wanted.intersection(words).size / wanted.size >= restated)
  }).length
}
