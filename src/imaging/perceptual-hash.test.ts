import { readdir, readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { beforeAll, expect, suite, test } from 'vitest'
import { encodePng } from './decode.ts'
import { hashDistance, nearDuplicateDistance, perceptualHash } from './perceptual-hash.ts'

const folder = new URL('../../data/vqa-rad/images/', import.meta.url)
let pictures: Buffer[] = []

beforeAll(async () => {
  const names = (await readdir(folder)).sort().slice(0, 12)
  pictures = await Promise.all(names.map(name => readFile(new URL(name, folder))))
})

suite('distance of hashes', () => {
  test('counts the differing bits', () => {
    expect(hashDistance('0000000000000000', '0000000000000000')).toBe(0)
    expect(hashDistance('ffffffffffffffff', '0000000000000000')).toBe(64)
    expect(hashDistance('8000000000000001', '0000000000000003')).toBe(2)
  })
})

suite('perceptual hash', () => {
  test('of radiographs stays near for copies and far for others', async () => {
    const hashes = await Promise.all(pictures.map(perceptualHash))
    for (const [i, picture] of pictures.entries()) {
      for (const other of hashes.slice(0, i))
        expect(hashDistance(hashes[i] ?? '', other)).toBeGreaterThan(nearDuplicateDistance)
      if (i % 4 !== 0) continue
      const image = () => sharp(picture)
      const copies = [
        image().jpeg({ quality: 50 }),
        image().resize(224, 224, { fit: 'fill' }).png(),
        image().linear(1, 20).png(),
        image().greyscale().resize(300).webp({ quality: 80 }),
      ]
      for (const copy of copies)
        expect(
          hashDistance(hashes[i] ?? '', await perceptualHash(await copy.toBuffer())),
        ).toBeLessThanOrEqual(nearDuplicateDistance)
    }
  })

  test('takes a mirrored picture for another one', async () => {
    for (const picture of pictures.slice(0, 2)) {
      const mirrored = await perceptualHash(await sharp(picture).flop().png().toBuffer())
      expect(hashDistance(await perceptualHash(picture), mirrored)).toBeGreaterThan(nearDuplicateDistance)
    }
  })

  test('is the same in 8 and in 16 bits', async () => {
    const raw = { width: 50, height: 40, channels: 1 as const }
    const samples = Uint8Array.from({ length: 2000 }, (_, i) => ((i % 50) * (i / 50)) >> 3)
    const deep = Uint16Array.from(samples, value => value * 257)
    const [a, b] = await Promise.all(
      [samples, deep].map(async held => perceptualHash(await encodePng({ ...raw, samples: held }))),
    )
    expect(a).toBe(b)
  })

  test('of flat pictures is the same at every brightness and size', async () => {
    const flat = async (value: number, side: number) =>
      perceptualHash(
        await encodePng({
          width: side,
          height: side,
          channels: 1,
          samples: new Uint8Array(side * side).fill(value),
        }),
      )
    const hashes = [await flat(0, 64), await flat(77, 1), await flat(201, 33), await flat(255, 7)]
    expect(hashes).toEqual(Array(4).fill('0000000000000000'))
  })

  test('sets one bit for a picture of a single frequency', async () => {
    // One cosine down, one across: only the first coefficient lies above the median, which is 0.
    const wave = (i: number) => Math.cos((Math.PI * (2 * i + 1)) / 64)
    const samples = Uint8Array.from({ length: 1024 }, (_, i) =>
      Math.round(128 + 100 * wave(i % 32) * wave(Math.floor(i / 32))),
    )
    const hash = await perceptualHash(await encodePng({ width: 32, height: 32, channels: 1, samples }))
    expect(Number.parseInt(hash[0] ?? '', 16) & 8).toBe(8)
  })

  test('refuses what does not decode', async () => {
    await expect(perceptualHash(new Uint8Array(4))).rejects.toMatchObject({ code: 'media-undecodable' })
  })
})
