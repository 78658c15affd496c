import { expect, suite, test } from 'vitest'
import type { Element } from '../dicom/data-set.ts'
import { setOf } from './__fixtures__/dicom-file.ts'
import { whatRemains } from './what-remains.ts'

const pixels = (...stream: number[]): Element => ({
  kind: 'fragments',
  vr: 'OB',
  offsets: new Uint8Array(),
  fragments: [Uint8Array.from(stream)],
})
const text = (value: string) => [...Buffer.from(value)]

function warnings(more: Parameters<typeof setOf>[0], content: Element = pixels()): string[] {
  return whatRemains(setOf([[0x7fe00010, 'OB', content], ...more]))
}

suite('text in the pixels', () => {
  test('is warned of where the file says so, or is of a kind that often has it and does not say', () => {
    expect(warnings([[0x00280301, 'CS', 'YES']])).toEqual([
      'identifying text is burned into its pixels, as it says itself',
    ])
    expect(warnings([[0x00080060, 'CS', 'US']])).toHaveLength(1)
    expect(warnings([[0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7.2']])).toHaveLength(1)
    expect(warnings([[0x00080008, 'CS', 'DERIVED\\SECONDARY']])).toHaveLength(1)
    expect(warnings([[0x00080064, 'CS', 'DF']])).toHaveLength(1)
  })

  test('is not warned of where the file says no, or is of another kind', () => {
    expect(
      warnings([
        [0x00280301, 'CS', 'NO'],
        [0x00080060, 'CS', 'US'],
      ]),
    ).toEqual([])
    expect(
      warnings([
        [0x00080060, 'CS', 'CT'],
        [0x00080008, 'CS', 'ORIGINAL\\PRIMARY'],
      ]),
    ).toEqual([])
    expect(whatRemains(setOf([[0x00080060, 'CS', 'US']]))).toEqual([])
  })
})

test('an overlay in the spare bits of the pixels is warned of', () => {
  const bits: Element = { kind: 'value', vr: 'US', bytes: Uint8Array.from([16, 0]) }
  const rows: Element = { kind: 'value', vr: 'US', bytes: Uint8Array.from([2, 0]) }
  expect(
    warnings([
      [0x60020010, 'US', rows],
      [0x60020100, 'US', bits],
    ]),
  ).toEqual(['an overlay lies in the spare bits of its pixels, which are kept'])
  expect(
    warnings([
      [0x60020010, 'US', rows],
      [0x60020100, 'US', bits],
      [0x60023000, 'OW', 'overlay'],
    ]),
  ).toEqual([])
})

suite('comments in compressed pixels', () => {
  const warned = ['its compressed pixels carry comments or application data, which are kept']

  test('of JPEG are warned of, and JFIF and Adobe marks are not', () => {
    const jfif = [0xff, 0xe0, 0, 4, 1, 2]
    const adobe = [0xff, 0xee, 0, 4, 1, 2]
    const scan = [0xff, 0xda, 0, 2, 0xff, 0xfe]
    expect(warnings([], pixels(0xff, 0xd8, ...jfif, 0xff, 0xfe, 0, 5, ...text('Doe'), ...scan))).toEqual(
      warned,
    )
    expect(warnings([], pixels(0xff, 0xd8, ...jfif, 0xff, 0xe1, 0, 5, ...text('Doe'), ...scan))).toEqual(
      warned,
    )
    expect(warnings([], pixels(0xff, 0xd8, ...jfif, ...adobe, ...scan))).toEqual([])
  })

  test('of JPEG 2000 are warned of unless an encoder names itself', () => {
    const size = [0xff, 0x51, 0, 4, 1, 2]
    const comment = (value: string) => [0xff, 0x64, 0, 4 + value.length, 0, 1, ...text(value)]
    expect(warnings([], pixels(0xff, 0x4f, ...size, ...comment('Doe'), 0xff, 0x90))).toEqual(warned)
    expect(warnings([], pixels(0xff, 0x4f, ...size, ...comment('Kakadu-2.2'), 0xff, 0x90))).toEqual([])
  })

  test('do not hang on segments without a length', () => {
    expect(warnings([], pixels(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xe0, 0, 0))).toEqual([])
  })
})

test('sound is warned of', () => {
  expect(whatRemains(setOf([[0x00080060, 'CS', 'AU']]))).toEqual([
    'it holds sound, in which somebody may be named',
  ])
})
