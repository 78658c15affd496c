import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { impliedLabels, structures, type XrvLabel, xrvLabels } from '../../cases/index.ts'
import { boundingBox, centroid, type Mask, maskArea } from '../../imaging/index.ts'
import { drawPhantom, type Phantom } from './draw-phantom.ts'
import type { Laterality } from './plan.ts'

const phantoms = Array.from({ length: 60 }, (_, n) => drawPhantom(`test ${n}`, { size: 128 }))

function withLesion(label: XrvLabel, side: Laterality, severity: number, seed = 'one', size = 128): Phantom {
  return drawPhantom(seed, { size, plan: { lesions: [{ label, side, severity }], devices: [] } })
}

function without(seed = 'one', size = 128): Phantom {
  return drawPhantom(seed, { size, plan: { lesions: [], devices: [] } })
}

function shared(a: Mask, b: Mask): number {
  return a.data.reduce((sum, value, i) => sum + value * (b.data[i] ?? 0), 0)
}

const sided = xrvLabels.filter(
  label => !['Edema', 'Emphysema', 'Cardiomegaly', 'Hernia', 'Enlarged Cardiomediastinum'].includes(label),
)

suite('a phantom', () => {
  test('is the same for the same seed and another for another', () => {
    const [a, b] = [drawPhantom('a', { size: 96 }), drawPhantom('a', { size: 96 })]
    expect(Buffer.compare(Buffer.from(a.image.samples), Buffer.from(b.image.samples))).toBe(0)
    expect(JSON.stringify(a.reports)).toBe(JSON.stringify(b.reports))
    expect(drawPhantom('b', { size: 96 }).patient).not.toEqual(a.patient)
  })

  test('does not depend on what was drawn before', () => {
    const alone = drawPhantom('late', { size: 96 })
    for (const seed of ['x', 'y', 'z']) drawPhantom(seed, { size: 64 })
    expect(drawPhantom('late', { size: 96 })).toEqual(alone)
  })

  test('has every structure, and lungs that do not meet', () => {
    for (const { structures: masks } of phantoms) {
      for (const name of structures) expect([name, maskArea(masks[name]) > 20]).toEqual([name, true])
      expect(shared(masks['Left Lung'], masks['Right Lung'])).toBe(0)
      expect(shared(masks['Left Lung'], masks.Heart)).toBe(0)
      expect(shared(masks['Right Lung'], masks['Facies Diaphragmatica'])).toBe(0)
    }
  })

  test('has the left of the patient on the right of the picture', () => {
    for (const { structures: masks } of phantoms)
      for (const name of ['Lung', 'Clavicle', 'Scapula', 'Hilus Pulmonis'] as const) {
        const [left, right] = [centroid(masks[`Left ${name}`]), centroid(masks[`Right ${name}`])]
        expect(left?.x ?? 0).toBeGreaterThan(right?.x ?? 999)
      }
  })

  test('has its heart on the left and its liver dome higher', () => {
    const { structures: masks } = without()
    const spine = centroid(masks.Spine)?.x ?? 0
    expect(centroid(masks.Heart)?.x ?? 0).toBeGreaterThan(spine)
    expect(boundingBox(masks['Right Lung'])?.y1).toBeLessThanOrEqual(
      (boundingBox(masks['Left Lung'])?.y1 ?? 0) + 2,
    )
  })

  test('states the cardiothoracic ratio that its masks have, and the rule holds', () => {
    for (const phantom of phantoms) {
      const stated = phantom.cardiothoracicRatio
      expect(Math.abs(measuredRatio(phantom) - stated)).toBeLessThan(3 / (phantom.width * 0.6))
      expect(phantom.labels.Cardiomegaly).toBe(stated > 0.5 ? 1 : 0)
    }
  })

  test('has a heart that measures more than half of the chest only with cardiomegaly, however slight', () => {
    for (let n = 0; n < 12; n++) {
      expect(measuredRatio(withLesion('Cardiomegaly', 'midline', 0.02, `heart ${n}`, 224))).toBeGreaterThan(
        0.5,
      )
      expect(measuredRatio(without(`heart ${n}`, 224))).toBeLessThan(0.5)
    }
  })

  test('has the same geometry at any size', () => {
    const [small, large] = [without('two', 96), without('two', 384)]
    for (const name of ['Left Lung', 'Heart', 'Spine'] as const) {
      const [a, b] = [maskArea(small.structures[name]) * 16, maskArea(large.structures[name])]
      expect(Math.abs(a - b) / b).toBeLessThan(0.04)
    }
  })

  test('cannot have a size that is none', () => {
    for (const size of [0, 31, 2049, 100.5, Number.NaN])
      expect(() => drawPhantom('a', { size })).toThrow(/size of 32 to 2048/)
  })
})

