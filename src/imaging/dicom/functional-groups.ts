/** Functional groups of multi-frame images (PS3.3, C.7.6.16): what holds for one frame, or for all of them. */
import { type DataSet, itemsIn, numbersIn, tags } from './data-set.ts'

/** The item of a functional group that holds for a frame, from 0: its own, or the shared one. */
export function groupOf(set: DataSet, frame: number, sequence: number): DataSet | undefined {
  const [own] = itemsIn(itemsIn(set, tags.PerFrameFunctionalGroups)[frame], sequence)
  if (own) return own
  const [shared] = itemsIn(itemsIn(set, tags.SharedFunctionalGroups)[0], sequence)
  return shared
}

/** Numbers of a group, or else of the image itself. */
export function numbersOf(set: DataSet, frame: number, sequence: number, tag: number): number[] {
  const group = groupOf(set, frame, sequence)
  const found = group ? numbersIn(group, tag) : []
  return found.length > 0 ? found : numbersIn(set, tag)
}
