import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { isPraxisError } from '../../cases/index.ts'
import { bytesIn, type DataSet, itemsIn, type Tag, textIn, textsIn } from '../dicom/data-set.ts'
import { vrOf } from '../dicom/dictionary.ts'
import { parseDicom } from '../dicom/parse.ts'
import { type Content, fileOf, instanceUid, setOf, studyUid, syntaxes } from './__fixtures__/dicom-file.ts'
import { deidentify } from './deidentify.ts'
import { profileEntry, profileTags } from './profile-table.ts'
import { pseudonyms } from './pseudonyms.ts'

const names = pseudonyms(Buffer.from('a key of a test'))
const patientName = 0x00100010
const patientId = 0x00100020

function done(bytes: Uint8Array, by = names) {
  const result = deidentify(bytes, by)
  if (result.outcome !== 'de-identified') throw new Error(result.why)
  return { ...result, set: parseDicom(result.bytes).set }
}

/** Content and document hold a file back. */
const planted = profileTags().filter(tag => tag !== 0x0040a730 && tag !== 0x00420011 && tag >= 0x00080000)

/** Names, dates, times, applications, addresses, free text, instances, and a few by themselves. */
const unlisted: Tag[] = [
  0x00142006, 0x00141020, 0x00080404, 0x00143077, 0x00400400, 0x00620006, 0x30020004, 0x00620020, 0x00081190,
  0x00404073, 0x00200242, 0x00081167, 0x00100033, 0x00401006, 0x00181003,
]

suite('nothing that identifies is left', () => {
  test('of any attribute of the table, wherever it stands, in any transfer syntax', () => {
    const token = fc.integer({ min: 10_000_000, max: 99_999_999 }).map(n => `TOKEN${n}ZZ `)
    const leaf = fc.tuple(fc.constantFrom(...planted, ...unlisted), token)
    const level = fc.uniqueArray(leaf, { selector: ([tag]) => tag, minLength: 1, maxLength: 12 })
    const tokensOf = (leaves: [Tag, string][]) => leaves.map(([, token]) => token.trim())
    fc.assert(
      fc.property(
        fc.constantFrom(syntaxes.explicit, syntaxes.implicit, syntaxes.deflated, syntaxes.bigEndian),
        level,
        level,
        level,
        (syntax, root, inside, deep) => {
          const written = (leaves: [Tag, string][], more: Parameters<typeof setOf>[0] = []): DataSet =>
            setOf(
              [
                ...leaves.map(([tag, token]) => {
                  const vr = vrOf(tag) ?? 'LO'
                  // What refers to images keeps its items, which hold UIDs; others may hold any text.
                  const inItem = profileEntry(tag)?.action === 'X/Z/U*' ? 0x00081155 : 0x00080104
                  const item = setOf([[inItem, vrOf(inItem) ?? '', token]], syntax.littleEndian)
                  const content: Content =
                    vr === 'SQ' ? [item] : { kind: 'value', vr, bytes: Buffer.from(token) }
                  return [tag, vr, content] as const
                }),
                ...more,
              ],
              syntax.littleEndian,
            )
          // A kept sequence, a private one, and one that the standard keeps within one that it keeps.
          const nested = written(inside, [[0x00081140, 'SQ', [written(deep)]]])
          const file = fileOf(
            [
              ...[...written(root).elements].map(([tag, element]) => [tag, element.vr, element] as const),
              [0x00289145, 'SQ', [nested]],
              [0x00090010, 'LO', 'TOKENPRIVATE'],
              [0x00091001, 'SQ', [written(deep)]],
              [0x00091002, 'UN', { kind: 'value', vr: 'UN', bytes: Buffer.from('TOKENPRIVATE') }],
              [0x60003000, 'OW', 'TOKENOVERLAY'],
              [0x60000022, 'LO', 'TOKENOVERLAY'],
              [0x50000022, 'LO', 'TOKENCURVE'],
              [0x00101234, 'LO', 'TOKENUNDEFINED'],
            ],
            syntax,
          )
          const { bytes, set } = done(file)
          // Deflated bytes hide their text, so what they unfold to is looked at, and every file is written anew.
          const text = `${Buffer.from(bytes).toString('latin1')}${textOfAll(set)}`
          for (const token of [...tokensOf(root), ...tokensOf(inside), ...tokensOf(deep)])
            expect(text).not.toContain(token)
          expect(text).not.toContain('TOKEN')
        },
      ),
      { numRuns: 150 },
    )
  })

  test('neither in the preamble nor in the file meta', () => {
    const file = Buffer.from(fileOf())
    file.write('DOE^JANE', 10)
    expect(Buffer.from(done(file).bytes).includes('DOE')).toBe(false)
  })

  test('of the lengths of groups, which no longer hold', () => {
    const file = fileOf([
      [0x00100000, 'UL', { kind: 'value', vr: 'UL', bytes: Uint8Array.from([99, 0, 0, 0]) }],
    ])
    expect(done(file).set.elements.has(0x00100000)).toBe(false)
  })
})