suite('findings', () => {
  test('lie on the picture, in their box, and in a structure', () => {
    for (const { findings, width, height } of phantoms)
      for (const { mask, box, label, structures: where, severity } of findings) {
        expect([mask.width, mask.height]).toEqual([width, height])
        expect(box).toEqual(boundingBox(mask))
        expect(severity).toBeGreaterThan(0)
        expect(severity).toBeLessThanOrEqual(1)
        expect([label, where.length > 0]).toEqual([label, true])
      }
  })

  test('of one side lie in the lung of that side or at its wall', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sided),
        fc.constantFrom('left' as const, 'right' as const),
        fc.double({ min: 0.02, max: 1, noNaN: true }),
        fc.nat(500),
        (label, side, severity, seed) => {
          const { findings, structures: masks } = withLesion(label, side, severity, `${seed}`, 96)
          const [finding] = findings
          if (finding === undefined) return
          const area = maskArea(finding.mask)
          const other = masks[side === 'left' ? 'Right Lung' : 'Left Lung']
          expect(shared(finding.mask, other)).toBe(0)
          if (label !== 'Fracture')
            expect(shared(finding.mask, masks[side === 'left' ? 'Left Lung' : 'Right Lung'])).toBe(area)
          expect(finding.side).toBe(side)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('are never lost: what is planned is found', () => {
    for (const label of xrvLabels)
      for (let n = 0; n < 4; n++) {
        const side = sided.includes(label) ? 'right' : 'midline'
        expect([label, withLesion(label, side, 0.05, `kept ${n}`, 224).labels[label]]).toEqual([label, 1])
      }
  })

  test('a right effusion lies low on the left of the picture and dulls the angle', () => {
    const { findings, structures: masks } = withLesion('Effusion', 'right', 0.5)
    const middle = centroid(findings[0]?.mask ?? masks.Heart)
    expect(middle?.x ?? 999).toBeLessThan(centroid(masks.Spine)?.x ?? 0)
    expect(middle?.y ?? 0).toBeGreaterThan(centroid(masks['Right Lung'])?.y ?? 999)
  })

  test('bring all that they imply', () => {
    for (const { findings, labels } of phantoms) {
      for (const { label } of findings)
        for (const implied of impliedLabels(label)) expect(labels[implied]).toBe(1)
      for (const label of xrvLabels)
        expect(labels[label]).toBe(findings.some(finding => finding.label === label) ? 1 : 0)
    }
  })

  test('change the picture more where they are more severe', () => {
    const filling = sided.filter(label => label !== 'Fracture' && label !== 'Pneumothorax')
    for (const label of [...filling, 'Edema', 'Hernia', 'Cardiomegaly'] as const) {
      const side = sided.includes(label) ? 'right' : 'both'
      const changes = [0.05, 0.35, 0.65, 1].map(severity => contrast(label, side, severity))
      expect([label, changes]).toEqual([label, changes.toSorted((a, b) => a - b)])
      expect((changes[3] ?? 0) / (changes[0] ?? 1)).toBeGreaterThan(1.5)
    }
  })
})

/** Heart width over inner chest width, taken from the masks. */
function measuredRatio({ structures: masks }: Phantom): number {
  const [heart, left, right] = [masks.Heart, masks['Left Lung'], masks['Right Lung']].map(boundingBox)
  if (!heart || !left || !right) throw new Error('no heart or lung')
  return (heart.x1 - heart.x0) / (left.x1 - right.x0)
}

/** The sum of the change of optical depth that a lesion makes. */
function contrast(label: XrvLabel, side: Laterality, severity: number): number {
  const [healthy, ill] = [without('contrast'), withLesion(label, side, severity, 'contrast')]
  return ill.opticalDepth.reduce((sum, value, i) => sum + Math.abs(value - (healthy.opticalDepth[i] ?? 0)), 0)
}

suite('labels', () => {
  test('cannot be read off brightness, marker, margins or view', () => {
    const drawn = Array.from({ length: 700 }, (_, n) => {
      const { image, labels, technique, patient } = drawPhantom(`shortcut ${n}`, { size: 40 })
      let sum = 0
      for (const value of image.samples) sum += value
      const { marker, margins } = technique
      const measured = [sum, marker?.y ?? 0, margins[0] + margins[1], patient.view === 'AP' ? 1 : 0]
      return { measured, labels }
    })
    for (const label of xrvLabels)
      for (let i = 0; i < 4; i++) {
        const values = (state: 0 | 1) =>
          drawn.filter(({ labels }) => labels[label] === state).map(({ measured }) => measured[i] ?? 0)
        const area = areaUnderCurve(values(1), values(0))
        expect([label, i, Math.abs(area - 0.5) < 0.16]).toEqual([label, i, true])
      }
  })
})

/** The chance that one of the first has a greater value than one of the second; ties count half. */
function areaUnderCurve(first: readonly number[], second: readonly number[]): number {
  const wins = first.flatMap(a => second.map(b => (a > b ? 1 : a === b ? 0.5 : 0)))
  return wins.reduce((sum: number, win) => sum + win, 0) / wins.length
}
