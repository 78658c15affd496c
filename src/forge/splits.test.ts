import * as fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { nearDuplicateDistance } from '../imaging/index.ts'
import { dealSplits, groupKin, kinship, refuseLeaks, type SplitItem } from './splits.ts'

const zero = '0000000000000000'
/** As many bits away from `zero` as a near-duplicate may be, and one more. */
const near = bits(nearDuplicateDistance)
const far = bits(nearDuplicateDistance + 1)

function bits(count: number): string {
  return (2n ** BigInt(count) - 1n).toString(16).padStart(16, '0')
}

suite('the guard against leaks between splits', () => {
  test('refuses the same patient, the same image and near-duplicates in training, and says why', () => {
    const items: SplitItem[] = [
      { id: 'a', split: 'train', patient: 'P1' },
      { id: 'b', split: 'test', patient: 'P1' },
      { id: 'c', split: 'test', image: 'f00', perceptual: zero },
      { id: 'd', split: 'train', image: 'f00', perceptual: zero },
      { id: 'e', split: 'train', image: 'f01', perceptual: near },
      { id: 'f', split: 'train', image: 'f02', perceptual: far },
    ]
    const { kept, refused } = refuseLeaks(items)
    expect(kept.map(({ id }) => id)).toEqual(['b', 'c', 'f'])
    expect(refused).toEqual([
      { kept: 'b', refused: 'a', splits: ['test', 'train'], why: 'same patient P1' },
      { kept: 'c', refused: 'd', splits: ['test', 'train'], why: 'same image' },
      {
        kept: 'c',
        refused: 'e',
        splits: ['test', 'train'],
        why: `near-duplicate images (${nearDuplicateDistance} of 64 bits differ)`,
      },
    ])
  })

  test('lets test keep before validation, validation before training', () => {
    const at = (id: string, split: string): SplitItem => ({ id, split, patient: 'P' })
    const { kept, refused } = refuseLeaks([
      at('a', 'train'),
      at('b', 'val'),
      at('c', 'test'),
      at('d', 'test'),
    ])
    expect(kept.map(({ id }) => id)).toEqual(['c', 'd'])
    expect(refused.map(leak => `${leak.refused} for ${leak.kept}`)).toEqual(['a for c', 'b for c'])
  })

  test('leaves items of one split, and items without a split, alone', () => {
    const items: SplitItem[] = [
      { id: 'a', split: 'test', patient: 'P' },
      { id: 'b', split: 'test', patient: 'P' },
      { id: 'c', patient: 'P' },
    ]
    expect(refuseLeaks(items)).toEqual({ kept: items, refused: [] })
  })

  test('joins kin through chains, and never parts them', () => {
    const items: SplitItem[] = [
      { id: 'a', patient: 'P', image: '1' },
      { id: 'b', patient: 'Q', image: '2' },
      { id: 'c', patient: 'P', image: '2' },
      { id: 'd', patient: 'R', image: '3' },
    ]
    expect(groupKin(items).map(group => group.map(({ id }) => id))).toEqual([['a', 'b', 'c'], ['d']])
  })

  test('deals every item to a split, with no kin across splits and shares met to within a group', () => {
    const item = fc.record({
      patient: fc.constantFrom('P', 'Q', 'R', 'S', 'T'),
      image: fc.constantFrom('1', '2', '3', '4'),
    })
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), fc.nat(), (facts, seed) => {
        const items: SplitItem[] = facts.map((fact, i) => ({
          id: String(i),
          ...fact,
          image: `${fact.image}${fact.patient}`,
        }))
        const groups = groupKin(items)
        const splits = dealSplits(groups, { test: 0.6, train: 0.4 }, seed)
        expect(splits.size).toBe(items.length)
        for (const a of items)
          for (const b of items)
            if (kinship(a, b) !== undefined) expect(splits.get(a.id)).toBe(splits.get(b.id))
        const inTest = items.filter(({ id }) => splits.get(id) === 'test').length
        const largest = Math.max(...groups.map(group => group.length))
        expect(Math.abs(inTest - 0.6 * items.length)).toBeLessThanOrEqual(largest)
        expect(dealSplits(groups, { test: 0.6, train: 0.4 }, seed)).toEqual(splits)
      }),
    )
  })
})
