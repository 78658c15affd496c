/**
 * Sets of labels as answers. A label that is not named counts as absent, and nothing but `No Finding` stands for an
 * empty set. Only labels that the reference knows are counted: unknown ones are neither right nor wrong.
 */
import type { Reference } from '../cases/index.ts'
import type { Verdict } from './verdict.ts'

/** The answer that says that no label applies. */
export const noFinding = 'No Finding'

export type LabelsReference = Extract<Reference, { format: 'labels' }>

export type LabelsGrade = Pick<Verdict, 'value' | 'terms' | 'why'> & {
  outcome: 'correct' | 'partial' | 'incorrect'
}

/** As text: the labels joined by commas, or `No Finding`. */
export function labelsText(labels: Iterable<string>): string {
  return [...labels].join(',') || noFinding
}

/** The labels of such a text. */
export function labelsIn(text: string): Set<string> {
  return new Set(text === noFinding ? [] : text.split(','))
}

/** 1 for each present and 0 for each absent label, as `truth.LABEL`. */
export function truthTerms({ present, absent }: LabelsReference): Record<string, number> {
  return Object.fromEntries([
    ...present.map(label => [`truth.${label}`, 1] as const),
    ...absent.map(label => [`truth.${label}`, 0] as const),
  ])
}

/** The value is the share of the known labels that are told rightly. Terms: `truth.LABEL` and `said.LABEL`. */
export function gradeLabels(said: ReadonlySet<string>, reference: LabelsReference): LabelsGrade {
  const { present, absent } = reference
  const missed = present.filter(label => !said.has(label))
  const invented = absent.filter(label => said.has(label))
  const known = present.length + absent.length
  const right = known - missed.length - invented.length
  const terms = {
    ...truthTerms(reference),
    ...Object.fromEntries([...present, ...absent].map(label => [`said.${label}`, Number(said.has(label))])),
  }
  const faults = [
    ...(missed.length > 0 ? [`missed ${missed.join(', ')}`] : []),
    ...(invented.length > 0 ? [`not there: ${invented.join(', ')}`] : []),
  ]
  return {
    outcome: right === known ? 'correct' : right === 0 ? 'incorrect' : 'partial',
    value: known === 0 ? null : right / known,
    terms,
    why: `${right} of ${known} labels told rightly${faults.length > 0 ? `; ${faults.join('; ')}` : ''}`,
  }
}