function textOfAll({ elements }: DataSet): string {
  return [...elements.values()]
    .map(element => {
      if (element.kind === 'sequence') return element.items.map(textOfAll).join()
      return element.kind === 'value' ? Buffer.from(element.bytes).toString('latin1') : ''
    })
    .join()
}

suite('what the profile does', () => {
  test('removes, empties and replaces by what the table says', () => {
    const { set, changes } = done(
      fileOf([
        [0x00081030, 'LO', 'Chest of Jane'],
        [0x00080020, 'DA', '20260102'],
        [0x00080023, 'DA', '20260102'],
        [0x0008002a, 'DT', '20260102120000'],
        [0x00181000, 'LO', 'SN 77'],
        [0x00080070, 'LO', 'Maker'],
        [0x00280030, 'DS', '0.5'],
      ]),
    )
    expect(set.elements.has(0x00081030)).toBe(false)
    expect(bytesIn(set, 0x00080020)?.length).toBe(0)
    expect(textIn(set, 0x00080023)).toBe('19000101')
    expect(textIn(set, 0x0008002a)).toBe('19000101000000')
    expect(textIn(set, 0x00181000)).toBe('REMOVED')
    expect(textIn(set, 0x00080070)).toBe('Maker')
    expect(textIn(set, 0x00280030)).toBe('0.5')
    expect(changes.map(({ keyword, done, rule }) => [keyword, done, rule])).toEqual([
      ['SOPInstanceUID', 'new UID', 'U'],
      ['StudyDate', 'emptied', 'Z'],
      ['ContentDate', 'dummy', 'Z/D'],
      ['AcquisitionDateTime', 'dummy', 'X/Z/D'],
      ['StudyDescription', 'removed', 'X'],
      ['DeviceSerialNumber', 'dummy', 'X/Z/D'],
      ['StudyInstanceUID', 'new UID', 'U'],
      ['SeriesInstanceUID', 'new UID', 'U'],
    ])
  })

  test('leaves an attribute without a value as it is', () => {
    const { set, changes } = done(fileOf([[0x00080023, 'DA', '']]))
    expect(bytesIn(set, 0x00080023)?.length).toBe(0)
    expect(changes.some(({ keyword }) => keyword === 'ContentDate')).toBe(false)
  })

  test('goes into sequences, and tells where', () => {
    const item = setOf([
      [0x00081155, 'UI', '1.2.3.4'],
      [0x00081150, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
    ])
    const { set, changes, uids } = done(fileOf([[0x00081140, 'SQ', [item, item]]]))
    const images = itemsIn(set, 0x00081140)
    expect(images.map(image => textIn(image, 0x00081155))).toEqual([uids.instance, uids.instance])
    expect(images.map(image => textIn(image, 0x00081150))).toEqual(Array(2).fill('1.2.840.10008.5.1.4.1.1.2'))
    expect(changes.filter(({ path }) => path.includes('[')).map(({ path }) => path)).toEqual([
      '(0008,1140)[1](0008,1155)',
      '(0008,1140)[2](0008,1155)',
    ])
  })

  test('makes every text a dummy in a sequence that is to be one', () => {
    const operator = setOf([[0x00080104, 'LO', 'Nurse Jackie']])
    const { set } = done(fileOf([[0x00081072, 'SQ', [setOf([[0x00401101, 'SQ', [operator]]])]]]))
    const [person] = itemsIn(itemsIn(set, 0x00081072)[0], 0x00401101)
    expect(person && textIn(person, 0x00080104)).toBe('REMOVED')
  })

  test('says what was done, and replaces what an earlier one said', () => {
    const earlier = setOf([[0x00080104, 'LO', 'by Dr. Doe']])
    const { set, bytes } = done(
      fileOf([
        [0x00120062, 'CS', 'NO'],
        [0x00120063, 'LO', 'by Dr. Doe'],
        [0x00120064, 'SQ', [earlier]],
      ]),
    )
    expect(textIn(set, 0x00120062)).toBe('YES')
    expect(textIn(set, 0x00120063)).toContain('PS3.15')
    const codes = itemsIn(set, 0x00120064)
    expect(codes.map(code => [textIn(code, 0x00080100), textIn(code, 0x00080102)])).toEqual([
      ['113100', 'DCM'],
    ])
    expect(textIn(set, 0x00280303)).toBe('REMOVED')
    expect(Buffer.from(bytes).includes('Doe')).toBe(false)
  })

  test('keeps pixels bit for bit, and the transfer syntax', () => {
    for (const syntax of Object.values(syntaxes)) {
      const compressed = syntax === syntaxes.jpeg
      const fragments = {
        kind: 'fragments',
        vr: 'OB',
        offsets: new Uint8Array(),
        fragments: [Uint8Array.from([255, 216, 255, 217])],
      } as const
      const file = fileOf(
        compressed ? [[0x7fe00010, 'OB', { ...fragments, fragments: [...fragments.fragments] }]] : [],
        syntax,
      )
      const [before, after] = [parseDicom(file), parseDicom(done(file).bytes)]
      expect(after.syntax).toEqual(before.syntax)
      expect(after.set.elements.get(0x7fe00010)).toEqual(before.set.elements.get(0x7fe00010))
    }
  })
})

suite('new names', () => {
  test('are the same for the same old one under one key, and others under another', () => {
    const file = fileOf([[0x00080058, 'UI', '1.2.3.4\\1.2.3.5']])
    const [first, second] = [done(file), done(fileOf([], syntaxes.implicit, '1.2.3.5'))]
    const other = done(file, pseudonyms(Buffer.from('another key')))
    expect(first.uids.study).toBe(second.uids.study)
    expect(textsIn(first.set, 0x00080058)).toEqual([first.uids.instance, second.uids.instance])
    expect(other.uids.study).not.toBe(first.uids.study)
    expect(first.uids.study).toMatch(/^2\.25\.\d{1,39}$/)
    expect(textIn(parseDicom(first.bytes).meta, 0x00020003)).toBe(first.uids.instance)
  })

  test('are not given to UIDs that the standard defines', () => {
    const { set } = done(fileOf([[0x00200052, 'UI', '1.2.840.10008.1.4.1.1']]))
    expect(textIn(set, 0x00200052)).toBe('1.2.840.10008.1.4.1.1')
  })

  test('tell patients apart, by their number and who gave it, and by their name where there is none', () => {
    const patient = (id: string, name: string, issuer = '') =>
      done(
        fileOf([
          [patientId, 'LO', id],
          [patientName, 'PN', name],
          [0x00100021, 'LO', issuer],
        ]),
      )
    const jane = patient('7', 'Doe^Jane')
    expect(jane.patient).toBe(patient('7', 'DOE^JANE').patient)
    expect(jane.patient).not.toBe(patient('8', 'Doe^Jane').patient)
    expect(jane.patient).not.toBe(patient('7', 'Doe^Jane', 'another hospital').patient)
    expect(textIn(jane.set, patientName)).toBe(jane.patient)
    expect(textIn(patient('', 'Doe^Jane').set, patientId)).toBe('')
    expect(patient('', 'Doe^Jane').patient).toMatch(/^P-[0-9A-F]{12}$/)
    expect(patient('', '').patient).toBe('')
  })
})

suite('held back', () => {
  test.each([
    ['a structured report', [[0x0040a730, 'SQ', []]], /structured report/],
    ['a report by its class', [[0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.88.59']], /structured report/],
    ['an encapsulated document', [[0x00420011, 'OB', '%PDF']], /encapsulated document/],
    ['an object without a name', [[instanceUid, 'UI', '']], /what object it is/],
  ] as [string, Parameters<typeof fileOf>[0], RegExp][])('%s', (_, more, why) => {
    const result = deidentify(fileOf(more), names)
    expect(result.outcome === 'held back' && result.why).toMatch(why)
  })

  test('an index of other files', () => {
    const result = deidentify(fileOf([[0x00041220, 'SQ', []]]), names)
    expect(result).toMatchObject({ outcome: 'held back', why: expect.stringContaining('DICOMDIR') })
  })
})

suite('the table', () => {
  test('lists 652 attributes, and curves and overlays in all their groups', () => {
    expect(profileTags()).toHaveLength(652)
    expect(profileEntry(patientName)).toEqual({ action: 'Z', keyword: 'PatientName' })
    expect(profileEntry(studyUid)).toEqual({ action: 'U', keyword: 'StudyInstanceUID' })
    expect(profileEntry(0x00081140)?.action).toBe('X/Z/U*')
    expect([0x50040010, 0x60023000, 0x601e4000].map(tag => profileEntry(tag)?.action)).toEqual([
      'X',
      'X',
      'X',
    ])
    expect(profileEntry(0x00280010)).toBeUndefined()
  })

  test('is what the tests beyond it do not list', () => {
    expect(unlisted.filter(tag => profileEntry(tag) !== undefined)).toEqual([])
    expect(unlisted.filter(tag => vrOf(tag) === undefined)).toEqual([])
  })
})

test('bytes that cannot be trusted are refused in words or de-identified, and never crash', () => {
  const file = fileOf([
    [patientName, 'PN', 'Doe^Jane'],
    [0x00081140, 'SQ', [setOf([[0x00081155, 'UI', '1.2.3.4']])]],
  ])
  fc.assert(
    fc.property(
      fc.constantFrom(syntaxes.explicit, syntaxes.implicit),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 10 }),
      fc.nat(),
      (syntax, changes, cut) => {
        const bytes = Uint8Array.from(
          syntax.explicit ? file : fileOf([[patientName, 'PN', 'Doe^Jane']], syntax),
        )
        for (const [place, value] of changes) bytes[132 + (place % (bytes.length - 132))] = value
        for (const one of [bytes, bytes.subarray(0, cut % bytes.length)])
          try {
            deidentify(one, names)
          } catch (error) {
            if (!isPraxisError(error)) throw error
          }
      },
    ),
    { numRuns: 300 },
  )
})

suite('real files', () => {
  const folder = join(import.meta.dirname, '..', 'dicom', '__fixtures__')
  test.each(readdirSync(folder).filter(name => name.endsWith('.dcm')))('%s', name => {
    const file = readFileSync(join(folder, name))
    const [before, after] = [parseDicom(file), done(file)]
    const pixels = 0x7fe00010
    expect(after.set.elements.get(pixels)).toEqual(before.set.elements.get(pixels))
    expect(after.set.elements.has(pixels)).toBe(true)
    const bytes = Buffer.from(after.bytes)
    for (const tag of [patientName, patientId, instanceUid, studyUid, 0x00081030, 0x00080090]) {
      const text = textIn(before.set, tag)
      // A number of a few digits may stand in any UID.
      if (text.length > 4) expect(bytes.includes(text)).toBe(false)
    }
  })
})
