import { constants, deflateRawSync } from 'node:zlib'
import { expect, suite, test } from 'vitest'
import { buildDicom, syntaxes } from './__fixtures__/build-dicom.ts'
import { fixture } from './__fixtures__/fixtures.ts'
import { itemsIn, numbersIn, tags, textIn } from './data-set.ts'
import { looksLikeDicom, parseDicom } from './parse.ts'

const rowsIn = (bytes: Uint8Array) => numbersIn(parseDicom(bytes).set, tags.Rows)

/** Where the data set begins: behind the preamble, the mark and the file meta. */
function bodyOf(file: Uint8Array): Uint8Array {
  return file.subarray(headOf(file).length)
}

/** By the length of group 2, which is told at byte 140. */
function headOf(file: Uint8Array): Uint8Array {
  return file.subarray(0, 144 + new DataView(file.buffer, file.byteOffset).getUint32(140, true))
}

/** An element in explicit little endian, byte by byte. */
function element(
  group: number,
  number: number,
  vr: string,
  value: Uint8Array,
  length = value.length,
): Uint8Array {
  const long = ['OB', 'UN', 'SQ'].includes(vr)
  const head = new DataView(new ArrayBuffer(long ? 12 : 8))
  head.setUint16(0, group, true)
  head.setUint16(2, number, true)
  head.setUint8(4, vr.charCodeAt(0))
  head.setUint8(5, vr.charCodeAt(1))
  if (long) head.setUint32(8, length, true)
  else head.setUint16(6, length, true)
  return Buffer.concat([new Uint8Array(head.buffer), value])
}

const open = 0xffffffff
const item = (value: Uint8Array, length = value.length) => mark(0xe000, length, value)
const mark = (number: number, length = 0, value: Uint8Array = new Uint8Array()) => {
  const head = new DataView(new ArrayBuffer(8))
  head.setUint16(0, 0xfffe, true)
  head.setUint16(2, number, true)
  head.setUint32(4, length, true)
  return Buffer.concat([new Uint8Array(head.buffer), value])
}

const file = buildDicom()
const withBefore = (extra: Uint8Array) => Buffer.concat([headOf(file), extra, bodyOf(file)])

suite('a file is read', () => {
  test.each(['implicit', 'explicit', 'deflated'] as const)('in %s VR', name => {
    const { syntax, set } = parseDicom(buildDicom({}, syntaxes[name]))
    expect(syntax.uid).toBe(syntaxes[name])
    expect(numbersIn(set, tags.Rows)).toEqual([2])
  })

  test('without its preamble, and without its file meta', () => {
    expect(rowsIn(file.subarray(132))).toEqual([2])
    expect(rowsIn(bodyOf(file))).toEqual([2])
    expect(parseDicom(bodyOf(file)).syntax.name).toBe('Explicit VR Little Endian')
    const implicit = bodyOf(buildDicom({}, syntaxes.implicit))
    expect(parseDicom(implicit).syntax.name).toBe('Implicit VR Little Endian')
    expect(rowsIn(implicit)).toEqual([2])
    const bigEndian = fixture('MR_small_bigendian.dcm')
    const bare = bigEndian.subarray(
      bigEndian.findIndex((_, at) => at > 300 && bigEndian[at] === 0 && bigEndian[at + 1] === 8),
    )
    expect(rowsIn(bare)).toEqual([64])
  })

  test('as it is written, where it says otherwise', () => {
    const implicit = buildDicom({}, syntaxes.implicit)
    expect(rowsIn(Buffer.concat([headOf(file), bodyOf(implicit)]))).toEqual([2])
    expect(rowsIn(Buffer.concat([headOf(implicit), bodyOf(file)]))).toEqual([2])
  })

  test('with zeros or a few bytes behind it', () => {
    expect(rowsIn(Buffer.concat([file, new Uint8Array(1000)]))).toEqual([2])
    expect(rowsIn(Buffer.concat([file, Uint8Array.of(1, 2, 3)]))).toEqual([2])
  })

  test('with values of odd length', () => {
    const { set } = parseDicom(withBefore(element(8, 5, 'CS', Buffer.from('ISO_IR 192 '))))
    expect(textIn(set, tags.SpecificCharacterSet)).toBe('ISO_IR 192')
    expect(numbersIn(set, tags.Rows)).toEqual([2])
  })

  test('with sequences and items of open length, one in another', () => {
    const inner = element(0x28, 0x10, 'US', Uint8Array.of(7, 0))
    const items = Buffer.concat([item(Buffer.concat([inner, mark(0xe00d)]), open), mark(0xe0dd)])
    const outer = element(0x20, 0x9113, 'SQ', items, open)
    const nested = Buffer.concat([item(Buffer.concat([outer, mark(0xe00d)]), open), mark(0xe0dd)])
    const { set } = parseDicom(withBefore(element(0x20, 0x9116, 'SQ', nested, open)))
    const [first] = itemsIn(set, tags.PlaneOrientationSequence)
    const [second] = itemsIn(first, tags.PlanePositionSequence)
    expect(second && numbersIn(second, tags.Rows)).toEqual([7])
    expect(numbersIn(set, tags.Rows)).toEqual([2])
  })

  test('with a private sequence of unknown representation, which is implicit inside', () => {
    const rows = Buffer.from('28001000020000000500', 'hex')
    const value = Buffer.concat([item(rows, rows.length), mark(0xe0dd)])
    const { set } = parseDicom(withBefore(element(9, 0x1001, 'UN', value, open)))
    const [first] = itemsIn(set, 0x00091001)
    expect(first && numbersIn(first, tags.Rows)).toEqual([5])
    expect(numbersIn(set, tags.Rows)).toEqual([2])
  })
})

