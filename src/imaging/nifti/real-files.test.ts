/** Files that other programs wrote, and what becomes of them when they are damaged. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { isPraxisError } from '../../cases/index.ts'
import { isGzip } from './gzip.ts'
import { readNifti } from './read-nifti.ts'
import { writeNifti } from './write-nifti.ts'

const names = ['example_nifti2.nii.gz', 'standard.nii.gz', 'functional.nii']
const fixture = (name: string) =>
  new Uint8Array(readFileSync(join(import.meta.dirname, '__fixtures__', name)))

suite('files of other programs', () => {
  // Sums, values (first, 101st, 140th) and affines as NiBabel 5.4.2 gives them; its first two rows change sign here.
  test.each([
    {
      name: 'example_nifti2.nii.gz',
      size: { x: 32, y: 20, z: 12, t: 2 },
      sum: 6926802,
      some: [424, 420, 359],
      rows: [-2, 0, 0, 117.855103, 0, 1.973711, -0.355528, -35.722942, 0, 0.323208, 2.171082, -7.248798],
    },
    {
      name: 'standard.nii.gz',
      size: { x: 4, y: 5, z: 7, t: 1 },
      sum: 7650,
      some: [0, 0, 255],
      rows: [1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0],
    },
    {
      name: 'functional.nii',
      size: { x: 17, y: 21, z: 3, t: 20 },
      sum: 77913290.36292362,
      some: [4004.137202501297, 3611.945558845997, 2923.781563460827],
      rows: [-4, 0, 0, 32, 0, 4, 0, -40, 0, 0, 8, 0],
    },
  ])('$name has the values and the place that NiBabel finds', async ({ name, size, sum, some, rows }) => {
    const { volume } = await readNifti(fixture(name))
    const values = Float64Array.from(volume.samples, s => s * volume.rescale.slope + volume.rescale.intercept)
    expect(volume.size).toEqual(size)
    expect(values.reduce((total, value) => total + value, 0)).toBeCloseTo(sum, 4)
    expect([0, 100, 139].map(i => values[i])).toEqual(some)
    for (const [i, value] of rows.entries()) expect(volume.affine?.[i]).toBeCloseTo(i < 8 ? -value : value, 6)
  })

  test.each(names)('%s is written and read back with the same samples, scaling and place', async name => {
    const { volume } = await readNifti(fixture(name))
    const { volume: back } = await readNifti(writeNifti(volume))
    expect(back.samples).toEqual(volume.samples)
    expect(back.rescale).toEqual(volume.rescale)
    for (const [i, value] of (volume.affine ?? []).entries()) expect(back.affine?.[i]).toBeCloseTo(value, 5)
  })
})

/** Some bytes replaced, mostly in the header, and perhaps the end cut off. */
const damage = fc.record({
  changes: fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.nat(543) }, fc.nat(60_000)), fc.nat(255)), {
    maxLength: 8,
  }),
  keep: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true })),
})

suite('damaged files', () => {
  const whole = names.map(fixture)
  const plain = whole.map(bytes => new Uint8Array(isGzip(bytes) ? gunzipSync(bytes) : bytes))

  async function endsWell(bytes: Uint8Array, unfolded: number): Promise<void> {
    try {
      const { volume } = await readNifti(bytes, bytes)
      expect(volume.samples.length).toBe(
        volume.size.x * volume.size.y * volume.size.z * volume.size.t * volume.channels,
      )
      // Whole numbers of 64 bits shrink at most by half; nothing grows beyond what is there.
      expect(volume.samples.byteLength).toBeLessThanOrEqual(unfolded)
    } catch (error) {
      if (!isPraxisError(error)) throw error
      expect(error.message).not.toContain('\n')
    }
  }

  test('are read or refused, plain and folded again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...plain),
        damage,
        fc.boolean(),
        async (file, { changes, keep }, fold) => {
          const bytes = file.slice()
          for (const [at, value] of changes) bytes[at % bytes.length] = value
          const cut = bytes.subarray(0, Math.ceil(keep * bytes.length))
          await endsWell(fold ? gzipSync(cut, { level: 1 }) : cut, cut.length)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('are read or refused where the gzip stream itself is hurt', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1), damage, async (which, { changes, keep }) => {
        const bytes = whole[which]?.slice() ?? new Uint8Array()
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        // Hurt, it may unfold to anything; but never to more than the header asks for.
        await endsWell(bytes.subarray(0, Math.ceil(keep * bytes.length)), 1 << 30)
      }),
      { numRuns: 200 },
    )
  })

  test('of nothing but noise are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), bytes => endsWell(bytes, bytes.length)),
    )
  })
})
