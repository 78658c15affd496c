import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { type Episode, medsamAgentReward, type Overlap, strictReward } from './rewards.ts'

/** Dice of an IoU: 2·IoU/(1 + IoU). */
const at = (iou: number): Overlap => ({ iou, dice: (2 * iou) / (1 + iou) })

function episode(ious: number[], rest: Partial<Episode> = {}): Episode {
  return {
    masks: ious.map(at),
    nothing: { iou: 0, dice: 0 },
    everything: at(0.1),
    edits: ious.length,
    failedCalls: 0,
    stopped: true,
    ...rest,
  }
}

suite('the reward medsam-agent, by hand', () => {
  test('of one box and a stop is format and outcome alone', () => {
    // IoU 0.6, Dice 0.75: base 0.675; R = 0.2 + 0.8·0.675.
    const terms = medsamAgentReward.score(episode([0.6]))
    expect(terms).toMatchObject({ format: 1, overshoot: 0, cost: 0, progress: 0 })
    expect(terms.outcome).toBeCloseTo(0.675, 12)
    expect(terms.reward).toBeCloseTo(0.74, 12)
  })

  test('of three turns pays progress, charges turns and the fall from the best mask', () => {
    // IoU 0.5, 0.8, 0.6: base (0.6 + 0.75)/2 = 0.675, overshoot 0.2, cost 0.03, progress 0.1·0.3 = 0.03.
    const terms = medsamAgentReward.score(episode([0.5, 0.8, 0.6]))
    expect(terms.overshoot).toBeCloseTo(0.2, 12)
    expect(terms.cost).toBeCloseTo(0.03, 12)
    expect(terms.progress).toBeCloseTo(0.03, 12)
    expect(terms.reward).toBeCloseTo(0.2 + 0.8 * 0.475, 12)
  })

  test('gives half the format for either half of it', () => {
    expect(medsamAgentReward.score(episode([0.6], { stopped: false })).reward).toBeCloseTo(0.1 + 0.54, 12)
    expect(medsamAgentReward.score(episode([], { edits: 0 })).reward).toBeCloseTo(0.1, 12)
    expect(medsamAgentReward.score(episode([], { edits: 0, stopped: false })).reward).toBe(0)
  })

  test('takes IoU alone where Dice is 0, and agrees that two empty masks agree', () => {
    const empty = { iou: 1, dice: 1 }
    expect(medsamAgentReward.score(episode([], { nothing: empty, edits: 0 })).reward).toBeCloseTo(0.9, 12)
    expect(medsamAgentReward.score(episode([0])).outcome).toBe(0)
  })

  test('ignores a fall of less than a millionth', () => {
    expect(medsamAgentReward.score(episode([0.6 + 5e-7, 0.6])).overshoot).toBe(0)
  })
})

suite('the reward strict, by hand', () => {
  test('counts from what the whole picture gets, and every turn costs', () => {
    // Whole picture IoU 0.1, Dice 2/11: base 0.1409…; mask 0.675.
    const trivial = (0.1 + 2 / 11) / 2
    const outcome = (0.675 - trivial) / (1 - trivial)
    const terms = strictReward.score(episode([0.6]))
    expect(terms.outcome).toBeCloseTo(outcome, 12)
    expect(terms.reward).toBeCloseTo(outcome - 0.01, 12)
    expect(strictReward.score(episode([0.6], { failedCalls: 2 })).reward).toBeCloseTo(outcome - 0.03, 12)
  })

  test('gives nothing without an action, and half without a stop', () => {
    expect(strictReward.score(episode([], { edits: 0 })).reward).toBe(0)
    const whole = strictReward.score(episode([0.6])).reward
    expect(strictReward.score(episode([0.6], { stopped: false })).reward).toBeCloseTo(whole / 2, 12)
  })

  test('is full for stopping at once where the target is empty', () => {
    const none = { nothing: { iou: 1, dice: 1 }, everything: { iou: 0, dice: 0 }, edits: 0 }
    expect(strictReward.score(episode([], none)).reward).toBe(1)
  })
})

const ious = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 })

suite('any episode', () => {
  test('earns between 0 and 1 under both presets', () => {
    fc.assert(
      fc.property(ious, fc.boolean(), fc.nat(5), (all, stopped, failedCalls) => {
        for (const { score } of [medsamAgentReward, strictReward]) {
          const { reward } = score(episode(all, { stopped, failedCalls }))
          expect(reward).toBeGreaterThanOrEqual(0)
          expect(reward).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('earns no more under strict for moves that lead to the same last mask', () => {
    fc.assert(
      fc.property(ious, ious, fc.nat(6), fc.nat(3), (all, extra, place, failedCalls) => {
        const last = all.at(-1) ?? 0
        const longer = [...all.slice(0, place), ...extra, ...all.slice(place), last]
        const before = strictReward.score(episode(all)).reward
        expect(strictReward.score(episode(longer, { failedCalls })).reward).toBeLessThanOrEqual(
          before + 1e-12,
        )
      }),
    )
  })

  test('earns no more than its last mask does at once', () => {
    fc.assert(
      fc.property(ious, all => {
        const direct = strictReward.score(episode(all.slice(-1))).reward
        expect(strictReward.score(episode(all)).reward).toBeLessThanOrEqual(direct + 1e-12)
      }),
    )
  })
})

/**
 * Ways to earn without segmenting, on a target that fills a tenth of the picture. An honest episode of three
 * turns (IoU 0.6, 0.7, 0.8) stands for comparison. Rounded figures are what the probe found.
 */
suite('probes of reward hacking', () => {
  const honest = episode([0.6, 0.7, 0.8])
  const boxEverything = episode([0.1])
  const abstain = episode([], { edits: 0, stopped: false })
  const stopAtOnce = episode([], { edits: 0 })
  // A good box, then clicks that break and mend the mask until the turns are out.
  const alternate = (swings: number) =>
    episode([0.8, ...Array.from({ length: swings }, () => [0.2, 0.8]).flat()])
  const both = (of: Episode) =>
    [medsamAgentReward, strictReward].map(({ score }) => Number(score(of).reward.toFixed(3)))

  test('an honest episode earns most of what there is', () => {
    expect(both(honest)).toEqual([0.868, 0.789])
  })

  test('a box around everything earns 0.313 from medsam-agent and nothing from strict', () => {
    expect(both(boxEverything)).toEqual([0.313, 0])
  })

  test('abstaining earns nothing', () => {
    expect(both(abstain)).toEqual([0, 0])
  })

  test('stopping at once earns 0.1 from medsam-agent and nothing from strict', () => {
    expect(both(stopAtOnce)).toEqual([0.1, 0])
  })

  test('swinging between a bad and a good mask is paid by medsam-agent and punished by strict', () => {
    const [none, one, three] = [alternate(0), alternate(1), alternate(3)].map(both)
    expect([none, one, three]).toEqual([
      [0.876, 0.809],
      [0.9, 0.789],
      [0.964, 0.749],
    ])
  })

  test('calls that are refused cost under strict', () => {
    expect(strictReward.score(episode([0.8], { failedCalls: 4 })).reward).toBeLessThan(
      strictReward.score(episode([0.8])).reward,
    )
  })
})
