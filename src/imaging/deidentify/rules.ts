/**
 * What happens to an attribute. The profile decides where it lists the attribute; what it leaves to the Type in the
 * IOD is resolved to the strongest that any IOD may demand, so that a file stays valid without our knowing its IOD:
 * a dummy where that is among the choices, otherwise an empty value. Sequences of references keep their items, with
 * other UIDs.
 *
 * Beyond the profile we take away what we cannot vouch for: private attributes and those that no edition of the
 * standard defines; names, dates, times, titles of applications, addresses and free text that the table does not
 * list; UIDs of instances among them.
 */
import type { Element, Tag } from '../dicom/data-set.ts'
import { vrOf } from '../dicom/dictionary.ts'
import { type ProfileAction, profileEntry } from './profile-table.ts'

export type Action = 'keep' | 'remove' | 'empty' | 'dummy' | 'new-uid'

export type Ruling = {
  action: Action
  /** The action of the profile, or why one that it does not list is not kept. */
  rule: ProfileAction | 'private' | 'undefined' | 'unlisted' | 'kept'
}

const resolved: Record<ProfileAction, Action> = {
  X: 'remove',
  Z: 'empty',
  D: 'dummy',
  U: 'new-uid',
  'X/Z': 'empty',
  'Z/D': 'dummy',
  'X/D': 'dummy',
  'X/Z/D': 'dummy',
  'X/Z/U*': 'keep',
}

/** Referenced Study Sequence: Type 2 in reports alone, which are held back; in images without an item it is not valid. */
const neverEmpty = new Set<Tag>([0x00081110])

export function rulingOn(tag: Tag, element: Element): Ruling {
  const group = Math.floor(tag / 65536)
  if (group % 2 === 1) return { action: 'remove', rule: 'private' }
  const entry = profileEntry(tag)
  if (entry) return { action: neverEmpty.has(tag) ? 'remove' : resolved[entry.action], rule: entry.action }
  const defined = vrOf(tag)
  // Commands and file meta have no place here; a sequence that could not be read may hold anything.
  if (defined === undefined || group < 8 || (defined === 'SQ' && element.kind === 'value'))
    return { action: 'remove', rule: 'undefined' }
  if (describing.has(tag)) return { action: 'keep', rule: 'kept' }
  const vrs = [element.vr, defined]
  if (identifying.has(tag) || isOverlay(group) || vrs.includes('UR'))
    return { action: 'remove', rule: 'unlisted' }
  if (vrs.some(vr => personal.has(vr))) return { action: 'dummy', rule: 'unlisted' }
  if (vrs.includes('UI')) return { action: 'new-uid', rule: 'unlisted' }
  return { action: 'keep', rule: 'kept' }
}

/** Names, dates and times, application entities, and text of paragraphs. */
const personal = new Set(['PN', 'DA', 'DT', 'TM', 'AE', 'LT', 'ST', 'UT'])

/** UIDs and texts that say what a thing is and not which: classes of objects, coding schemes, versions. */
const describing = new Set<Tag>([
  0x00080016, 0x0008001a, 0x0008001b, 0x00080062, 0x0008010c, 0x0008010d, 0x0008010e, 0x00080114, 0x00080115,
  0x00080116, 0x00080117, 0x00080118, 0x00080120, 0x00081150, 0x0008115a, 0x00089123,
])

/**
 * Birth and death in another calendar, device identifier, numbers of orders, comments on a dose, and the originals
 * that an earlier de-identification encrypted.
 */
const identifying = new Set<Tag>([
  0x00100033, 0x00100034, 0x00181003, 0x00401006, 0x00401007, 0x00402006, 0x00402007, 0x30040006, 0x04000500,
])

/** What describes an overlay is of no use, and not valid, without its data, which the profile removes. */
function isOverlay(group: number): boolean {
  return (group & 0xff00) === 0x6000
}
