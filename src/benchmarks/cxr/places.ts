/**
 * Where a finding truly is: any structure that holds at least a quarter of its mask, of each finding with that label; for
 * a mask that lies in none of them, `Other`.
 */
import type { FindingLabel } from '../../cases/index.ts'

export type Places = Partial<Record<FindingLabel, string[]>>

export function placesOf(
  findings: readonly { label: FindingLabel; structures: readonly string[] }[],
): Places {
  const places = Map.groupBy(findings, ({ label }) => label)
  return Object.fromEntries(
    [...places].map(([label, group]) => [
      label,
      [
        ...new Set(
          group.flatMap(({ structures }) => (structures.length === 0 ? ['Other'] : [...structures])),
        ),
      ],
    ]),
  )
}
