import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { type DataSet, type Element, type Tag, tags, textIn } from './data-set.ts'
import { encodeValues, padded, valueElement } from './encode-value.ts'
import { parseDicom } from './parse.ts'
import { transferSyntaxOf } from './transfer-syntax.ts'
import { writeDicom } from './write-dicom.ts'

const implicit = transferSyntaxOf('1.2.840.10008.1.2')
const explicit = transferSyntaxOf('1.2.840.10008.1.2.1')
const deflated = transferSyntaxOf('1.2.840.10008.1.2.1.99')
const bigEndian = transferSyntaxOf('1.2.840.10008.1.2.2')
const jpeg = transferSyntaxOf('1.2.840.10008.1.2.4.50')

function setOf(elements: [Tag, Element][], littleEndian = true): DataSet {
  return { littleEndian, elements: new Map(elements) }
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map(value => padded(value, 'OB'))

/** Elements whose representation an implicit file leaves to the dictionary. */
const value = fc.oneof(
  fc.tuple(fc.constantFrom(tags.PatientName, 0x00101001), bytes(40), fc.constant('PN')),
  fc.tuple(fc.constantFrom(tags.Rows, tags.Columns), bytes(4), fc.constant('US')),
  fc.tuple(fc.constant(tags.LUTData), bytes(300), fc.constant('OW')),
)
const leaves = fc
  .array(value, { maxLength: 4 })
  .map(all => all.map(([tag, bytes, vr]): [Tag, Element] => [tag, { kind: 'value', vr, bytes }]))

function dataSets(littleEndian: boolean): fc.Arbitrary<DataSet> {
  const items = fc.array(
    leaves.map(all => setOf(all, littleEndian)),
    { maxLength: 3 },
  )
  return fc
    .tuple(leaves, items)
    .map(([own, items]) =>
      setOf([...own, [tags.PlanePositionSequence, { kind: 'sequence', vr: 'SQ', items }]], littleEndian),
    )
}

function plain({ elements }: DataSet): unknown[] {
  return [...elements]
    .sort(([a], [b]) => a - b)
    .map(([tag, element]) => {
      if (element.kind === 'sequence') return [tag, element.vr, element.items.map(plain)]
      if (element.kind === 'fragments')
        return [tag, element.vr, [element.offsets, ...element.fragments].map(one => [...one])]
      return [tag, element.vr, [...element.bytes]]
    })
}

suite('writing DICOM', () => {
  test.each([implicit, explicit, deflated, bigEndian])('$name is read back as it was', syntax => {
    fc.assert(
      fc.property(dataSets(syntax.littleEndian), set => {
        const read = parseDicom(writeDicom(set, syntax))
        expect(read.syntax.uid).toBe(syntax.uid)
        expect(plain(read.set)).toEqual(plain(set))
      }),
      { numRuns: 60 },
    )
  })

  test('encapsulated fragments keep their bytes and their offset table', () => {
    const pixels: Element = {
      kind: 'fragments',
      vr: 'OB',
      offsets: Uint8Array.from([0, 0, 0, 0]),
      fragments: [Uint8Array.from([1, 2, 3, 4]), Uint8Array.from([5, 6])],
    }
    const set = setOf([[tags.PixelData, pixels]])
    expect(plain(parseDicom(writeDicom(set, jpeg)).set)).toEqual(plain(set))
  })

  test('the preamble is empty, and the file meta name the object and nothing of where it came from', () => {
    const set = setOf([
      [0x00020016, valueElement('AE', ['WARD7'])],
      [tags.SOPClassUID, valueElement('UI', ['1.2.3'])],
      [tags.SOPInstanceUID, valueElement('UI', ['1.2.3.4'])],
    ])
    const file = writeDicom(set, explicit)
    const { meta } = parseDicom(file)
    expect(file.subarray(0, 128).every(byte => byte === 0)).toBe(true)
    expect(textIn(meta, 0x00020002)).toBe('1.2.3')
    expect(textIn(meta, 0x00020003)).toBe('1.2.3.4')
    expect(Buffer.from(file).includes('WARD7')).toBe(false)
  })

  test('a value too long for its representation is written as of unknown one', () => {
    const set = setOf([[tags.WindowCenter, valueElement('DS', Array<number>(40_000).fill(7))]])
    const file = Buffer.from(writeDicom(set, explicit))
    expect(file.includes('UN\0\0')).toBe(true)
    // The reader looks the representation up again.
    expect(plain(parseDicom(file).set)).toEqual(plain(set))
  })

  test('parts in another byte order are refused', () => {
    const items = [setOf([], true)]
    const set = setOf([[tags.PlanePositionSequence, { kind: 'sequence', vr: 'SQ', items }]], false)
    expect(() => writeDicom(set, bigEndian)).toThrow(/byte orders/)
  })
})

suite('values', () => {
  test('are little endian numbers, tags with their group first, and text with backslashes between', () => {
    expect([...encodeValues('US', [258, 3])]).toEqual([2, 1, 3, 0])
    expect([...encodeValues('SS', [-2])]).toEqual([254, 255])
    expect([...encodeValues('FD', [1])]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
    expect([...encodeValues('AT', [0x00280010])]).toEqual([0x28, 0, 0x10, 0])
    expect(encodeValues('AT', ['00280010'])).toEqual(encodeValues('AT', [0x00280010]))
    expect(Buffer.from(encodeValues('DS', [1.5, 2])).toString()).toBe('1.5\\2 ')
    expect(Buffer.from(encodeValues('UI', ['1.2'])).toString()).toBe('1.2\0')
  })
})
