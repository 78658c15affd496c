import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { encodeLossless, type Lossless } from '../__fixtures__/encode-lossless.ts'
import { readJpegHeader } from './jpeg-header.ts'
import { decodeLosslessJpeg } from './jpeg-lossless.ts'

function decode(bytes: Uint8Array): number[] {
  const header = readJpegHeader(bytes)
  if (header === undefined) throw new TypeError('no header')
  return [...decodeLosslessJpeg(bytes, header)]
}

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))

const images = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    components: fc.constantFrom(1, 3),
    precision: fc.integer({ min: 2, max: 16 }),
    predictor: fc.integer({ min: 1, max: 7 }),
    shift: fc.integer({ min: 0, max: 1 }),
    lines: fc.integer({ min: 0, max: 4 }),
    interleaved: fc.boolean(),
  })
  .chain(image =>
    fc.record({
      image: fc.constant<Lossless>(image),
      samples: fc.array(fc.integer({ min: 0, max: 2 ** image.precision - 1 }), {
        minLength: image.width * image.height * image.components,
        maxLength: image.width * image.height * image.components,
      }),
    }),
  )

suite('JPEG Lossless', () => {
  /**
   * Two by two of 8 bits, each predicted by its left: 128, 129 and 130, 128. Sizes 0, 1, 2 have the codes 0, 10, 110.
   * Differences: 0 from the middle of the range, +1, +2 from above, -2: 0, 10 1, 110 10, 110 01.
   */
  const coded = hex(
    `ffd8 ffc3000b 08 0002 0002 01 011100
     ffc40016 00 01010100000000000000000000000000 000102
     ffda0008 01 0100 01 00 00  5d67 ffd9`,
  )

  test('adds differences to predictions', () => {
    expect(decode(coded)).toEqual([128, 129, 130, 128])
  })

  test('brings every image back, by every predictor, shifted, with restarts, in one scan or several', () => {
    fc.assert(
      fc.property(images, ({ image, samples }) => {
        const kept = samples.map(sample => (sample >> image.shift) << image.shift)
        expect(decode(encodeLossless(samples, image))).toEqual(kept)
      }),
    )
  })

  test('knows the difference of half the range, which has no further bits', () => {
    const image = {
      width: 2,
      height: 1,
      components: 1,
      precision: 16,
      predictor: 1,
      shift: 0,
      lines: 0,
      interleaved: true,
    }
    expect(decode(encodeLossless([0, 32768], image))).toEqual([0, 32768])
  })

  test('is refused where it is cut off, incomplete, or of components that differ in size', () => {
    expect(() => decode(coded.subarray(0, coded.length - 3))).toThrow(/the scan is cut off/)
    expect(() => decode(coded.subarray(0, 21))).toThrow(/its scans are incomplete/)
    const predictor = coded.slice()
    predictor[coded.length - 7] = 9
    expect(() => decode(predictor)).toThrow(/predictor 9/)
    const three = encodeLossless(new Uint8Array(3), {
      ...{
        width: 1,
        height: 1,
        components: 3,
        precision: 8,
        predictor: 1,
        shift: 0,
        lines: 0,
        interleaved: true,
      },
    })
    three[13] = 0x21
    expect(() => decode(three)).toThrow(/its components differ in size, which is not supported/)
  })

  test('is refused where it restarts within a line', () => {
    const image = {
      width: 4,
      height: 2,
      components: 1,
      precision: 8,
      predictor: 1,
      shift: 0,
      lines: 1,
      interleaved: true,
    }
    const bytes = encodeLossless(new Uint8Array(8), image)
    const at = bytes.findIndex((byte, i) => byte === 0xdd && bytes[i - 1] === 0xff)
    bytes[at + 4] = 3
    expect(() => decode(bytes)).toThrow(/it restarts within a line/)
  })
})
