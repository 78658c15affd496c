/**
 * The steps that a good chain should hold, where the data has them: reference reasoning of the case (the
 * column `rationale` of a table, and its like), or the decisive findings of a MedEinst trap, the sentences
 * that its edit added. Nothing is made up where neither is there.
 */
import type { Case } from '../../cases/index.ts'

export function referenceSteps({ rationale, tags }: Case): string[] {
  if (rationale !== undefined) return rationale
  if (tags.role !== 'trap') return []
  return (tags.added ?? '')
    .split('\n')
    .filter(line => line !== '')
    .map(withoutName)
}

/** A line is "short name: sentence", or a sentence alone, which may hold a colon of its own. */
function withoutName(line: string): string {
  const cut = line.indexOf(': ')
  const rest = line.slice(cut + 2)
  return cut > 0 && /^[A-Z]/.test(rest) ? rest : line
}
