import * as fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { FindingLabel, Structure } from '../../cases/index.ts'
import { box, type Mask, maskFromBox } from '../../imaging/index.ts'
import type { Evidence } from '../../models/index.ts'
import { boxMasks } from './__fixtures__/models.ts'
import { interpolateEvidence } from './heat-map.ts'
import { atlasOf, placeEvidence } from './place-evidence.ts'

const size = 100

/** 1 within these boxes of the picture, in tenths, 0 elsewhere; one value for each of 40 × 40 cells. */
function heatIn(...boxes: [number, number, number, number][]): Evidence {
  const cells = 40
  const values = Float32Array.from({ length: cells * cells }, (_, i) => {
    const [x, y] = [((i % cells) + 0.5) / 4, (Math.floor(i / cells) + 0.5) / 4]
    return boxes.some(([x0, y0, x1, y1]) => x >= x0 && x < x1 && y >= y0 && y < y1) ? 1 : 0
  })
  return { width: cells, height: cells, values }
}

function place(label: FindingLabel, evidence: Evidence, more: [Structure, Mask][] = []) {
  return placeEvidence(label, evidence, atlasOf(new Map([...boxMasks(size, size), ...more])))
}

const part = (x0: number, y0: number, x1: number, y1: number) =>
  maskFromBox(box(10 * x0, 10 * y0, 10 * x1, 10 * y1), size, size)

