import { expect, suite, test } from 'vitest'
import { random } from '../../cases/index.ts'
import { drawPhantom } from '../../forge/index.ts'
import { dice, gridOf, type Mask, maskArea, type Raster } from '../../imaging/index.ts'
import { augment, type Outlined } from './augment.ts'

/** A bright disk on black, outlined exactly. */
const disk = (): Outlined => {
  const side = 96
  const inside = (i: number) => Math.hypot((i % side) - 48, Math.floor(i / side) - 40) < 20
  const mask = {
    width: side,
    height: side,
    data: Uint8Array.from({ length: side * side }, (_, i) => Number(inside(i))),
  }
  const image: Raster = {
    width: side,
    height: side,
    channels: 1,
    samples: mask.data.map(value => 200 * value),
  }
  return { image, masks: new Map([['disk', mask]]) }
}
const bright = (image: Outlined['image']): Mask => ({
  ...image,
  data: Uint8Array.from(image.samples, value => Number(value > 110)),
})

suite('a picture taken otherwise', () => {
  test('moves its masks with it', () => {
    for (let n = 0; n < 20; n++) {
      const { image, masks } = augment(disk(), random(`augment/${n}`))
      const mask = masks.get('disk')
      expect(mask && dice(gridOf(mask), gridOf(bright(image)))).toBeGreaterThan(0.9)
    }
  })

  test('is another one each time, and the same for the same chance', () => {
    const areas = Array.from({ length: 10 }, (_, n) => {
      const { masks } = augment(disk(), random(`augment/${n}`))
      return maskArea(masks.get('disk') ?? { width: 0, height: 0, data: new Uint8Array() })
    })
    expect(new Set(areas).size).toBeGreaterThan(7)
    expect(augment(disk(), random('same'))).toEqual(augment(disk(), random('same')))
  })

  test('leaves the one it was made from as it was', () => {
    const { image, structures } = drawPhantom('augment', { size: 64 })
    const before = image.samples.slice()
    augment({ image, masks: new Map(Object.entries(structures)) }, random('x'))
    expect(image.samples).toEqual(before)
  })
})
