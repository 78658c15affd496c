import { expect, suite, test } from 'vitest'
import type { Structure } from '../../cases/index.ts'
import { box, emptyMask, type Mask, maskFromBox } from '../../imaging/index.ts'
import { boxMasks } from './__fixtures__/models.ts'
import { measureChest } from './measure-chest.ts'

const measured = (masks: ReadonlyMap<Structure, Mask>) =>
  Object.fromEntries(measureChest(masks).map(({ measures, value }) => [measures, value]))

const withMasks = (...more: [Structure, Mask][]) => new Map([...boxMasks(100, 100), ...more])
const block = (x0: number, y0: number, x1: number, y1: number) => maskFromBox(box(x0, y0, x1, y1), 100, 100)

suite('the measures of a chest', () => {
  test('are the cardiothoracic ratio and the areas of the lungs', () => {
    // Heart from 40 to 70, thorax from 10 to 90; a lung is 30 × 70 of 100 × 100 pixels.
    expect(measureChest(boxMasks(100, 100))).toEqual([
      {
        measures: 'cardiothoracic ratio',
        value: 30 / 80,
        unit: '1',
        structures: ['Heart', 'Left Lung', 'Right Lung'],
      },
      {
        measures: 'left lung area as part of the picture',
        value: 0.21,
        unit: '1',
        structures: ['Left Lung'],
      },
      {
        measures: 'right lung area as part of the picture',
        value: 0.21,
        unit: '1',
        structures: ['Right Lung'],
      },
      {
        measures: 'left to right lung area ratio',
        value: 1,
        unit: '1',
        structures: ['Left Lung', 'Right Lung'],
      },
    ])
  })

  test('are none where the heart is wider than the thorax', () => {
    expect(measured(withMasks(['Heart', block(5, 50, 95, 80)]))).not.toHaveProperty('cardiothoracic ratio')
  })

  test('take the thorax where it is widest on one line, not from the widest parts of two', () => {
    // The right lung reaches 0 at the top, the left one 100 at the bottom; no line is wider than 90.
    const right = block(10, 10, 40, 80)
    right.data.fill(1, 1000, 1040)
    const left = block(60, 10, 90, 80)
    left.data.fill(1, 7960, 8000)
    expect(measured(withMasks(['Right Lung', right], ['Left Lung', left]))['cardiothoracic ratio']).toBe(
      30 / 90,
    )
  })

  test('take the trachea against the spine behind it', () => {
    // The spine leans: its middle is at 47.5 in the upper five rows and at 51.5 in the lower; the trachea is at 53.5.
    const spine = block(45, 10, 51, 15)
    for (let y = 15; y < 90; y++) spine.data.fill(1, y * 100 + 49, y * 100 + 55)
    const trachea = block(52, 10, 56, 20)
    const offset = measured(withMasks(['Spine', spine], ['Weasand', trachea]))['tracheal offset to the left']
    expect(offset).toBeCloseTo((6 + 2) / 2 / 80, 10)
    expect(measured(withMasks(['Spine', spine]))).not.toHaveProperty('tracheal offset to the left')
    const above = block(52, 0, 56, 9)
    expect(measured(withMasks(['Spine', spine], ['Weasand', above]))).not.toHaveProperty(
      'tracheal offset to the left',
    )
  })

  test('are not moved by specks', () => {
    const heart = block(40, 50, 70, 80)
    heart.data[99] = 1
    const lung = block(60, 10, 90, 80)
    lung.data[1099] = 1
    expect(measured(withMasks(['Heart', heart], ['Left Lung', lung]))).toEqual(measured(withMasks()))
  })

  test('of what is missing are absent', () => {
    const nothing = emptyMask(100, 100)
    expect(measured(new Map())).toEqual({})
    expect(measured(withMasks(['Heart', nothing]))).not.toHaveProperty('cardiothoracic ratio')
    expect(measured(withMasks(['Left Lung', nothing]))).toEqual({
      'right lung area as part of the picture': 0.21,
    })
  })

  test('of lungs on the wrong sides are no ratio', () => {
    const swapped = withMasks(['Left Lung', block(10, 10, 40, 80)], ['Right Lung', block(60, 10, 90, 80)])
    expect(measured(swapped)).not.toHaveProperty('cardiothoracic ratio')
  })
})
