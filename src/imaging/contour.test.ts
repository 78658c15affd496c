import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { masks, pixels } from './__fixtures__/masks.ts'
import { connectedComponents } from './components.ts'
import { contours } from './contour.ts'
import type { Point } from './geometry.ts'
import { emptyMask, type Mask, maskArea } from './mask.ts'

const corners = (polygon: Point[] | undefined) => polygon?.map(({ x, y }) => [x, y])

suite('contours', () => {
  test('of a rectangle are its four corners, clockwise from the top left', () => {
    const [polygon, ...none] = contours(pixels('.....', '.###.', '.###.'))
    expect(none).toEqual([])
    expect(corners(polygon)).toEqual([
      [1, 1],
      [4, 1],
      [4, 3],
      [1, 3],
    ])
  })

  test('follow pixel corners of an L', () => {
    expect(corners(contours(pixels('#.', '#.', '##'))[0])).toEqual([
      [0, 0],
      [1, 0],
      [1, 2],
      [2, 2],
      [2, 3],
      [0, 3],
    ])
  })

  test('pass a corner contact twice and stay one polygon', () => {
    expect(corners(contours(pixels('#.', '.#'))[0])).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
      [2, 1],
      [2, 2],
      [1, 2],
      [1, 1],
      [0, 1],
    ])
  })

  test('leave holes out', () => {
    expect(corners(contours(pixels('###', '#.#', '###'))[0])).toHaveLength(4)
    // Four pixels around a gap: the hole counts as enclosed though they touch at corners only.
    expect(area(contours(pixels('.#.', '#.#', '.#.'))[0] ?? [])).toBe(5)
  })

  test('of an empty mask are none', () => {
    expect(contours(emptyMask(4, 4))).toEqual([])
  })

  test('come in the order of the components, small ones left out alike', () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 4 }), (mask, minArea) => {
        const components = connectedComponents(mask, { minArea })
        const found = contours(mask, { minArea })
        expect(found).toHaveLength(components.length)
        for (const [i, { box }] of components.entries()) {
          const [xs, ys] = [found[i]?.map(p => p.x) ?? [], found[i]?.map(p => p.y) ?? []]
          expect([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]).toEqual([
            box.x0,
            box.y0,
            box.x1,
            box.y1,
          ])
        }
      }),
    )
  })

  test('enclose as much as the pixels of a component and of its holes', () => {
    fc.assert(
      fc.property(masks, mask => {
        const found = contours(mask)
        for (const [i, component] of connectedComponents(mask).entries())
          expect(area(found[i] ?? [])).toBe(maskArea(filled(component.mask)))
      }),
      { numRuns: 300 },
    )
  })

  test('turn at every corner', () => {
    fc.assert(
      fc.property(masks, mask => {
        for (const polygon of contours(mask))
          for (const [i, { x, y }] of polygon.entries()) {
            const before = polygon.at(i - 1)
            const after = polygon[(i + 1) % polygon.length]
            expect((before?.x === x) !== (after?.x === x)).toBe(true)
            expect((before?.y === y) !== (after?.y === y)).toBe(true)
          }
      }),
    )
  })
})

/** Gauss's shoelace formula; positive where the corners run clockwise as seen with y down. */
function area(polygon: readonly Point[]): number {
  return polygon.reduce((sum, { x, y }, i) => {
    const next = polygon[(i + 1) % polygon.length] as Point
    return sum + (x * next.y - next.x * y) / 2
  }, 0)
}

/** The mask with its holes: all that the outside, spreading over the edges of pixels, does not reach. */
function filled({ width, height, data }: Mask): Mask {
  const outside = new Set<number>()
  const at = (x: number, y: number) => (y + 1) * (width + 2) + x + 1
  const open = [[-1, -1]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [x = 0, y = 0] = next
    if (x < -1 || y < -1 || x > width || y > height || outside.has(at(x, y))) continue
    const inPicture = x >= 0 && y >= 0 && x < width && y < height
    if (inPicture && data[y * width + x] === 1) continue
    outside.add(at(x, y))
    open.push([x + 1, y], [x - 1, y], [x, y + 1], [x, y - 1])
  }
  const inside = (_: number, i: number) => (outside.has(at(i % width, Math.floor(i / width))) ? 0 : 1)
  return { width, height, data: data.map(inside) }
}
