import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { expect, suite, test } from 'vitest'
import { decode, encodePng, inspectImage, maxPixels, type Raster } from './decode.ts'
import { box } from './geometry.ts'
import { noiseLike } from './noise.ts'
import { crop, mirrorHorizontally, thumbnail, toPng } from './transform.ts'

/** 3×2, grey, rows from the top. */
const small: Raster = {
  width: 3,
  height: 2,
  channels: 1,
  samples: new Uint8Array([0, 50, 100, 150, 200, 250]),
}
const deep: Raster = {
  width: 3,
  height: 2,
  channels: 1,
  samples: new Uint16Array([0, 1, 300, 4000, 65535, 12345]),
}
const photo: Raster = {
  width: 48,
  height: 40,
  channels: 3,
  samples: Uint8Array.from({ length: 48 * 40 * 3 }, (_, i) => (i * 7919) >> 3),
}
const jpegOf = ({ samples, ...raw }: Raster) => sharp(samples, { raw }).jpeg()
const undecodable = expect.objectContaining({ code: 'media-undecodable' })

const rasters = fc
  .record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom<(1 | 3 | 4)[]>(1, 3, 4),
    wide: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ width, height, channels, wide, seed }): Raster => {
    const sample = (_: unknown, i: number) => Math.imul(i + seed, 2654435761) >>> (wide ? 16 : 24)
    const length = width * height * channels
    const samples = wide ? Uint16Array.from({ length }, sample) : Uint8Array.from({ length }, sample)
    return { width, height, channels, samples }
  })

suite('inspecting an image', () => {
  test('gives its size and type', async () => {
    expect(await inspectImage(await encodePng(photo))).toEqual({
      width: 48,
      height: 40,
      mediaType: 'image/png',
    })
    expect(await inspectImage(await jpegOf(photo).toBuffer())).toEqual({
      width: 48,
      height: 40,
      mediaType: 'image/jpeg',
    })
  })

  test('gives the size as displayed where EXIF turns the picture', async () => {
    const turned = await jpegOf(photo).withMetadata({ orientation: 6 }).toBuffer()
    expect(await inspectImage(turned)).toMatchObject({ width: 40, height: 48 })
  })

  test('refuses what is truncated, though the header reads well', async () => {
    for (const whole of [await encodePng(photo), await jpegOf(photo).toBuffer()])
      for (const share of [0.9, 0.5, 0.1]) {
        const cut = whole.subarray(0, Math.floor(whole.length * share))
        await expect(inspectImage(cut)).rejects.toEqual(undecodable)
      }
  })

  test('refuses corrupt pixels', async () => {
    for (const whole of [await encodePng(photo), await jpegOf(photo).toBuffer()]) {
      const bytes = Uint8Array.from(whole)
      const middle = Math.floor(bytes.length * 0.7)
      bytes.fill(0xff, middle, middle + 40)
      await expect(inspectImage(bytes)).rejects.toEqual(undecodable)
    }
  })

  test('refuses no bytes, text, and vector graphics', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    for (const bytes of [new Uint8Array(), Buffer.from('not an image'), Buffer.from(svg)])
      await expect(inspectImage(bytes)).rejects.toEqual(undecodable)
    await expect(inspectImage(new Uint8Array())).rejects.toThrow('no bytes')
  })

  test('refuses a decompression bomb without unfolding it', async () => {
    // A valid PNG whose header (IHDR at byte 12, CRC at 29) is rewritten to claim a vast size.
    const bomb = Buffer.from(await encodePng(small))
    const side = Math.ceil(Math.sqrt(maxPixels)) + 1
    bomb.writeUInt32BE(side, 16)
    bomb.writeUInt32BE(side, 20)
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29)
    await expect(inspectImage(bomb)).rejects.toThrow('pixel limit')
  })

  test('never throws anything else, whatever the bytes', async () => {
    const whole = await encodePng(photo)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
        const bytes = Uint8Array.from(whole)
        bytes[at] = value
        const facts = await inspectImage(bytes).catch((error: unknown) => error)
        expect([undecodable, { width: 48, height: 40, mediaType: 'image/png' }]).toContainEqual(facts)
      }),
      { numRuns: 60 },
    )
  })
})

suite('PNG', () => {
  test('keeps every sample, 8 and 16 bits, with and without alpha', async () => {
    await fc.assert(
      fc.asyncProperty(rasters, async raster => {
        const png = await encodePng(raster)
        expect(await decode(png)).toEqual(raster)
        expect(await decode(await toPng(png))).toEqual(raster)
      }),
      { numRuns: 60 },
    )
  })

  test('keeps stored values where a colour profile is embedded', async () => {
    const { samples, ...raw } = photo
    const tagged = await sharp(samples, { raw }).withIccProfile('p3').png().toBuffer()
    const stored = (await sharp(tagged, { ignoreIcc: true }).raw().toBuffer()).toString('hex')
    expect(Buffer.from((await decode(await toPng(tagged))).samples).toString('hex')).toBe(stored)
    expect((await sharp(await toPng(tagged)).metadata()).hasProfile).toBe(true)
  })

  test('is what an upright JPEG becomes', async () => {
    const jpeg = await jpegOf(photo).withMetadata({ orientation: 3 }).toBuffer()
    expect(await decode(await toPng(jpeg))).toEqual(await decode(jpeg))
  })
})

