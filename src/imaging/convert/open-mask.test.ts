import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { pixels } from '../__fixtures__/masks.ts'
import { encodePng, type Raster } from '../decode.ts'
import { writeNifti } from '../nifti/index.ts'
import { openVolume, sliceOf } from '../open/index.ts'
import { volumeOfRaster } from '../picture-volume.ts'
import type { Volume } from '../volume.ts'
import { openMask, openMasks } from './open-mask.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-mask-'))
})
afterAll(() => rm(dir, { recursive: true }))

/** 3 × 2 voxels, three slices, of 2 × 1 × 5 mm. */
const grid = {
  size: { x: 3, y: 2, z: 3, t: 1 },
  channels: 1,
  rescale: { slope: 1, intercept: 0 },
  unit: 'stored',
  spacing: { x: 2, y: 1, z: 5 },
  affine: [2, 0, 0, 10, 0, 1, 0, 20, 0, 0, 5, 30, 0, 0, 0, 1],
} as const
const image: Volume = { ...grid, samples: Int16Array.from({ length: 18 }, (_, i) => 100 * i) }

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(dir, name)
  await writeFile(path, bytes)
  return path
}

const labelled = (...rows: string[]) =>
  Uint8Array.from(rows.join(''), character => (character === '.' ? 0 : Number(character)))
const picture = (...samples: number[]): Raster => ({
  width: 3,
  height: 2,
  channels: 1,
  samples: Uint8Array.from(samples),
})

suite('the mask of a target', () => {
  test('is light in a picture, or the one level that is not 0', async () => {
    const on = { volume: volumeOfRaster(picture(0, 0, 0, 0, 0, 0)) }
    const light = await file('light.png', await encodePng(picture(0, 127, 128, 255, 3, 0)))
    expect(await openMask(light, on, 0)).toEqual(pixels('..#', '#..'))
    const ones = await file('ones.png', await encodePng(picture(0, 1, 1, 0, 0, 0)))
    expect(await openMask(ones, on, 0)).toEqual(pixels('.##', '...'))
    const several = await file('several.png', await encodePng(picture(0, 1, 2, 3, 0, 0)))
    await expect(openMask(several, on, 0)).rejects.toMatchObject({ place: { file: several } })
  })

  test('lies in a volume where both say they lie, however its axes run', async () => {
    const labels = labelled('...', '...', '7..', '.77', '...', '...')
    const straight = await file('straight.nii', writeNifti({ ...grid, samples: labels, unit: 'label' }))
    // The same voxels with rows from the bottom up.
    const turned: Volume = {
      ...grid,
      samples: labelled('...', '...', '.77', '7..', '...', '...'),
      unit: 'label',
      affine: [2, 0, 0, 10, 0, -1, 0, 21, 0, 0, 5, 30, 0, 0, 0, 1],
    }
    const upside = await file('upside.nii', writeNifti(turned))
    for (const path of [straight, upside]) {
      const maskOf = await openMasks(path, { volume: image })
      expect([0, 1, 2].map(maskOf)).toEqual([
        pixels('...', '...'),
        pixels('#..', '.##'),
        pixels('...', '...'),
      ])
    }
  })

  test('of one slice is taken for the slice that is asked for', async () => {
    const path = await file('one.png', await encodePng(picture(255, 0, 0, 0, 0, 0)))
    expect(await openMask(path, { volume: image }, 2)).toEqual(pixels('#..', '...'))
  })

  test('of another size, or with several labels, is refused by the name of its file', async () => {
    const on = { volume: image }
    const wide = { width: 4, height: 2, channels: 1, samples: new Uint8Array(8) } as const
    const other = await file('other.png', await encodePng(wide))
    await expect(openMask(other, on, 0)).rejects.toMatchObject({
      code: 'data-malformed',
      place: { file: other },
    })
    const organs = labelled('12.', '..3', '...', '...', '...', '4..')
    const many = await file('many.nii', writeNifti({ ...grid, samples: organs, unit: 'label' }))
    await expect(openMask(many, on, 0)).rejects.toThrow(
      'it holds 3 labels (1, 2, 3); give a mask of one target',
    )
    expect(await openMask(many, on, 2)).toEqual(pixels('...', '#..'))
  })
})

suite('a slice of what was opened', () => {
  test('is the middle one, or the one that is named, with its spacing and through its window', async () => {
    const opened = await openVolume(await file('image.nii', writeNifti(image)))
    expect(sliceOf(opened)).toMatchObject({ n: 1, of: 3, spacing: { x: 2, y: 1 } })
    const { raster } = sliceOf(opened, 2, { centre: 1500, width: 400, shape: 'linear-exact' })
    // 1,200 to 1,700 shown from 1,300 to 1,700.
    expect([...raster.samples]).toEqual([0, 0, 64, 128, 191, 255])
    expect(() => sliceOf(opened, 3)).toThrow('there is no slice 4; name one of 1 to 3')
  })

  test('of a picture is the picture, 16 bits spread', async () => {
    const plain = await openVolume(await file('plain.png', await encodePng(picture(5, 6, 7, 8, 9, 10))))
    expect([...sliceOf(plain).raster.samples]).toEqual([5, 6, 7, 8, 9, 10])
    const deep: Raster = { ...picture(), samples: Uint16Array.of(100, 100, 100, 200, 200, 300) }
    const opened = await openVolume(await file('deep.png', await encodePng(deep)))
    expect([...sliceOf(opened).raster.samples]).toEqual([0, 0, 0, 32768, 32768, 65535])
  })
})