suite('what is damaged is told', () => {
  const complaint = (bytes: Uint8Array) => {
    try {
      parseDicom(bytes)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    return 'it was read'
  }

  test('bytes that are no DICOM', () => {
    expect(complaint(new Uint8Array())).toMatch(/^this is no DICOM file; /)
    expect(complaint(Buffer.from('plain text, and more of it than 16 bytes'))).toMatch(
      /^this is no DICOM file; /,
    )
    expect(looksLikeDicom(Buffer.from('plain text, and more of it than 16 bytes'))).toBe(false)
    expect(looksLikeDicom(file)).toBe(true)
    expect(looksLikeDicom(bodyOf(file))).toBe(true)
  })

  test('a length beyond the end', () => {
    const cut = file.subarray(0, file.length - 2)
    expect(complaint(cut)).toBe(
      '(7FE0,0010) claims 4 bytes and 2 are left: it is cut off or damaged; fetch the file again',
    )
    const sequence = element(0x20, 0x9113, 'SQ', item(new Uint8Array(4), 400))
    expect(complaint(withBefore(sequence))).toMatch(/^\(0020,9113\) claims 400 bytes and 4 are left/)
  })

  test('an element without a representation, or something else than an item in a sequence', () => {
    expect(complaint(withBefore(Buffer.from('0800050001010000', 'hex')))).toMatch(
      /^the element \(0008,0005\) has no value representation/,
    )
    expect(complaint(withBefore(element(0x20, 0x9113, 'SQ', mark(0xe111, 0))))).toMatch(
      /^\(0020,9113\) holds \(FFFE,E111\) and no item/,
    )
  })

  test('sequences nested without end', () => {
    let nested = new Uint8Array()
    for (let depth = 0; depth < 40; depth++) nested = Buffer.from(element(0x20, 0x9113, 'SQ', item(nested)))
    expect(complaint(withBefore(nested))).toMatch(/^\(0020,9113\) is nested 32 deep/)
  })

  test('a million elements', () => {
    const many = Buffer.alloc(8 * 1_100_000)
    for (let at = 0; at < many.length; at += 8)
      many.set([9, 0, at & 255, (at >> 8) & 255, 0x55, 0x53, 0, 0], at)
    expect(complaint(withBefore(many))).toBe('it holds more than 1000000 elements; split the file')
  })

  test('deflated data that are cut off, or unfold without measure', () => {
    const deflated = buildDicom({}, syntaxes.deflated)
    expect(complaint(deflated.subarray(0, deflated.length - 9))).toMatch(/^its deflated part does not unfold/)
    // Pieces of 16 MB of zeros that can follow each other.
    const piece = deflateRawSync(new Uint8Array(1 << 24), { finishFlush: constants.Z_FULL_FLUSH })
    const bomb = Buffer.concat([headOf(deflated), ...Array<Buffer>(40).fill(piece)])
    expect(bomb.length).toBeLessThan(1e6)
    expect(complaint(bomb)).toMatch(/^its deflated part does not unfold \(Cannot create a Buffer larger than/)
  })
})
