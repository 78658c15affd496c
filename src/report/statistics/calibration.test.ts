import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { random } from '../../cases/index.ts'
import { calibrationOf, type Forecast } from './calibration.ts'

/** `right` of `n` answers with this confidence, each in a cluster of its own. */
const group = (confidence: number | null, right: number, n: number): Forecast[] =>
  Array.from({ length: n }, (_, i) => ({
    cluster: `${confidence}:${i}`,
    confidence,
    score: i < right ? 1 : 0,
  }))

const unanswered: Forecast = { cluster: 'none', confidence: null, score: null }

suite('calibration', () => {
  const told = calibrationOf([...group(0.9, 8, 10), ...group(0.6, 6, 10)])

  test('gives the figures of the hand calculation', () => {
    expect(told).toMatchObject({ cases: 20, answered: 20, rated: 20, clusters: 20 })
    expect(told?.confidence).toBeCloseTo(0.75, 12)
    expect(told?.score).toBeCloseTo(0.7, 12)
    // Half of the answers are 0.1 off, the others not at all.
    expect(told?.ece.plain).toBeCloseTo(0.05, 12)
    expect(told?.eceEqualWidth).toBeCloseTo(0.05, 12)
    // 8 · 0.01 + 2 · 0.81 + 6 · 0.16 + 4 · 0.36 = 4.1
    expect(told?.brier.value).toBeCloseTo(4.1 / 20, 12)
    // Ten times 0.2, then 0.4 · 10 + (2 − 10 · 0.4)(1/11 + … + 1/20).
    expect(told?.aurc.value).toBeCloseTo((2 + 4 - 2 * 0.66877140317543) / 20, 12)
    // Sixteen answers: two errors, and six at 0.4.
    expect(told?.accuracyAtCoverage.value).toBeCloseTo(1 - 4.4 / 16, 12)
    expect(told?.coverageAtRisk.value).toBe(0)
    expect(told?.curve.map(({ coverage, risk }) => [coverage, Number(risk.toFixed(9))])).toEqual([
      [0, 0.2],
      [0.5, 0.2],
      [1, 0.3],
    ])
  })

  test('bins by mass and by width, with an interval each', () => {
    expect(told?.bins.equalMass.map(({ from, to, n }) => [from, to, n])).toEqual([
      [0.6, 0.6, 10],
      [0.9, 0.9, 10],
    ])
    expect(told?.bins.equalWidth.map(({ from, to, n, score }) => [from, to, n, score])).toEqual([
      [0.6, 0.7, 10, 0.6],
      [0.9, 1, 10, 0.8],
    ])
    for (const { low, high, score } of told?.bins.equalMass ?? []) {
      expect(low).toBeLessThan(score)
      expect(high).toBeGreaterThan(score)
    }
  })

  test('counts who did not answer as not covered, and who stated none as covered last', () => {
    const partly = calibrationOf([
      ...group(0.9, 10, 10),
      ...group(null, 0, 5),
      ...Array<Forecast>(5).fill(unanswered),
    ])
    expect(partly).toMatchObject({ cases: 20, answered: 15, rated: 10 })
    expect(partly?.coverageAtRisk.value).toBe(0.5)
    expect(partly?.accuracyAtCoverage.value).toBeNull()
    expect(partly?.curve.at(-1)).toEqual({ coverage: 0.75, risk: 1 / 3, confidence: null })
  })

  test('is not told without a confidence', () => {
    expect(calibrationOf([])).toBeNull()
    expect(calibrationOf([...group(null, 3, 6), unanswered])).toBeNull()
  })

  test('claims no certainty where all clusters are alike, or there is only one', () => {
    const sure = calibrationOf(group(1, 30, 30))
    expect(sure?.ece).toMatchObject({ value: 0, low: null, high: null })
    expect(sure?.aurc).toEqual({ value: 0, low: null, high: null })
    expect(sure?.brier).toMatchObject({ value: 0, low: 0 })
    const one = calibrationOf(group(0.8, 20, 30).map(forecast => ({ ...forecast, cluster: 'x' })))
    expect(one?.ece).toMatchObject({ low: null, high: null, floor: null })
    expect(one?.aurc).toMatchObject({ low: null, high: null })
  })

  test('takes noise off the error of a calibrated model, and little off that of another', () => {
    const { unit } = random('calibration test')
    const simulate = (truth: (confidence: number) => number) =>
      calibrationOf(
        Array.from({ length: 600 }, (_, i) => {
          const confidence = 0.5 + unit() / 2
          return { cluster: `${i}`, confidence, score: Number(unit() < truth(confidence)) }
        }),
      )?.ece
    const kept = simulate(confidence => confidence)
    expect(kept?.plain).toBeGreaterThan(0.02)
    expect(kept?.value).toBeLessThan((kept?.plain ?? 0) / 1.5)
    expect(kept?.low).toBe(0)
    const overconfident = simulate(confidence => confidence - 0.3)
    expect(overconfident?.value).toBeGreaterThan(0.25)
    expect(overconfident?.low).toBeGreaterThan(0.2)
    expect(overconfident?.high).toBeLessThan(0.4)
  })

  test('knows that clustered answers tell less', () => {
    const { unit } = random('clusters')
    const answers = Array.from({ length: 60 }, (_, k) => {
      const score = Number(unit() < 0.7)
      return Array.from({ length: 5 }, (_, i) => ({ k, i, confidence: 0.6 + 0.3 * unit(), score }))
    }).flat()
    const width = (name: (k: number, i: number) => string) => {
      const ece = calibrationOf(answers.map(({ k, i, ...rest }) => ({ cluster: name(k, i), ...rest })))?.ece
      return (ece?.high ?? 0) - (ece?.low ?? 0)
    }
    expect(width(k => `${k}`)).toBeGreaterThan(1.3 * width((k, i) => `${k}:${i}`))
  })

  const forecasts = fc.array(
    fc.record({
      cluster: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      confidence: fc.oneof(fc.constantFrom(null, 0, 0.5, 0.9, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      score: fc.constantFrom(null, 0, 0.5, 1),
    }),
    { maxLength: 40 },
  )

  test('whatever the forecasts, stays in its ranges and does not split equals', () => {
    fc.assert(
      fc.property(forecasts, list => {
        const result = calibrationOf(list)
        if (result === null) return
        const { ece, excessAurc, aurc, brier, bins, curve, rated } = result
        expect(ece.value).toBeLessThanOrEqual(ece.plain + 1e-12)
        for (const { value, low, high } of [ece, aurc, brier, result.coverageAtRisk]) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1 + 1e-12)
          if (low !== null) expect(low).toBeLessThanOrEqual(value ?? 0)
          if (high !== null) expect(high).toBeGreaterThanOrEqual(value ?? 1)
        }
        expect(excessAurc.value).toBeGreaterThan(-1e-12)
        for (const kind of [bins.equalMass, bins.equalWidth])
          expect(kind.reduce((sum, { n }) => sum + n, 0)).toBe(rated)
        for (const [i, { from }] of bins.equalMass.entries())
          if (i > 0) expect(from).toBeGreaterThan(bins.equalMass[i - 1]?.to ?? 1)
        for (const [i, { coverage }] of curve.entries())
          if (i > 0) expect(coverage).toBeGreaterThan(curve[i - 1]?.coverage ?? 1)
        expect(JSON.parse(JSON.stringify(result))).toEqual(result)
      }),
      { numRuns: 15 },
    )
  })

  test('does not depend on the order of the forecasts', () => {
    const list = [...group(0.9, 8, 12), ...group(0.75, 5, 9), unanswered, ...group(null, 1, 3)]
    fc.assert(
      fc.property(fc.shuffledSubarray(list, { minLength: list.length }), shuffled => {
        const [a, b] = [calibrationOf(list), calibrationOf(shuffled)]
        expect(b?.ece.low).toBeCloseTo(a?.ece.low ?? 9, 9)
        expect(b?.ece.high).toBeCloseTo(a?.ece.high ?? 9, 9)
        expect(b?.aurc.high).toBeCloseTo(a?.aurc.high ?? 9, 9)
        expect(b?.brier.low).toBeCloseTo(a?.brier.low ?? 9, 9)
        expect(b?.curve.length).toBe(a?.curve.length)
      }),
      { numRuns: 3 },
    )
  })
})
