import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { FindingLabel } from '../../cases/index.ts'
import { type FabricWeights, fabricWeightsSchema, noWeights } from './fabric-weights.ts'
import { type FabricCase, fitFabric } from './fit-fabric.ts'
import { fuse } from './fuse.ts'
import { areaUnderRoc, fitPlatt, logit, sigmoid } from './logistic.ts'

type Answers = Record<string, Partial<Record<FindingLabel, number>>>

function answersOf(answers: Answers): FabricCase['agents'] {
  return new Map(
    Object.entries(answers).map(([agent, values]) => [
      agent,
      new Map(Object.entries(values) as [FindingLabel, number][]),
    ]),
  )
}

const about = { data: 'made up', seed: 's' }

suite('fusing agents', () => {
  const weights: FabricWeights = {
    agents: {
      a: { Effusion: { auc: 0.9, slope: 2, intercept: -1 } },
      b: { Effusion: { auc: 2 / 3, slope: 1, intercept: 0 } },
      chance: { Effusion: { auc: 0.4, slope: -5, intercept: 3 } },
      measurements: { Cardiomegaly: { auc: 1, slope: 20, intercept: -10 } },
    },
    labels: { Effusion: { slope: 1.5, intercept: 0.5 } },
    fitted: { cases: 10, data: 'made up' },
  }

  test('averages calibrated logits, weighted by the squared odds of ranking rightly less one', () => {
    // logits: a 2·0−1 = −1 with weight 9² − 1 = 80, b ln 3 with 2² − 1 = 3; the one below chance counts for nothing.
    const answers = answersOf({
      a: { Effusion: 0.5 },
      b: { Effusion: 0.75 },
      chance: { Effusion: 0.01 },
    })
    const fused = fuse(answers, weights).get('Effusion')
    const mean = (80 * -1 + 3 * Math.log(3)) / 83
    expect(fused?.probability).toBeCloseTo(1 / (1 + Math.exp(-(1.5 * mean + 0.5))), 12)
    expect(fused?.votes.get('a')).toEqual({ probability: sigmoid(-1), weight: expect.closeTo(80 / 83, 12) })
    expect(fused?.votes.get('chance')?.weight).toBe(0)
  })

  test('goes by those that answered', () => {
    const fused = fuse(
      answersOf({ b: { Effusion: 0.75 }, a: {}, c: { Effusion: Number.NaN, Mass: 0.2 } }),
      weights,
    )
    expect([...fused.keys()]).toEqual(['Effusion', 'Mass'])
    expect([...(fused.get('Effusion')?.votes.keys() ?? [])]).toEqual(['b'])
    expect(fused.get('Mass')).toMatchObject({ probability: expect.closeTo(0.2, 9) })
    expect(fuse(new Map(), weights).size).toBe(0)
  })

  test('takes a measured value as it is, and none that nobody calibrated', () => {
    const fused = fuse(
      answersOf({ measurements: { Cardiomegaly: 0.55, 'Enlarged Cardiomediastinum': 0.55 } }),
      weights,
    )
    expect(fused.get('Cardiomegaly')?.probability).toBeCloseTo(sigmoid(1), 12)
    expect(fused.has('Enlarged Cardiomediastinum')).toBe(false)
  })

  test('does not let an agent that never erred alone decide', () => {
    const never = {
      agents: { a: { Mass: { auc: 1, slope: 1, intercept: 0 } } },
      labels: {},
      fitted: weights.fitted,
    }
    const fused = fuse(answersOf({ a: { Mass: 0.9 }, b: { Mass: 0.1 } }), never).get('Mass')
    expect(fused?.votes.get('b')?.weight).toBeGreaterThan(0)
  })

  test('lets agents without a measured AUC count alike and uncalibrated', () => {
    const fused = fuse(answersOf({ x: { Hernia: 0.9 }, y: { Hernia: 0.1 } }), noWeights)
    expect(fused.get('Hernia')?.probability).toBeCloseTo(0.5, 9)
    expect(fused.get('Hernia')?.votes.get('x')?.weight).toBe(0.5)
  })

  test('stays between 0 and 1 for any answers', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1 }), fc.double({ min: 0, max: 1 }), (p, q) => {
        const probability = fuse(answersOf({ a: { Effusion: p }, b: { Effusion: q } }), weights)
        const value = probability.get('Effusion')?.probability ?? Number.NaN
        return value >= 0 && value <= 1
      }),
    )
  })
})

