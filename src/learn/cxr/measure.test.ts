import { expect, suite, test } from 'vitest'
import { fitFabric, measurementsAgent, noWeights } from '../../agents/index.ts'
import type { FindingLabel } from '../../cases/index.ts'
import type { Asked } from './ask-networks.ts'
import { measure } from './measure.ts'

const asked = (truth: boolean, near: number, far: number, heart?: number): Asked => ({
  truth: new Map<FindingLabel, boolean>([['Mass', truth]]),
  agents: new Map([
    ['near', new Map<FindingLabel, number>([['Mass', near]])],
    ['far', new Map<FindingLabel, number>([['Mass', far]])],
    [measurementsAgent, new Map<FindingLabel, number>()],
  ]),
  dice: new Map(heart === undefined ? [] : [['Heart', heart]]),
})

const cases = [
  asked(true, 0.9, 0.9, 0.8),
  asked(true, 0.7, 0.1, 0.9),
  asked(false, 0.6, 0.2, 0.95),
  asked(false, 0.1, 0.3),
]

suite('the figures of the card', () => {
  test('are counted by hand', () => {
    const { phantoms, accuracy, labels, structures } = measure(cases, noWeights)
    expect(phantoms).toBe(4)
    expect(accuracy).toMatchObject({ near: 0.75, far: 0.75 })
    const { present, agents } = labels.Mass ?? {}
    expect(present).toBe(2)
    expect(agents?.near).toMatchObject({
      auc: 1,
      sensitivity: { value: 1, high: 1 },
      specificity: { value: 0.5, low: 0.0945, high: 0.9055 },
    })
    // The median of three is the second; no heart was outlined on the fourth.
    expect(structures).toMatchObject({ Heart: 0.9, Aorta: null })
  })

  test('of all together follow the fitted weights, by which an agent at chance counts for nothing', () => {
    const { labels } = measure(cases, fitFabric(cases, { data: 'these' }))
    expect(labels.Mass?.agents.together?.auc).toBe(1)
    // Where both count alike, the mean logits are 2.2 and -0.7 of what is there, -0.5 and -1.5 of what is not.
    expect(measure(cases, noWeights).labels.Mass?.agents.together?.auc).toBe(0.75)
    expect(labels.Edema).toMatchObject({ present: 0, agents: { together: { auc: null, sensitivity: null } } })
  })

  test('say how far stated probabilities are from what happens', () => {
    // near: 0.9 and 0.7 happened, 0.6 and 0.1 did not, each in a bin of its own.
    expect(measure(cases, noWeights).calibrationError.near).toBeCloseTo((0.1 + 0.3 + 0.6 + 0.1) / 4, 4)
  })
})
