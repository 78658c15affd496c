/** Small pictures and volumes with a bright disc, for tests of `praxis segment`. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodePng, type Mask, maskPng, type Raster, type Volume, writeNifti } from '../../../imaging/index.ts'

export const [width, height] = [96, 64]

export function discAt(x: number, y: number, radius: number): Mask {
  const data = new Uint8Array(width * height)
  for (let i = 0; i < data.length; i++)
    if (Math.hypot((i % width) + 0.5 - x, Math.floor(i / width) + 0.5 - y) < radius) data[i] = 1
  return { width, height, data }
}

export const disc = discAt(40, 30, 16)

/** The disc brighter than its surroundings, with some texture. */
export function pictureOf({ data }: Mask): Raster {
  return { width, height, channels: 1, samples: data.map((inside, i) => 70 + 110 * inside + ((i * 7) % 11)) }
}

/** Three slices; the disc is on the second. Voxels of 2 × 1.5 × 3 mm, somewhere. */
export const volume: Volume = {
  size: { x: width, y: height, z: 3, t: 1 },
  channels: 1,
  samples: Uint8Array.from([discAt(0, 0, 5), disc, discAt(90, 60, 5)].flatMap(one => [...pictureOf(one).samples])),
  rescale: { slope: 1, intercept: 0 },
  unit: 'stored',
  spacing: { x: 2, y: 1.5, z: 3 },
  affine: [2, 0, 0, -10, 0, 1.5, 0, 20, 0, 0, 3, 5, 0, 0, 0, 1],
}

/** A box around the disc, in pixels. */
export const around = '20,10,60,50'

/** `disc.png` with `truth.png`, `small.png`, `volume.nii` with `truth.nii`, and `words.txt`. */
export async function writePictures(dir: string): Promise<void> {
  const file = (name: string, bytes: Uint8Array | string) => writeFile(join(dir, name), bytes)
  const labels = new Uint8Array(3 * width * height)
  labels.set(disc.data, width * height)
  await file('disc.png', await encodePng(pictureOf(disc)))
  await file('truth.png', await maskPng(disc))
  await file('truth-01.png', await encodePng({ ...disc, channels: 1, samples: disc.data }))
  await file('small.png', await encodePng({ ...pictureOf(disc), width: 48, height: 128 }))
  await file('volume.nii', writeNifti(volume))
  await file('truth.nii', writeNifti({ ...volume, samples: labels, unit: 'label' }))
  await file('words.txt', 'not an image')
}
