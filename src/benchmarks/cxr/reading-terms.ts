/** What a reading tells of the labels of known truth, as terms of a verdict. */
import type { ChestReading, Reference } from '../../cases/index.ts'

type LabelsReference = Extract<Reference, { format: 'labels' }>

/** Only what is stated as present is told present. */
export function toldPresent({ findings }: ChestReading): Set<string> {
  return new Set(findings.flatMap(({ label, state }) => (state === 'present' ? [label] : [])))
}

export function readingTerms(
  reading: ChestReading,
  { present, absent, places = {} }: LabelsReference,
): Record<string, number> {
  const known = new Set([...present, ...absent])
  const terms: Record<string, number> = { failures: reading.failures.length }
  for (const { label, probability, state, agents, location } of reading.findings) {
    if (!known.has(label)) continue
    terms[`p.${label}`] = probability
    if (state === 'uncertain') terms[`uncertain.${label}`] = 1
    for (const [agent, own] of Object.entries(agents)) terms[`agent.${agent}.${label}`] = own
    const right = places[label]
    if (state === 'present' && present.includes(label) && right !== undefined)
      terms[`place.${label}`] = Number(location !== undefined && right.includes(location))
  }
  return terms
}
