import { expect, suite, test } from 'vitest'
import type { Attempts } from './attempts.ts'
import { summarise } from './summarise.ts'
import { summaryText } from './summary-text.ts'

const box = (gain: number, kept = true) => ({ kind: 'box' as const, gain, kept })
const negative = (gain: number, kept = true) => ({ kind: 'negative' as const, gain, kept })

const one: Attempts = {
  case: 'a',
  ms: 3000,
  attempts: [
    {
      family: 'box-then-points',
      number: 0,
      outcome: 'accepted',
      end: 'no-gain',
      iou: 0.8,
      tries: [box(0.6), negative(-0.1, false), negative(0.2), negative(0, false)],
    },
    { family: 'box-then-points', number: 1, outcome: 'low-iou', end: 'limit', iou: 0.5, tries: [box(0.5)] },
    { family: 'points', number: 0, outcome: 'no-start', end: 'no-gain', iou: 0, tries: [] },
  ],
}
const other: Attempts = {
  case: 'b',
  ms: 1000,
  attempts: [
    { family: 'box-then-points', number: 0, outcome: 'accepted', end: 'finished', iou: 1, tries: [box(1)] },
    { family: 'box-then-points', number: 1, outcome: 'duplicate', end: 'finished', iou: 1, tries: [box(1)] },
  ],
}

suite('the summary of forging', () => {
  test('counts what was accepted, and the rest by reason', () => {
    const { cases, secondsPerCase, secondsPerTrajectory, families } = summarise([one, other])
    expect([cases, secondsPerCase, secondsPerTrajectory]).toEqual([2, 2, 2])
    expect(families['box-then-points']).toMatchObject({
      tried: 4,
      accepted: 2,
      rejected: { 'low-iou': 1, duplicate: 1 },
      endings: { 'no-gain': 1, finished: 1 },
      meanActions: 1.5,
      meanIou: 0.9,
    })
    expect(families.points).toMatchObject({
      tried: 1,
      accepted: 0,
      rejected: { 'no-start': 1 },
      meanIou: null,
    })
  })

  test('the curve is the mean after each action, a shorter trajectory keeping its last', () => {
    // After 0: 0 and 0. After 1: 0.6 and 1. After 2: 0.8 and still 1.
    const { curve } = summarise([one, other]).families['box-then-points']
    expect(curve.map(iou => iou.toFixed(3))).toEqual(['0.000', '0.800', '0.900'])
  })

  test('gains count every action that was tried, and average those that were kept', () => {
    const { gains } = summarise([one, other]).families['box-then-points']
    expect(gains).toEqual({
      box: { tried: 4, kept: 4, meanGain: (0.6 + 0.5 + 1 + 1) / 4 },
      positive: { tried: 0, kept: 0, meanGain: null },
      negative: { tried: 3, kept: 1, meanGain: 0.2 },
    })
  })

  test('does not depend on the order of lines, and says nothing of no cases', () => {
    expect(summarise([other, one])).toEqual(summarise([one, other]))
    expect(summarise([])).toMatchObject({ cases: 0, secondsPerCase: null, secondsPerTrajectory: null })
  })

  test('is told in words and bars', () => {
    expect(summaryText(summarise([one, other])).split('\n')).toEqual([
      '2 cases',
      'box-then-points: 2 of 4 accepted (50.0 %); rejected: duplicate 1, low-iou 1',
      '  mean 1.5 actions, IoU 0.900; ended: finished 1, no-gain 1',
      `  IoU after 1  0.800  ${'#'.repeat(32)}`,
      `  IoU after 2  0.900  ${'#'.repeat(36)}`,
      '  box: 4 of 4 gained enough, by 0.775 on average',
      '  negative: 1 of 3 gained enough, by 0.200 on average',
      'points: 0 of 1 accepted (0.0 %); rejected: no-start 1',
      '2.00 s of one thread for each accepted trajectory',
    ])
  })
})
