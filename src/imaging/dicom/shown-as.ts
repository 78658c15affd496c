/** How a file asks to be shown (PS3.3, C.11.2): its first window, and its first VOI lookup table. */
import type { Volume } from '../volume.ts'
import { type DataSet, itemsIn, numbersIn, tags, textIn } from './data-set.ts'
import { groupOf } from './functional-groups.ts'
import { readLookupTable } from './lookup-table.ts'

const shapes: Record<string, 'linear-exact' | 'sigmoid' | undefined> = {
  LINEAR_EXACT: 'linear-exact',
  SIGMOID: 'sigmoid',
}

/**
 * @param frame windows may differ from frame to frame; this one's counts
 * @param signed the values that are shown can be negative
 */
export function shownAs(set: DataSet, frame: number, signed: boolean): Pick<Volume, 'window' | 'lut'> {
  const source = groupOf(set, frame, tags.FrameVOILUTSequence) ?? set
  const [centre] = numbersIn(source, tags.WindowCenter)
  const [width] = numbersIn(source, tags.WindowWidth)
  const shape = shapes[textIn(source, tags.VOILUTFunction)]
  const [table] = itemsIn(set, tags.VOILUTSequence)
  const isWindow = centre !== undefined && width !== undefined && width > 0
  return {
    ...(isWindow && { window: { centre, width, ...(shape && { shape }) } }),
    ...(table && { lut: levelsOf(table, signed) }),
  }
}

function levelsOf(table: DataSet, signed: boolean): NonNullable<Volume['lut']> {
  const { first, entries, bits } = readLookupTable(table, signed)
  const most = 2 ** bits - 1
  return { first, levels: Float32Array.from(entries, entry => Math.min(1, entry / most)) }
}
