import fc from 'fast-check'
import type { Mask } from '../mask.ts'

/** A mask from rows of text: `#` is inside. */
export function pixels(...rows: string[]): Mask {
  const width = rows[0]?.length ?? 0
  return { width, height: rows.length, data: Uint8Array.from(rows.join(''), c => (c === '#' ? 1 : 0)) }
}

/** Small masks of any density, so that specks, holes and diagonal contacts all occur. */
export const masks: fc.Arbitrary<Mask> = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .chain(([width, height, density]) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: width * height, maxLength: width * height })
      .map(draws => ({ width, height, data: Uint8Array.from(draws, draw => (draw < density ? 1 : 0)) })),
  )
