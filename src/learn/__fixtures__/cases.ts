/** Pictures of bright shapes on a dim ground, with their masks, in memory and as a folder. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Case, embedMedia } from '../../cases/index.ts'
import { box, encodePng, type Mask, maskFromBox, maskPng, type Raster } from '../../imaging/index.ts'

export const size = { width: 48, height: 32 }

/** Two rectangles that touch, so that a box alone does not fit; another place for each `n`. */
export function shapeOf(n: number): Mask {
  const [x, y] = [6 + 4 * n, 5 + n]
  const parts = [box(x, y, x + 18, y + 8), box(x, y + 8, x + 9, y + 16)].map(part =>
    maskFromBox(part, size.width, size.height),
  )
  const data = new Uint8Array(size.width * size.height)
  return { ...size, data: data.map((_, i) => (parts.some(part => part.data[i] === 1) ? 1 : 0)) }
}

export function pictureOf({ data }: Mask): Raster {
  return { ...size, channels: 1, samples: data.map((inside, i) => (inside === 1 ? 150 : 60) + ((i * 37) % 23)) }
}

export async function shapeCase(n: number): Promise<Case> {
  const mask = shapeOf(n)
  return {
    id: `shape-${n}`,
    cluster: `picture-${n}`,
    media: [embedMedia('image', await encodePng(pictureOf(mask)))],
    question: { text: 'the bright shape', format: 'mask' },
    reference: { format: 'mask', mask: embedMedia('mask', await maskPng(mask)) },
    tags: { modality: 'drawing', target: 'the bright shape' },
  }
}

/** The first `count` of them as plain pairs. */
export async function writeShapes(dir: string, count: number): Promise<void> {
  await mkdir(join(dir, 'images'), { recursive: true })
  await mkdir(join(dir, 'masks'))
  await writeFile(join(dir, 'target.txt'), 'the bright shape\n')
  for (let n = 0; n < count; n++) {
    const mask = shapeOf(n)
    await writeFile(join(dir, 'images', `shape-${n}.png`), await encodePng(pictureOf(mask)))
    await writeFile(join(dir, 'masks', `shape-${n}.png`), await maskPng(mask))
  }
}