suite('the place of a finding', () => {
  test('is the structure with the evidence, on the side of the patient', () => {
    const found = place('Consolidation', heatIn([1, 2, 3, 4]))
    expect(found).toMatchObject({ location: 'Right Lung', side: 'right' })
    expect(found.shares[0]).toMatchObject({ structure: 'Right Lung', share: expect.closeTo(1, 2) })
    expect(place('Consolidation', heatIn([7, 2, 8, 4]))).toMatchObject({
      location: 'Left Lung',
      side: 'left',
    })
  })

  test('is Other where most of the evidence lies in none', () => {
    // Three of seven columns are in the right lung, then five of nine.
    expect(place('Effusion', heatIn([0, 1, 1.75, 3])).location).toBe('Other')
    expect(place('Effusion', heatIn([0, 1, 2.25, 3])).location).toBe('Right Lung')
  })

  test('is Other, on no side and without shares, where there is no evidence', () => {
    expect(place('Effusion', heatIn())).toEqual({ location: 'Other', shares: [] })
  })

  test('is a small structure within a large one that holds nearly as much', () => {
    const hilus: [Structure, Mask] = ['Right Hilus Pulmonis', part(3, 4, 4, 6)]
    expect(place('Mass', heatIn([3, 4, 4, 6]), [hilus]).location).toBe('Right Hilus Pulmonis')
    // Half of it only: the lung holds all.
    expect(place('Mass', heatIn([2, 4, 4, 6]), [hilus]).location).toBe('Right Lung')
  })

  test('is in bones for fractures and devices only', () => {
    const clavicle: [Structure, Mask] = ['Right Clavicle', part(1, 1, 3, 2)]
    const heat = heatIn([1, 1, 3, 2])
    expect(place('Fracture', heat, [clavicle]).location).toBe('Right Clavicle')
    expect(place('Support Devices', heat, [clavicle]).location).toBe('Right Clavicle')
    expect(place('Pneumothorax', heat, [clavicle]).location).toBe('Right Lung')
    expect(place('Pneumothorax', heat, [clavicle]).shares).toHaveLength(2)
  })

  test('of cardiomegaly is the heart, even where most is beside it, and Other where all is elsewhere', () => {
    const border = heatIn([6, 5, 9, 8])
    expect(place('Cardiomegaly', border).shares[0]?.structure).toBe('Left Lung')
    expect(place('Cardiomegaly', border)).toMatchObject({ location: 'Heart', side: 'midline' })
    expect(place('Cardiomegaly', heatIn([1, 2, 3, 4])).location).toBe('Other')
    const noHeart = new Map([...boxMasks(size, size)].filter(([name]) => name !== 'Heart'))
    expect(placeEvidence('Cardiomegaly', border, atlasOf(noHeart)).location).toBe('Other')
  })

  test('of an enlarged cardiomediastinum is heart or mediastinum, whichever has more', () => {
    expect(place('Enlarged Cardiomediastinum', heatIn([4, 1, 6, 4])).location).toBe('Mediastinum')
    expect(place('Enlarged Cardiomediastinum', heatIn([6, 5, 7, 8])).location).toBe('Heart')
    // Most of it lies in the lung beside.
    expect(place('Enlarged Cardiomediastinum', heatIn([3, 1, 4.5, 4])).location).toBe('Mediastinum')
  })

  test('counts the hot part only', () => {
    const faint = heatIn([6, 1, 9, 8])
    const values = faint.values.map((value, i) => 0.4 * value + (heatIn([1, 2, 2, 3]).values[i] ?? 0))
    expect(place('Nodule', { ...faint, values })).toMatchObject({ location: 'Right Lung', side: 'right' })
  })

  test('has both sides where both lungs hold a quarter', () => {
    expect(place('Edema', heatIn([1, 2, 4, 6], [6, 2, 9, 6])).side).toBe('both')
    expect(place('Edema', heatIn([1, 2, 4, 6], [6, 2, 7, 3])).side).toBe('right')
    expect(place('Cardiomegaly', heatIn([1, 4, 9, 8])).side).toBe('midline')
  })

  test('under both lungs has the side by the middle of the chest', () => {
    const below = (from: number, to: number) => place('Effusion', heatIn([from, 8, to, 10]))
    expect(below(1, 4)).toMatchObject({ location: 'Facies Diaphragmatica', side: 'right' })
    expect(below(6, 9)).toMatchObject({ location: 'Facies Diaphragmatica', side: 'left' })
    expect(below(1, 9)).toMatchObject({ location: 'Facies Diaphragmatica', side: 'both' })
    // A spine far to the right of the picture is the middle of that chest.
    expect(place('Effusion', heatIn([6, 8, 8, 10]), [['Spine', part(9, 1, 10, 9)]]).side).toBe('right')
  })

  test('has no side where nothing tells the middle', () => {
    const masks = new Map([['Facies Diaphragmatica', part(1, 8, 9, 10)]] as const)
    expect(placeEvidence('Effusion', heatIn([1, 8, 4, 10]), atlasOf(masks))).not.toHaveProperty('side')
  })

  test('does not depend on the scale of the evidence, and shares stay within 0..1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 64, maxLength: 64 }),
        fc.constantFrom<FindingLabel>('Mass', 'Effusion', 'Fracture', 'Cardiomegaly'),
        (values, label) => {
          // Powers of two, which scale a float exactly; values so small that they would underflow are 0.
          const evidence = { width: 8, height: 8, values: Float32Array.from(values, v => (v < 1e-6 ? 0 : v)) }
          const found = place(label, evidence)
          expect(place(label, { ...evidence, values: evidence.values.map(v => v * 1024) })).toEqual(found)
          for (const { share } of found.shares) {
            expect(share).toBeGreaterThan(0)
            expect(share).toBeLessThanOrEqual(1)
          }
        },
      ),
      { numRuns: 30 },
    )
  })
})

suite('evidence on another grid', () => {
  test('keeps its values at the middles of its cells and its edges', () => {
    const evidence = { width: 2, height: 1, values: Float32Array.of(0, 4) }
    expect([...interpolateEvidence(evidence, 4, 1)]).toEqual([0, 1, 3, 4])
    expect([...interpolateEvidence({ width: 1, height: 1, values: Float32Array.of(3) }, 3, 2)]).toEqual(
      Array(6).fill(3),
    )
  })
})
