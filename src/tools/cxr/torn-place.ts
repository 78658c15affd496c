/** A place that contradicts itself: a structure of one side, and the other side. */
import { sideOfStructure } from '../../cases/index.ts'
import type { LocateToolAnswer } from './answers.ts'

export function isTorn({
  location,
  side,
}: Pick<LocateToolAnswer['findings'][number], 'location' | 'side'>): boolean {
  const own = location === 'Other' ? undefined : sideOfStructure(location)
  return own !== undefined && side !== undefined && side !== 'both' && side !== own
}
