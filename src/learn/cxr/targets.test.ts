import { expect, suite, test } from 'vitest'
import { findingLabels, structures } from '../../cases/index.ts'
import { drawPhantom, type Phantom } from '../../forge/index.ts'
import { emptyMask, type Mask } from '../../imaging/index.ts'
import { gridSide, maskPoints, nearPerToken, side } from '../../models/index.ts'
import { labelTarget, maskTarget, placeTarget, unknown } from './targets.ts'

const maskOf = (x0: number, y0: number, x1: number, y1: number): Mask => {
  const mask = emptyMask(side, side)
  for (let y = y0; y < y1; y++) mask.data.fill(1, y * side + x0, y * side + x1)
  return mask
}
const count = findingLabels.length
const edema = findingLabels.indexOf('Edema')
const devices = findingLabels.indexOf('Support Devices')

const box = { frame: 'pixel', x0: 0, y0: 0, x1: 1, y1: 1 } as const
const drawn = { side: 'left', severity: 1, box } as const

/** A phantom that shows these. */
const showing = (finding: Mask, device?: Mask): Phantom => {
  const phantom = drawPhantom('targets', { size: side })
  return {
    ...phantom,
    labels: { ...phantom.labels, Edema: 1 },
    findings: [{ ...drawn, structures: [], label: 'Edema', mask: finding }],
    devices: device ? [{ kind: 'pacemaker', side: 'left', box, mask: device }] : [],
  }
}

suite('what a phantom teaches', () => {
  test('its labels, devices among them', () => {
    const target = labelTarget(showing(maskOf(0, 0, 4, 4), maskOf(0, 0, 1, 1)))
    expect([target[edema], target[devices]]).toEqual([1, 1])
    expect(labelTarget(showing(maskOf(0, 0, 4, 4)))[devices]).toBe(0)
  })

  test('where a finding lies, surely once it covers a quarter of a place', () => {
    // 8 × 8 of the 16 × 16 pixels of the token in row 2, column 3, and 4 × 8 of the one to its right.
    const target = placeTarget(showing(maskOf(56, 32, 68, 40)), 1)
    const at = (row: number, column: number) => target[(row * gridSide + column) * count + edema]
    expect([at(2, 3), at(2, 4), at(2, 5), at(1, 3)]).toEqual([1, 0.5, 0, 0])
  })

  test('and near by, in the order of the windows', () => {
    const target = placeTarget(showing(maskOf(56, 36, 58, 37)), nearPerToken)
    const marked = [...target.keys()].filter(i => (target[i] ?? 0) > 0)
    // Token (2, 3), and within it the place in row 1, column 2: pixels 56..59 × 36..39, of which 2 are covered.
    const place = (2 * gridSide + 3) * nearPerToken ** 2 + 1 * nearPerToken + 2
    expect(marked).toEqual([place * count + edema])
    expect(target[place * count + edema]).toBe(0.5)
  })

  test('outlines, and nothing of a structure that nobody outlined', () => {
    const target = maskTarget(new Map([['Heart', maskOf(16, 0, 19, 2)]]))
    const of = (token: number, structure: (typeof structures)[number], point: number) =>
      target[(token * structures.length + structures.indexOf(structure)) * maskPoints ** 2 + point]
    // The second token begins at pixel 16: its first point is full, its second half, its third empty.
    expect([0, 1, 2, 8].map(point => of(1, 'Heart', point))).toEqual([1, 0.5, 0, 0])
    expect([of(0, 'Heart', 7), of(1, 'Aorta', 0)]).toEqual([0, unknown])
  })
})
