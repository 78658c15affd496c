import { expect, suite, test } from 'vitest'
import { fixture } from '../__fixtures__/fixtures.ts'
import { tags } from '../data-set.ts'
import { parseDicom } from '../parse.ts'
import { isCutOff, readCodestreamHeader, saidUnsigned } from './codestream-header.ts'
import { readJpegHeader, withColourMarker } from './jpeg-header.ts'

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

function firstFragment(name: string): Uint8Array {
  const pixels = parseDicom(fixture(name)).set.elements.get(tags.PixelData)
  if (pixels?.kind !== 'fragments') throw new TypeError('no fragments')
  return pixels.fragments[0] ?? new Uint8Array()
}

const frame = 'ffc00011 08 0010 0020 03 012200 021101 031101'
const jfif = 'ffe00010 4a46494600 0101 00 00010001 0000'
const adobe = 'ffee000e 41646f626500 64 0000 0000 01'

suite('the header of a JPEG stream', () => {
  test('tells size, depth, sampling and process', () => {
    expect(readJpegHeader(hex(`ffd8 ${frame}`))).toEqual({
      family: 'jpeg',
      width: 32,
      height: 16,
      precision: 8,
      sampling: [
        [2, 2],
        [1, 1],
        [1, 1],
      ],
      frameMarker: 0xc0,
    })
  })

  test('tells what its markers say of colours', () => {
    expect(readJpegHeader(hex(`ffd8 ${jfif} ${frame}`))).toMatchObject({ jfif: true })
    expect(readJpegHeader(hex(`ffd8 ${adobe} ${frame}`))).toMatchObject({ adobe: 1 })
  })

  test('is none where the frame is missing, cut off, or comes after a scan', () => {
    expect(readJpegHeader(hex(frame))).toBeUndefined()
    expect(readJpegHeader(hex('ffd8 ffd9'))).toBeUndefined()
    expect(readJpegHeader(hex(`ffd8 ${frame}`).subarray(0, 14))).toBeUndefined()
    expect(readJpegHeader(hex(`ffd8 ffda0003 00 ${frame}`))).toBeUndefined()
  })

  test('can be told how colours are coded, in place of what it says', () => {
    const scan = 'ffda000c 03010002110311003f00 1234 ffd9'
    const stream = hex(`ffd8 ${jfif} ${adobe} ${frame} ${scan}`)
    const told = withColourMarker(stream, false)
    expect(readJpegHeader(told)).toMatchObject({ adobe: 0, width: 32 })
    expect(readJpegHeader(told)).not.toHaveProperty('jfif')
    expect(Buffer.from(told).toString('hex')).toBe(
      `ffd8${adobe.slice(0, -2)}00${frame}${scan}`.replaceAll(' ', ''),
    )
  })
})

suite('the header of a JPEG 2000 codestream', () => {
  test('tells size, depth, sign, transform and block coding', () => {
    expect(readCodestreamHeader(firstFragment('made-jpeg-2000-tiles-signed.dcm'))).toMatchObject({
      width: 67,
      height: 53,
      components: [{ precision: 12, signed: true, across: 1, down: 1 }],
      highThroughput: false,
      transformed: false,
    })
    expect(readCodestreamHeader(firstFragment('made-jpeg-2000-ict.dcm'))).toMatchObject({ transformed: true })
    expect(readCodestreamHeader(firstFragment('made-htj2k-rct.dcm'))).toMatchObject({
      highThroughput: true,
      transformed: true,
    })
  })

  test('is found behind the boxes of a JP2 file, and is none where it is cut off', () => {
    const codestream = firstFragment('made-jpeg-2000-ict.dcm')
    const boxed = Buffer.concat([new Uint8Array(85), codestream])
    expect(readCodestreamHeader(boxed)?.codestream.length).toBe(codestream.length)
    expect(readCodestreamHeader(codestream.subarray(0, 30))).toBeUndefined()
    expect(readCodestreamHeader(new Uint8Array(100))).toBeUndefined()
  })

  test.each([
    'MR_small_jp2klossless.dcm',
    'made-jpeg-2000-tiles-signed.dcm',
    'made-jpeg-2000-ict.dcm',
    'made-htj2k-signed.dcm',
    'made-htj2k-rct.dcm',
  ])('shows that the stream of %s is whole, and where it is not', name => {
    const padded = firstFragment(name)
    const whole = padded.subarray(0, padded.findLastIndex(byte => byte !== 0) + 1)
    const cutAt = (length: number) => {
      const header = readCodestreamHeader(whole.subarray(0, length))
      return header === undefined || isCutOff(header)
    }
    expect(cutAt(whole.length)).toBe(false)
    // Without the last marker, all tiles are there.
    for (let length = 0; length < whole.length - 2; length += 7) expect(cutAt(length)).toBe(true)
    expect(cutAt(whole.length - 3)).toBe(true)
  })

  test('can be told that samples are unsigned, which changes nothing else', () => {
    const header = readCodestreamHeader(firstFragment('made-jpeg-2000-signed-bytes.dcm'))
    if (header === undefined) throw new TypeError('no header')
    const unsigned = saidUnsigned(header)
    expect(readCodestreamHeader(unsigned)?.components).toEqual([
      { precision: 8, signed: false, across: 1, down: 1 },
    ])
    expect(unsigned.filter((byte, i) => byte !== header.codestream[i])).toHaveLength(1)
  })
})
