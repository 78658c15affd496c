import { expect, suite, test } from 'vitest'
import { itemsIn, tags, textIn } from './data-set.ts'
import { vrOf } from './dictionary.ts'
import { parseDicom } from './parse.ts'

suite('the data dictionary', () => {
  test('knows the elements of the standard, and curves and overlays in every group', () => {
    expect(vrOf(0x00100010)).toBe('PN')
    expect(vrOf(0x00081140)).toBe('SQ')
    expect(vrOf(tags.PixelData)).toBe('OW')
    expect(vrOf(0x60003000)).toBe('OW')
    expect(vrOf(0x601e3000)).toBe('OW')
    expect(vrOf(0x50043000)).toBe('OW')
  })

  test('knows no private element and none that nobody defined', () => {
    expect(vrOf(0x00091001)).toBeUndefined()
    expect(vrOf(0x00101234)).toBeUndefined()
    expect(vrOf(0x60013000)).toBeUndefined()
  })

  /** (0008,0005), then what is given, in implicit little endian. */
  const implicitFile = (hex: string) => Buffer.from(`080005000a00000049534f5f495220313932${hex}`, 'hex')

  test('lets an implicit sequence of given length be read as one', () => {
    // (0008,1140) of 24 bytes: an item of 16, and in it (0008,1155) of 8.
    const { set } = parseDicom(
      implicitFile('0800401118000000' + 'feff00e010000000' + '0800551108000000' + '312e322e332e3400'),
    )
    const [image] = itemsIn(set, 0x00081140)
    expect(image && textIn(image, 0x00081155)).toBe('1.2.3.4')
  })

  test('does not make a sequence of what does not begin with an item', () => {
    // (0008,1140) of 12 bytes of text, then (0008,0016).
    const { set } = parseDicom(
      implicitFile('080040110c000000' + '54455854204f4e4c59212020' + '0800160004000000312e3200'),
    )
    expect(set.elements.get(0x00081140)).toMatchObject({ kind: 'value', vr: 'UN' })
    expect(textIn(set, tags.SOPClassUID)).toBe('1.2')
  })
})

suite('text of an item', () => {
  test('is in the character set around it', () => {
    // Explicit: ISO_IR 192 outside; inside an item the name in UTF-8.
    const name = Buffer.from('Größe ', 'utf8')
    const element = (tag: string, vr: string, value: Buffer) =>
      Buffer.concat([Buffer.from(tag, 'hex'), Buffer.from(vr), Buffer.from([value.length, 0]), value])
    const inside = element('08000401', 'LO', name)
    const item = Buffer.concat([
      Buffer.from('feff00e0', 'hex'),
      Buffer.from([inside.length, 0, 0, 0]),
      inside,
    ])
    const sequence = Buffer.concat([
      Buffer.from('08001822', 'hex'),
      Buffer.from('SQ\0\0'),
      Buffer.from([item.length, 0, 0, 0]),
      item,
    ])
    const file = Buffer.concat([element('08000500', 'CS', Buffer.from('ISO_IR 192')), sequence])
    const { set } = parseDicom(file)
    const [region] = itemsIn(set, 0x00082218)
    expect(region && textIn(region, 0x00080104)).toBe('Größe')
  })
})