suite('mirroring', () => {
  test('exchanges left and right of a hand-made picture', async () => {
    const { samples } = await decode(await mirrorHorizontally(await encodePng(small)))
    expect([...samples]).toEqual([100, 50, 0, 250, 200, 150])
  })

  test('keeps 16-bit grey values', async () => {
    const { samples } = await decode(await mirrorHorizontally(await encodePng(deep)))
    expect([...samples]).toEqual([300, 1, 0, 12345, 65535, 4000])
  })

  test('twice gives the same pixels', async () => {
    await fc.assert(
      fc.asyncProperty(rasters, async raster => {
        const twice = await mirrorHorizontally(await mirrorHorizontally(await encodePng(raster)))
        expect(await decode(twice)).toEqual(raster)
      }),
      { numRuns: 60 },
    )
  })

  test('turns the picture upright first', async () => {
    const { samples, ...raw } = small
    const turned = await sharp(samples, { raw })
      .toColourspace('b-w')
      .png()
      .withMetadata({ orientation: 6 })
      .toBuffer()
    // Orientation 6: the stored left column is the top row as displayed, read from the bottom.
    const mirrored = await decode(await mirrorHorizontally(turned))
    expect(mirrored.channels).toBe(3)
    const grey = [...mirrored.samples].filter((_, i) => i % 3 === 0)
    expect({ ...mirrored, samples: grey }).toMatchObject({
      width: 2,
      height: 3,
      samples: [0, 150, 50, 200, 100, 250],
    })
  })

  test('keeps JPEG and WebP, and stays close to the pixels of a JPEG', async () => {
    const { samples, ...raw } = { ...photo, samples: photo.samples.map((_, i) => ((i / 3) % 48) << 2) }
    const jpeg = await sharp(samples, { raw }).jpeg({ quality: 95 }).toBuffer()
    const mirrored = await mirrorHorizontally(jpeg)
    expect((await sharp(mirrored).metadata()).chromaSubsampling).toBe('4:4:4')
    const [before, twice] = [await decode(jpeg), await decode(await mirrorHorizontally(mirrored))]
    const worst = [...before.samples].reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (twice.samples[i] ?? 0))),
      0,
    )
    expect(worst).toBeLessThan(12)
    const webp = await sharp(samples, { raw }).webp().toBuffer()
    expect((await inspectImage(await mirrorHorizontally(webp))).mediaType).toBe('image/webp')
    expect((await inspectImage(mirrored)).mediaType).toBe('image/jpeg')
  })

  test('refuses what does not decode', async () => {
    const whole = await encodePng(photo)
    const cut = whole.subarray(0, whole.length / 2)
    for (const work of [mirrorHorizontally, toPng, (b: Uint8Array) => thumbnail(b, 8), decode])
      await expect(work(cut)).rejects.toEqual(undecodable)
    await expect(noiseLike(cut, 'n')).rejects.toEqual(undecodable)
  })
})

suite('noise', () => {
  const sorted = ({ samples, channels }: Raster, channel: number) =>
    [...samples].filter((_, i) => i % channels === channel).sort((a, b) => a - b)

  test('has size, depth and the exact histogram of every channel, hence mean and deviation', async () => {
    await fc.assert(
      fc.asyncProperty(rasters, fc.string(), async (raster, seed) => {
        const noise = await decode(await noiseLike(await encodePng(raster), seed))
        expect({ ...noise, samples: 0 }).toEqual({ ...raster, samples: 0 })
        for (let channel = 0; channel < raster.channels; channel++)
          expect(sorted(noise, channel)).toEqual(sorted(raster, channel))
      }),
      { numRuns: 40 },
    )
  })

  test('keeps nothing of the shape: neighbours become unrelated', async () => {
    const samples = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64) * 4)
    const ramp = await encodePng({ width: 64, height: 64, channels: 1, samples })
    expect(neighbourCorrelation((await decode(ramp)).samples)).toBeGreaterThan(0.9)
    expect(Math.abs(neighbourCorrelation((await decode(await noiseLike(ramp, 'n'))).samples))).toBeLessThan(
      0.08,
    )
  })

  test('is the same for the same seed and another for another', async () => {
    const png = await encodePng(photo)
    const [a, b, c] = await Promise.all(['one', 'one', 'two'].map(seed => noiseLike(png, seed)))
    expect(a).toEqual(b)
    expect(a).not.toEqual(c)
  })
})

suite('cropping', () => {
  test('cuts the pixels of the box, in 8 and 16 bits', async () => {
    const cut = async (raster: Raster) => [
      ...(await decode(await crop(await encodePng(raster), box(1, 0, 3, 2)))).samples,
    ]
    expect(await cut(small)).toEqual([50, 100, 200, 250])
    expect(await cut(deep)).toEqual([1, 300, 65535, 12345])
  })

  test('refuses boxes off the picture, empty, or between pixels', async () => {
    const png = await encodePng(small)
    for (const wrong of [box(0, 0, 4, 2), box(-1, 0, 2, 2), box(1, 1, 1, 2), box(0.5, 0, 2, 2)])
      await expect(crop(png, wrong)).rejects.toMatchObject({ code: 'bad-usage' })
  })
})

suite('thumbnails', () => {
  test('fit the side, keep the shape and are never enlarged', async () => {
    const png = await encodePng(photo)
    expect(await inspectImage(await thumbnail(png, 24))).toEqual({
      width: 24,
      height: 20,
      mediaType: 'image/webp',
    })
    expect(await inspectImage(await thumbnail(png, 999))).toMatchObject({ width: 48, height: 40 })
    expect(await inspectImage(await thumbnail(await encodePng(deep), 2))).toMatchObject({ width: 2 })
  })
})

function neighbourCorrelation(samples: ArrayLike<number>): number {
  const values = Array.from(samples)
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  const at = (i: number) => (values[i] ?? mean) - mean
  const over = (product: (i: number) => number) => values.reduce((sum, _, i) => sum + product(i), 0)
  return over(i => at(i) * at(i + 1)) / over(i => at(i) ** 2)
}
