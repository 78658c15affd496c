import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { masks, pixels } from './__fixtures__/masks.ts'
import { connectedComponents } from './components.ts'
import { box, point } from './geometry.ts'
import { boundingBox, centroid, emptyMask, type Mask, maskArea } from './mask.ts'

suite('connected components', () => {
  test('join pixels that touch at a corner, largest first', () => {
    const mask = pixels(
      '##....', //
      '..#..#',
      '.....#',
      '#.....',
    )
    const [first, second, third, ...none] = connectedComponents(mask)
    expect(none).toEqual([])
    expect(first).toEqual({
      area: 3,
      box: box(0, 0, 3, 2),
      // Centres: (0.5, 0.5), (1.5, 0.5), (2.5, 1.5).
      centroid: point(1.5, 2.5 / 3),
      mask: pixels('##....', '..#...', '......', '......'),
    })
    expect(second).toMatchObject({ area: 2, box: box(5, 1, 6, 3), centroid: point(5.5, 2) })
    expect(third).toMatchObject({ area: 1, box: box(0, 3, 1, 4), centroid: point(0.5, 3.5) })
  })

  test('of equal size come in reading order', () => {
    const found = connectedComponents(pixels('..#', '...', '#..'))
    expect(found.map(c => c.box)).toEqual([box(2, 0, 3, 1), box(0, 2, 1, 3)])
  })

  test('join arms that meet only at the bottom, as in a W', () => {
    expect(connectedComponents(pixels('#.#.#', '#.#.#', '.#.#.'))).toHaveLength(1)
  })

  test('do not join across the edge of the picture', () => {
    expect(connectedComponents(pixels('..#', '#..'))).toHaveLength(2)
  })

  test('below the least area are left out', () => {
    const found = connectedComponents(pixels('##..#', '....#', '#...#'), { minArea: 2 })
    expect(found.map(c => c.area)).toEqual([3, 2])
  })

  test('of an empty mask are none, of a full one is one', () => {
    expect(connectedComponents(emptyMask(5, 4))).toEqual([])
    expect(connectedComponents(emptyMask(0, 0))).toEqual([])
    expect(connectedComponents(pixels('###', '###'))).toMatchObject([{ area: 6, box: box(0, 0, 3, 2) }])
  })

  test('agree with a flood fill, and together make up the mask', () => {
    fc.assert(
      fc.property(masks, mask => {
        const found = connectedComponents(mask)
        expect(found.map(c => maskKey(c.mask)).sort()).toEqual(flood(mask).map(maskKey).sort())
        for (const { area, box, centroid: middle, mask: own } of found) {
          expect(area).toBe(maskArea(own))
          expect(box).toEqual(boundingBox(own))
          expect(middle.x).toBeCloseTo(centroid(own)?.x ?? Number.NaN, 9)
          expect(middle.y).toBeCloseTo(centroid(own)?.y ?? Number.NaN, 9)
        }
        expect(found.map(c => c.area)).toEqual(found.map(c => c.area).sort((a, b) => b - a))
      }),
      { numRuns: 300 },
    )
  })
})

const maskKey = (mask: Mask) => mask.data.join('')

/** The obvious way, pixel by pixel. */
function flood({ width, height, data }: Mask): Mask[] {
  const left = data.slice()
  const found: Mask[] = []
  for (let first = left.indexOf(1); first >= 0; first = left.indexOf(1)) {
    const mask = emptyMask(width, height)
    const open = [first]
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      if (left[i] !== 1) continue
      left[i] = 0
      mask.data[i] = 1
      const [x, y] = [i % width, Math.floor(i / width)]
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) open.push(v * width + u)
    }
    found.push(mask)
  }
  return found
}
