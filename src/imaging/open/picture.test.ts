import sharp from 'sharp'
import { expect, suite, test } from 'vitest'
import { decode } from '../decode.ts'
import type { Samples } from '../volume.ts'
import { readPicture } from './picture.ts'

type Page = { width: number; samples: Samples }

/** A plain TIFF file (revision 6.0) of grey pages: little endian, not compressed, one strip each. */
function tiff(...pages: Page[]): Uint8Array {
  const parts = [Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0])]
  let at = 8
  for (const [n, { width, samples }] of pages.entries()) {
    const bits = 8 * samples.BYTES_PER_ELEMENT
    const format =
      samples instanceof Float32Array
        ? 3
        : samples instanceof Int16Array || samples instanceof Int32Array
          ? 2
          : 1
    const entries = [
      [256, width],
      [257, samples.length / width],
      [258, bits],
      [259, 1],
      [262, 1],
      [273, at + 2 + 10 * 12 + 4],
      [277, 1],
      [278, samples.length / width],
      [279, samples.byteLength],
      [339, format],
    ] as const
    const directory = Buffer.alloc(2 + entries.length * 12 + 4)
    directory.writeUInt16LE(entries.length, 0)
    for (const [i, [tag, value]] of entries.entries()) {
      directory.writeUInt16LE(tag, 2 + i * 12)
      directory.writeUInt16LE(4, 4 + i * 12)
      directory.writeUInt32LE(1, 6 + i * 12)
      directory.writeUInt32LE(value, 10 + i * 12)
    }
    const pixels = Buffer.alloc(samples.byteLength + (samples.byteLength % 2), new Uint8Array(samples.buffer))
    at += directory.length + pixels.length
    directory.writeUInt32LE(n + 1 < pages.length ? at : 0, directory.length - 4)
    parts.push(directory, pixels)
  }
  return Buffer.concat(parts)
}

suite('a picture file as a volume', () => {
  test.each([
    Uint8Array.of(1, 2, 3, 255),
    Uint16Array.of(1, 2, 3, 65535),
    Uint32Array.of(0, 1, 70000, 4e9),
    Int32Array.of(-5, 0, 1, 70000),
    Float32Array.of(-1.5, 0.25, 3000, 1e6),
  ])('keeps samples as they are: %o', async samples => {
    const { volume } = await readPicture(tiff({ width: 2, samples }))
    expect(volume.size).toEqual({ x: 2, y: 2, z: 1, t: 1 })
    expect(volume.samples).toEqual(samples)
  })

  test('shows whole numbers of 8 and 16 bits over their range, and others by what they hold', async () => {
    const { window } = (await readPicture(tiff({ width: 1, samples: Uint16Array.of(9) }))).volume
    expect(window).toEqual({ centre: 32767.5, width: 65535, shape: 'linear-exact' })
    expect((await readPicture(tiff({ width: 1, samples: Float32Array.of(9) }))).volume.window).toBeUndefined()
  })

  test('has the pages of a stack as slices', async () => {
    const pages = [Uint16Array.of(1, 2), Uint16Array.of(300, 4), Uint16Array.of(5, 60000)]
    const { volume, notes } = await readPicture(tiff(...pages.map(samples => ({ width: 2, samples }))))
    expect(volume.size).toEqual({ x: 2, y: 1, z: 3, t: 1 })
    expect([...volume.samples, ...notes]).toEqual([1, 2, 300, 4, 5, 60000])
  })

  test('has the frames of an animation as points in time', async () => {
    const frames = await sharp(Buffer.from([0, 0, 255, 255]), {
      raw: { width: 2, height: 2, channels: 1, pageHeight: 1 },
    })
      .gif()
      .toBuffer()
    const { volume } = await readPicture(frames)
    expect([volume.size, volume.channels]).toEqual([{ x: 2, y: 1, z: 1, t: 2 }, 3])
    expect([volume.samples[0], volume.samples[6]]).toEqual([0, 255])
  })

  test('of pages that differ is the first, and says so', async () => {
    const pages = [
      { width: 2, samples: Uint8Array.of(1, 2) },
      { width: 1, samples: Uint8Array.of(3) },
    ]
    const { volume, notes } = await readPicture(tiff(...pages))
    expect([...volume.samples]).toEqual([1, 2])
    expect(notes).toEqual(['its 2 pages cannot be laid on each other; the first is opened'])
  })

  test('refuses samples that would be cut, here and as a picture', async () => {
    const signed = tiff({ width: 2, samples: Int16Array.of(-7, 7) })
    await expect(readPicture(signed)).rejects.toThrow(
      'samples of type short are not read here; convert it to 8 or 16 bits',
    )
    await expect(decode(signed)).rejects.toThrow('samples of type short are not read here')
    await expect(decode(tiff({ width: 1, samples: Float32Array.of(0.5) }))).rejects.toThrow('type float')
  })
})