suite('fitting the fabric', () => {
  const cases: FabricCase[] = [
    [true, 0.9, 0.6],
    [true, 0.7, 0.4],
    [true, 0.6, 0.7],
    [false, 0.4, 0.5],
    [false, 0.2, 0.3],
    [false, 0.1, 0.65],
  ].map(([truth, a, b]) => ({
    truth: new Map<FindingLabel, boolean>([
      ['Edema', truth === true],
      ['Hernia', false],
    ]),
    agents: answersOf({ a: { Edema: Number(a), Hernia: 0.1 }, b: { Edema: Number(b) } }),
  }))

  test('measures the AUC of each agent on each label', () => {
    const { agents } = fitFabric(cases, about)
    // b: of nine pairs, 0.6 wins two, 0.4 one and 0.7 three.
    expect([agents.a?.Edema?.auc, agents.b?.Edema?.auc]).toEqual([1, 6 / 9])
  })

  test('leaves out labels of one outcome only, and agents without any answer', () => {
    const weights = fitFabric(cases, about)
    expect(Object.keys(weights.labels)).toEqual(['Edema'])
    expect(Object.keys(weights.agents.a ?? {})).toEqual(['Edema'])
    expect(fitFabric([], about)).toEqual({ agents: {}, labels: {}, fitted: { cases: 0, ...about } })
  })

  test('gives weights that tell its own cases, the same ones each time, and fit the schema', () => {
    const weights = fitFabric(cases, about)
    expect(fitFabric(cases, about)).toEqual(weights)
    expect(fabricWeightsSchema.parse(JSON.parse(JSON.stringify(weights)))).toEqual(weights)
    for (const { agents, truth } of cases) {
      const fused = fuse(agents, weights).get('Edema')
      expect((fused?.probability ?? 0) >= 0.5).toBe(truth.get('Edema'))
    }
  })

  test('refuses coefficients that no fit gives', () => {
    const absurd = {
      agents: {},
      labels: { Mass: { slope: 1e308, intercept: 0 } },
      fitted: { cases: 0, data: '' },
    }
    expect(fabricWeightsSchema.safeParse(absurd).success).toBe(false)
  })

  test('is not disturbed by a failed agent or by what is no number', () => {
    const broken = [
      ...cases,
      { truth: new Map([['Edema', true]] as const), agents: answersOf({ a: { Edema: Number.NaN } }) },
      { truth: new Map([['Edema', false]] as const), agents: new Map() },
    ]
    const { fitted, ...weights } = fitFabric(broken, about)
    expect({ ...weights, fitted: { ...fitted, cases: 6 } }).toEqual(fitFabric(cases, about))
  })
})

suite('calibration', () => {
  test('finds frequencies: with one score for two thirds and one for one third', () => {
    const cases = [
      ...[true, true, false].map(truth => ({ score: 1, truth })),
      ...[true, false, false].map(truth => ({ score: -1, truth })),
    ]
    // Targets are 4/5 and 1/5, so each side has mean (2·0.8 + 0.2) / 3 = 0.6 or 0.4.
    const { slope, intercept } = fitPlatt(cases)
    expect(slope).toBeCloseTo(logit(0.6), 6)
    expect(intercept).toBeCloseTo(0, 6)
  })

  test('stays finite where a score separates the cases, and where it says nothing', () => {
    const separated = [0, 0.1, 0.9, 1].map(score => ({ score: 40 * score, truth: score > 0.5 }))
    const { slope, intercept } = fitPlatt(separated)
    expect(slope).toBeGreaterThan(0)
    expect(Number.isFinite(intercept)).toBe(true)
    const constant = fitPlatt([true, false, false].map(truth => ({ score: 7, truth })))
    expect(constant.slope).toBe(0)
    expect(Number.isFinite(constant.intercept)).toBe(true)
  })

  test('is undone by moving and stretching the score', () => {
    const score = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(score, fc.boolean()), { minLength: 4, maxLength: 30 }), drawn => {
        const cases = [...drawn, [0.3, true] as const, [0.1, false] as const]
        const plain = fitPlatt(cases.map(([s, truth]) => ({ score: s, truth })))
        const moved = fitPlatt(cases.map(([s, truth]) => ({ score: 3 * s + 2, truth })))
        const [at, movedAt] = [plain.slope * 0.5 + plain.intercept, moved.slope * 3.5 + moved.intercept]
        return Math.abs(sigmoid(at) - sigmoid(movedAt)) < 1e-3
      }),
    )
  })

  test('counts ties half in the area under the curve', () => {
    const cases = [
      { score: 1, truth: true },
      { score: 1, truth: false },
      { score: 0, truth: false },
      { score: 2, truth: true },
    ]
    expect(areaUnderRoc(cases)).toBe(3.5 / 4)
  })
})
