/**
 * Bytes that cannot be trusted: real files of every coding, changed, cut, spliced and made to lie. Whatever comes in,
 * a volume or one clear line comes out.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { isPraxisError } from '../../cases/index.ts'
import { buildDicom } from './__fixtures__/build-dicom.ts'
import { fixture } from './__fixtures__/fixtures.ts'
import { readCodestreamHeader } from './codecs/codestream-header.ts'
import { decodeDctJpeg } from './codecs/jpeg-dct/index.ts'
import { readJpegHeader } from './codecs/jpeg-header.ts'
import { decodeLosslessJpeg } from './codecs/jpeg-lossless.ts'
import { tags } from './data-set.ts'
import { dataSetFromJson } from './dicom-json.ts'
import { parseDicom } from './parse.ts'
import { readDicom } from './read-dicom.ts'

/** Small ones, so that many can be tried. */
const files = readdirSync(join(import.meta.dirname, '__fixtures__'))
  .filter(name => name.endsWith('.dcm'))
  .map(fixture)
  .filter(({ length }) => length < 20_000)
  .concat(buildDicom(), buildDicom({}, '1.2.840.10008.1.2.1.99'))

type Change = (bytes: Uint8Array) => Uint8Array

/** A place as a part of the whole, so that it shrinks with the file. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const byte = fc.oneof(fc.constantFrom(0, 1, 127, 128, 254, 255), fc.nat(255))

function written(bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  const out = bytes.slice()
  out.set(values.slice(0, Math.max(0, out.length - at)), Math.min(out.length, at))
  return out
}

const overwrite: fc.Arbitrary<Change> = fc.tuple(place, fc.array(byte, { minLength: 1, maxLength: 4 })).map(
  ([where, values]) =>
    bytes =>
      written(bytes, Math.floor(where * bytes.length), values),
)

const truncate: fc.Arbitrary<Change> = place.map(
  where => bytes => bytes.slice(0, Math.floor(where * bytes.length)),
)

const splice: fc.Arbitrary<Change> = fc
  .tuple(fc.constantFrom(...files), place, place, fc.nat(3000))
  .map(([other, from, to, length]) => bytes => {
    const at = Math.floor(to * bytes.length)
    const start = Math.floor(from * other.length)
    return Buffer.concat([bytes.subarray(0, at), other.subarray(start, start + length), bytes.subarray(at)])
  })

/** A length, a side or a number of bits that is not so. */
const lie: fc.Arbitrary<Change> = fc
  .tuple(
    fc.constantFrom(
      tags.Rows,
      tags.Columns,
      tags.NumberOfFrames,
      tags.BitsAllocated,
      tags.BitsStored,
      tags.PixelRepresentation,
      tags.SamplesPerPixel,
      tags.PixelData,
    ),
    fc.integer({ min: 4, max: 12 }),
    fc.constantFrom(
      [0, 0],
      [1, 0],
      [3, 0],
      [8, 0],
      [255, 255],
      [255, 127],
      [255, 255, 255, 255],
      [0, 0, 0, 128],
    ),
  )
  .map(([tag, offset, values]) => bytes => {
    const name = Buffer.from([tag >>> 16, tag >>> 24, tag, tag >>> 8].map(part => part & 255))
    const at = Buffer.from(bytes).indexOf(name)
    return at < 0 ? bytes : written(bytes, at + offset, values)
  })

const damaged = fc
  .tuple(
    fc.constantFrom(...files),
    fc.array(fc.oneof(overwrite, overwrite, truncate, splice, lie), { minLength: 1, maxLength: 4 }),
  )
  .map(([file, changes]) => changes.reduce((bytes, change) => change(bytes), file))

async function outcome(bytes: Uint8Array): Promise<'volume' | 'one line'> {
  try {
    const { volume } = await readDicom(bytes)
    const { x, y, z, t } = volume.size
    expect(volume.samples).toHaveLength(x * y * z * t * volume.channels)
    return 'volume'
  } catch (error) {
    if (!isPraxisError(error)) throw error
    expect(error.code).toBe('media-undecodable')
    expect(error.message).toMatch(/^[^\n]{10,400}$/)
    return 'one line'
  }
}

suite('damaged files', () => {
  // A decoder that loops is given up after ten seconds, which the arbitrary bytes may well bring about.
  test('give a volume or one line, and lay out no more than a few times their size', {
    timeout: 120_000,
  }, async () => {
    const seen = new Set<string>()
    const before = process.memoryUsage().arrayBuffers
    await fc.assert(
      fc.asyncProperty(damaged, async bytes => {
        seen.add(await outcome(bytes))
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(500e6)
      }),
      { numRuns: 800 },
    )
    expect(seen).toEqual(new Set(['volume', 'one line']))
  })

  test('are parsed or refused, down to arbitrary bytes', () => {
    const bytes = fc.oneof(
      damaged,
      fc.uint8Array({ maxLength: 400 }),
      fc.uint8Array({ maxLength: 400 }).map(tail => Buffer.concat([buildDicom(), tail])),
    )
    fc.assert(
      fc.property(bytes, input => {
        try {
          parseDicom(input)
        } catch (error) {
          if (!isPraxisError(error)) throw error
        }
      }),
      { numRuns: 1000 },
    )
  })
})

suite('damaged streams', () => {
  const starts = fc.constantFrom(
    'ffd8ffc3000b080008000801011100ffc40016000101010000000000000000000000000000010200ffda0008010100010000',
    'ffd8ffc0000b0c0008000801011100ffc4001400010000000000000000000000000000000007ffda00080101003f00',
    'ffd8ffc2000b0c0008000801011100ffda000801010001013f10',
    'ff4fff51002900000000000800000008000000000000000000000008000000080000000000000000000107010',
  )
  const streams = fc
    .tuple(starts, fc.array(fc.tuple(place, byte), { maxLength: 3 }), fc.uint8Array({ maxLength: 200 }))
    .map(([start, changes, tail]) => {
      const bytes = Buffer.concat([Buffer.from(start, 'hex'), tail])
      for (const [where, value] of changes) bytes[Math.floor(where * bytes.length)] = value
      return bytes
    })

  test('are decoded or refused by our own decoders', () => {
    fc.assert(
      fc.property(streams, bytes => {
        readCodestreamHeader(bytes)
        const header = readJpegHeader(bytes)
        if (header === undefined || header.width * header.height > 1e6) return
        for (const decode of [() => decodeLosslessJpeg(bytes, header), () => decodeDctJpeg(bytes)]) {
          try {
            decode()
          } catch (error) {
            if (!isPraxisError(error)) throw error
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('of metadata in JSON are read or refused', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), text => {
        try {
          dataSetFromJson({
            '00280010': JSON.parse(text),
            '00289110': { vr: 'SQ', Value: [JSON.parse(text)] },
          })
        } catch (error) {
          if (!isPraxisError(error)) throw error
        }
      }),
    )
  })
})
