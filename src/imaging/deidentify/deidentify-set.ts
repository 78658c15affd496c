/** The rules carried out on a data set and all that is nested in it; nothing of the original is changed. */
import { type DataSet, type Element, type Tag, tagText, textIn } from '../dicom/data-set.ts'
import { encodeValues, valueElement } from '../dicom/encode-value.ts'
import { profileEntry } from './profile-table.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { type Ruling, rulingOn } from './rules.ts'

/** What was done to an attribute, told without its value. */
export type Change = {
  /** Of the attribute, after those of the sequences and items around it: `(0008,1140)[1](0008,1155)`. */
  path: string
  /** Empty where the profile does not list it. */
  keyword: string
  vr: string
  /** Bytes of the value, or items of a sequence. */
  length: number
  done: 'removed' | 'emptied' | 'dummy' | 'new UID' | 'pseudonym'
  rule: Ruling['rule']
}

type Doing = {
  pseudonyms: Pseudonyms
  changes: Change[]
  /** Of the sequences around. */
  path: string
  /** Within a sequence that is to be a dummy: its texts are dummies, whatever they are. */
  inDummy: boolean
}

export function deidentifySet(set: DataSet, names: Pseudonyms): { set: DataSet; changes: Change[] } {
  const changes: Change[] = []
  return { set: changed(set, { pseudonyms: names, changes, path: '', inDummy: false }), changes }
}

function changed(set: DataSet, doing: Doing): DataSet {
  const elements = new Map<Tag, Element>()
  for (const [tag, element] of [...set.elements].sort(([a], [b]) => a - b)) {
    // Lengths of groups are retired, and no longer true.
    if (tag % 65536 === 0) continue
    const after = changedElement(set, tag, element, doing)
    if (after) elements.set(tag, after)
  }
  return { ...set, elements }
}

function changedElement(set: DataSet, tag: Tag, element: Element, doing: Doing): Element | undefined {
  const ruling = rulingOn(tag, element)
  const tell = (done: Change['done']) =>
    doing.changes.push({
      path: `${doing.path}${tagText(tag)}`,
      keyword: profileEntry(tag)?.keyword ?? '',
      vr: element.vr,
      length: lengthOf(element),
      done,
      rule: ruling.rule,
    })
  if (ruling.action === 'remove') {
    tell('removed')
    return undefined
  }
  if (element.kind === 'fragments') return element
  if (element.kind === 'sequence') {
    if (ruling.action === 'empty') {
      if (element.items.length > 0) tell('emptied')
      return { ...element, items: [] }
    }
    if (ruling.action === 'dummy') tell('dummy')
    const items = element.items.map((item, n) =>
      changed(item, {
        ...doing,
        path: `${doing.path}${tagText(tag)}[${n + 1}]`,
        inDummy: doing.inDummy || ruling.action === 'dummy',
      }),
    )
    return { ...element, items }
  }
  // No value is demanded where none was: it says nothing, and stays.
  if (element.bytes.length === 0) return element
  if (tag === patientName || tag === patientId) {
    tell('pseudonym')
    return valueElement(element.vr, [patientIn(set, doing.pseudonyms)])
  }
  if (ruling.action === 'empty') {
    tell('emptied')
    return { ...element, bytes: new Uint8Array() }
  }
  if (ruling.action === 'new-uid' || (ruling.action === 'dummy' && element.vr === 'UI')) {
    tell('new UID')
    const uids = latin(element.bytes).split('\\')
    return valueElement(
      'UI',
      uids.map(uid => doing.pseudonyms.uid(uid.replace(/[\0 ]+$/, ''))),
    )
  }
  if (ruling.action === 'dummy' || (doing.inDummy && texts.has(element.vr))) {
    tell('dummy')
    return { ...element, bytes: dummyOf(element.vr) }
  }
  return element
}

const patientName = 0x00100010
const patientId = 0x00100020
const issuer = 0x00100021

/** The number tells a patient, together with who gave it; the name where there is no number. */
function patientIn(set: DataSet, { patient }: Pseudonyms): string {
  const id = textIn(set, patientId)
  return id === '' ? patient(textIn(set, patientName)) : patient(id, textIn(set, issuer))
}

const texts = new Set(['LO', 'LT', 'SH', 'ST', 'UC', 'UT'])

const dummies: Record<string, string | undefined> = {
  DA: '19000101',
  TM: '000000',
  DT: '19000101000000',
  AS: '000Y',
  DS: '0',
  IS: '0',
}

const binary = new Set([
  'AT',
  'FD',
  'FL',
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SL',
  'SS',
  'SV',
  'UL',
  'UN',
  'US',
  'UV',
])

/** Zeros, a date and time that nobody takes for one, or the word that says it; valid in any byte order. */
function dummyOf(vr: string): Uint8Array {
  return binary.has(vr) ? new Uint8Array(8) : encodeValues(vr, [dummies[vr] ?? 'REMOVED'])
}

function lengthOf(element: Element): number {
  if (element.kind === 'sequence') return element.items.length
  return element.kind === 'value' ? element.bytes.length : element.fragments.length
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
