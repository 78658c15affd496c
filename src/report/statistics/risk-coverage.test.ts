import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import {
  areaUnderRisk,
  coverageAtRisk,
  riskAtCoverage,
  riskCoverageCurve,
  type Steps,
  stepsOf,
  tiesOf,
} from './risk-coverage.ts'

const steps = (confidences: number[], losses: number[], weights?: number[]): Steps =>
  stepsOf(tiesOf(confidences), Float64Array.from(losses), weights)

suite('risk and coverage', () => {
  // Risks 0, 1/2, 1/3, 1/4 at 1 to 4 answers; a fifth case was not answered.
  const four = steps([0.7, 0.9, 0.6, 0.8], [0, 0, 0, 1])

  test('give the area of the hand calculation', () => {
    expect(areaUnderRisk(four)).toBeCloseTo(13 / 48, 12)
    // The oracle makes its one error last.
    expect(areaUnderRisk(steps([0, 0, 0, -1], [0, 0, 0, 1]))).toBeCloseTo(1 / 16, 12)
  })

  test('give the coverage at a risk, and the risk at a coverage', () => {
    expect(coverageAtRisk(four, 5, 0.05)).toBe(1 / 5)
    expect(coverageAtRisk(four, 5, 0.25)).toBe(4 / 5)
    expect(coverageAtRisk(steps([0.9, 0.8], [1, 0]), 2, 0.4)).toBe(0)
    expect(riskAtCoverage(four, 5, 0.4)).toBe(1 / 2)
    // Half of the third answer, which is right.
    expect(riskAtCoverage(four, 5, 0.5)).toBeCloseTo(1 / 2.5, 12)
    expect(riskAtCoverage(four, 5, 0.8)).toBe(1 / 4)
    expect(riskAtCoverage(four, 5, 1)).toBeNaN()
  })

  test('take a tie in all its orders, and put no threshold into it', () => {
    // Expected risks 1/2, 1/2, 1/3.
    const tied = steps([0.9, 0.9, 0.5], [1, 0, 0])
    expect(areaUnderRisk(tied)).toBeCloseTo(4 / 9, 12)
    expect(coverageAtRisk(tied, 3, 0)).toBe(0)
    expect(coverageAtRisk(tied, 3, 0.34)).toBe(1)
    expect(riskAtCoverage(tied, 3, 1 / 3)).toBeCloseTo(1 / 2, 12)
  })

  test('draw a curve from the first tie to the last answer', () => {
    const keys = [0.9, 0.9, -1]
    const ties = tiesOf(keys)
    expect(riskCoverageCurve(ties, stepsOf(ties, Float64Array.of(1, 0, 1)), keys, 4)).toEqual([
      { coverage: 0, risk: 1 / 2, confidence: 0.9 },
      { coverage: 2 / 4, risk: 1 / 2, confidence: 0.9 },
      { coverage: 3 / 4, risk: 2 / 3, confidence: null },
    ])
  })

  test('of a large set need few points', () => {
    const keys = Float64Array.from({ length: 5000 }, (_, i) => i / 5000)
    const ties = tiesOf(keys)
    const curve = riskCoverageCurve(ties, stepsOf(ties, keys), keys, 5000)
    expect(curve.length).toBeLessThanOrEqual(101)
    expect(curve.at(-1)).toMatchObject({ coverage: 1, confidence: 0 })
  })

  const answers = fc.array(
    fc.record({ key: fc.constantFrom(0.2, 0.5, 0.9), loss: fc.constantFrom(0, 0.25, 1) }),
    { minLength: 1, maxLength: 5 },
  )

  test('agree with the mean over every order that the confidences allow', () => {
    fc.assert(
      fc.property(answers, list => {
        const sorted = permutations(list).filter(order =>
          order.every(({ key }, i) => i === 0 || key <= (order[i - 1]?.key ?? 1)),
        )
        const areas = sorted.map(order => {
          let total = 0
          return (
            order.reduce((sum, { loss }, i) => {
              total += loss
              return sum + total / (i + 1)
            }, 0) / order.length
          )
        })
        const expected = areas.reduce((sum, area) => sum + area, 0) / areas.length
        const own = steps(
          list.map(({ key }) => key),
          list.map(({ loss }) => loss),
        )
        expect(areaUnderRisk(own)).toBeCloseTo(expected, 10)
      }),
      { numRuns: 60 },
    )
  })

  test('weigh an answer as often as it is there', () => {
    fc.assert(
      fc.property(answers, fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }), (list, weights) => {
        const copies = list.flatMap((answer, i) => Array.from({ length: weights[i] ?? 0 }, () => answer))
        const weighted = steps(
          list.map(a => a.key),
          list.map(a => a.loss),
          weights,
        )
        const copied = steps(
          copies.map(a => a.key),
          copies.map(a => a.loss),
        )
        if (copies.length === 0) expect(areaUnderRisk(weighted)).toBeNaN()
        else expect(areaUnderRisk(weighted)).toBeCloseTo(areaUnderRisk(copied), 10)
        expect(coverageAtRisk(weighted, 20, 0.3)).toBe(coverageAtRisk(copied, 20, 0.3))
      }),
    )
  })

  test('sum harmonic numbers rightly where they are no longer tabulated', () => {
    const n = 1000
    // One error first: the risk is 1/k at k answers.
    const area = areaUnderRisk(
      steps([2, ...Array<number>(n - 1).fill(1)], [1, ...Array<number>(n - 1).fill(0)]),
    )
    const direct = Array.from({ length: n }, (_, i) => 1 / (i + 1)).reduce((sum, risk) => sum + risk, 0) / n
    expect(area).toBeCloseTo(direct, 13)
  })
})

function permutations<T>(list: T[]): T[][] {
  if (list.length < 2) return [list]
  return list.flatMap((first, i) =>
    permutations([...list.slice(0, i), ...list.slice(i + 1)]).map(rest => [first, ...rest]),
  )
}
