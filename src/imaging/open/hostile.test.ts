/** Whatever the bytes of a file are, opening it gives a volume or one line of error. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { isPraxisError } from '../../cases/index.ts'
import { dicomImage } from '../__fixtures__/dicom-image.ts'
import { openVolume } from './open-volume.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-hostile-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function opensOrRefuses(bytes: Uint8Array): Promise<void> {
  const path = join(dir, 'file')
  await writeFile(path, bytes)
  try {
    const { volume } = await openVolume(path)
    const { x, y, z, t } = volume.size
    expect(volume.samples.length).toBe(x * y * z * t * volume.channels)
  } catch (error) {
    if (!isPraxisError(error)) throw error
    expect(error.place.file).toBe(path)
    expect(error.message).not.toContain('\n')
  }
}

const changes = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 6 })

suite('hostile files', () => {
  test('with every signature and noise behind it', async () => {
    const signatures = [
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff',
      'GIF89a',
      'RIFF\0\0\0\0WEBP',
      'II*\0',
      'MM\0*',
      '\x1f\x8b\x08',
      '\x08\0\x05\0',
      '',
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...signatures),
        fc.uint8Array({ maxLength: 600 }),
        (signature, noise) => opensOrRefuses(Buffer.concat([Buffer.from(signature, 'latin1'), noise])),
      ),
      { numRuns: 150 },
    )
  })

  test('that were pictures', async () => {
    const raw = { width: 20, height: 16, channels: 3 } as const
    const picture = sharp(
      Uint8Array.from({ length: 960 }, (_, i) => (i * 7) % 256),
      { raw },
    )
    const files = await Promise.all([
      picture.clone().png().toBuffer(),
      picture.clone().jpeg().toBuffer(),
      picture.clone().tiff().toBuffer(),
      picture.clone().webp().toBuffer(),
      picture.clone().gif().toBuffer(),
    ])
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        changes,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (file, all, keep) => {
          const bytes = file.subarray(0, Math.ceil(file.length * Math.max(keep, 0.3)))
          const copy = new Uint8Array(bytes)
          for (const [at, value] of all) copy[at % copy.length] = value
          await opensOrRefuses(copy)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('that were DICOM', async () => {
    const file = dicomImage(1, { columns: 4, rows: 4, samples: new Int16Array(16) })
    await fc.assert(
      fc.asyncProperty(changes, async all => {
        const copy = new Uint8Array(file)
        for (const [at, value] of all) copy[128 + (at % (copy.length - 128))] = value
        await opensOrRefuses(copy)
      }),
      { numRuns: 300 },
    )
  })
})
