import sharp from 'sharp'
import { expect, suite, test } from 'vitest'
import { embedMedia, hashBytes } from '../cases/index.ts'
import { prepareImage } from './prepare-image.ts'

/** A picture with enough detail that cutting its file loses pixels. */
function picture() {
  const width = 64
  const height = 48
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 251)
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

const prepare = (bytes: Uint8Array) => prepareImage(embedMedia('image', bytes), bytes)

suite('an image to send', () => {
  test('goes out byte for byte where every provider takes its format', async () => {
    for (const [bytes, mediaType] of [
      [await picture().png().toBuffer(), 'image/png'],
      [await picture().jpeg().toBuffer(), 'image/jpeg'],
      [await picture().webp().toBuffer(), 'image/webp'],
      [await picture().gif().toBuffer(), 'image/gif'],
    ] as const) {
      const part = await prepare(bytes)
      expect(part.bytes).toBe(bytes)
      expect(part.sent).toEqual({
        sha256: hashBytes(bytes),
        source: hashBytes(bytes),
        mediaType,
        bytes: bytes.byteLength,
        width: 64,
        height: 48,
        encoding: 'base64',
      })
    }
  })

  test('becomes a PNG of the same pixels otherwise, and the ledger keeps the source', async () => {
    const bytes = await picture().tiff().toBuffer()
    const part = await prepare(bytes)
    expect(part.mediaType).toBe('image/png')
    expect(part.sent).toMatchObject({
      source: hashBytes(bytes),
      sha256: hashBytes(part.bytes),
      mediaType: 'image/png',
    })
    const [before, after] = await Promise.all([bytes, part.bytes].map(image => sharp(image).raw().toBuffer()))
    expect(after?.equals(before ?? Buffer.of())).toBe(true)
  })

  test('is refused where it is truncated, corrupt or no image, each time it is asked for', async () => {
    const whole = await picture().png().toBuffer()
    const corrupt = Buffer.from(whole)
    corrupt.fill(0, corrupt.length >> 1, (corrupt.length >> 1) + 200)
    for (const bytes of [
      whole.subarray(0, whole.length >> 1),
      corrupt,
      Buffer.from('not an image'),
      Buffer.of(),
    ])
      for (const _ of [1, 2])
        await expect(prepare(bytes)).rejects.toMatchObject({ code: 'media-undecodable' })
  })
})
