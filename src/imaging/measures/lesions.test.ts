import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { connectedComponents } from '../components.ts'
import { clicksTo } from './clicks.ts'
import { gridOf, type MaskGrid } from './grid.ts'
import { labelComponents } from './label-components.ts'
import { detectLesions } from './lesions.ts'

function flat(...rows: string[]): MaskGrid {
  const data = Uint8Array.from(rows.join(''), sign => Number(sign === '#'))
  return gridOf({ width: rows[0]?.length ?? 0, height: rows.length, data })
}

suite('labelled components', () => {
  test('join what touches at a corner, in the plane and across slices', () => {
    expect(labelComponents(flat('#..#', '.#..', '...#')).sizes).toEqual([2, 1, 1])
    const volume: MaskGrid = {
      size: { x: 2, y: 2, z: 3 },
      data: Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
    }
    expect(labelComponents(volume)).toMatchObject({ sizes: [2] })
  })

  test('are those of the two-dimensional components, which are found by other code', () => {
    const anyMask = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([width, height]) =>
        fc
          .array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height })
          .map(data => ({ width, height, data: Uint8Array.from(data) })),
      )
    fc.assert(
      fc.property(anyMask, mask => {
        const { labels, sizes } = labelComponents(gridOf(mask))
        const others = connectedComponents(mask)
        const areas = others.map(({ area }) => area)
        const oneLabelEach = others.every(component => {
          const seen = new Set(
            [...component.mask.data.keys()].filter(i => component.mask.data[i]).map(i => labels[i]),
          )
          return seen.size === 1 && !seen.has(0)
        })
        return oneLabelEach && sizes.toSorted((a, b) => b - a).join() === areas.join()
      }),
    )
  })
})

suite('lesions', () => {
  const truth = flat('##...#', '##....', '......', '###...')

  test('are found one by one, and what meets none is a false alarm', () => {
    const prediction = flat('.#....', '......', '....##', '#.....')
    expect(detectLesions(truth, prediction)).toEqual({
      lesions: 3,
      found: 2,
      predicted: 3,
      falseAlarms: 1,
      sensitivity: 2 / 3,
      precision: 2 / 3,
      f1: 2 / 3,
    })
  })

  test('count as found only where enough of them is covered, if that is asked', () => {
    const prediction = flat('.#....', '......', '......', '##....')
    expect(detectLesions(truth, prediction, 0.5)).toMatchObject({ found: 1, falseAlarms: 0 })
  })

  test('have no sensitivity where there are none, and no precision where nothing is marked', () => {
    const nothing = flat('......', '......', '......', '......')
    expect(detectLesions(nothing, truth)).toMatchObject({ sensitivity: null, precision: 0, f1: null })
    expect(detectLesions(truth, nothing)).toMatchObject({ sensitivity: 0, precision: null, f1: null })
  })
})

suite('clicks to a target', () => {
  test('are those up to the first good mask, or the limit', () => {
    expect(clicksTo(0.85, [0.5, 0.86, 0.8])).toEqual({ clicks: 2, reached: true })
    expect(clicksTo(0.9, [0.5, 0.86, 0.8], 10)).toEqual({ clicks: 10, reached: false })
    expect(clicksTo(0.9, [0.5, 0.86, 0.95], 2)).toEqual({ clicks: 2, reached: false })
  })
})
