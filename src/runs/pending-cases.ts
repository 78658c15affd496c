/** Which cases of a source are still to do, when a run begins or continues. */
import type { CaseItem } from '../benchmarks/index.ts'
import { type Case, PraxisError } from '../cases/index.ts'

/** The first `limit` cases of the source, less those that are done; rows that are no cases go to `onProblem`. */
export async function* pendingCases(
  source: AsyncIterable<CaseItem>,
  done: ReadonlySet<string>,
  limit: number | undefined,
  onProblem: (error: PraxisError) => Promise<void>,
): AsyncGenerator<Case, void> {
  const seen = new Set<string>()
  for await (const item of source) {
    if (!item.ok) {
      await onProblem(item.error)
      continue
    }
    const { id } = item.case
    if (seen.has(id)) {
      await onProblem(
        new PraxisError(
          'duplicate-id',
          'the id occurs twice; only the first is asked',
          'give each case its own id',
          { caseId: id },
        ),
      )
      continue
    }
    seen.add(id)
    if (!done.has(id)) yield item.case
    if (seen.size === limit) return
  }
}
