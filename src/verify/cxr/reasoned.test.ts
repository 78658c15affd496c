import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { type Case, type ChexpertLabel, chexpertLabels } from '../../cases/index.ts'
import type { Trace } from '../trace.ts'
import { readReasonedLabels } from './reasoned-labels.ts'
import { labelReward, labelTruth, reasonedReward, reasonedVerifier } from './reasoned-rewards.ts'

const list = chexpertLabels.map((label, i) => `(${label}, ${(i / 100).toFixed(2)})`).join(', ')
const answer = (box = 'Edema, Effusion', listed = list) =>
  `<think>It may be \\boxed{Fracture}.</think> \\boxed{${box}} ${listed}`
const faultOf = (text: string) => {
  const read = readReasonedLabels(text)
  return read.ok ? undefined : read.fault
}

suite('a reasoned answer', () => {
  test('is thinking, a box and a list, in the words of CheXpert', () => {
    const read = readReasonedLabels(answer())
    expect(read).toMatchObject({
      ok: true,
      value: { thinking: 'It may be \\boxed{Fracture}.', boxed: ['Edema', 'Pleural Effusion'] },
    })
    expect(read.ok && read.value.probabilities.get('Cardiomegaly')).toBe(0.01)
    expect(faultOf(answer('pleural_effusion, SUPPORT devices'))).toBeUndefined()
  })

  test.each([
    ['no thinking', '\\boxed{Edema}', 'no <think>'],
    ['open thinking', '<think>It is \\boxed{Edema} (Edema, 1)', 'never closed'],
    ['thinking twice', `<think>a</think><think>b</think>\\boxed{Edema} ${list}`, 'more than one <think>'],
    ['words before it', `Sure! ${answer()}`, 'does not begin'],
    ['no box', `<think></think>${list}`, 'no \\boxed'],
    ['two boxes', `${answer()} \\boxed{Mass}`, 'more than one \\boxed'],
    ['an empty box', answer(' '), 'the box is empty'],
    ['an unknown label', answer('Flu'), '"Flu" in the box'],
    ['a label twice', answer('Effusion, Pleural Effusion'), 'boxed twice'],
    ['a contradiction', answer('No Finding, Edema'), 'beside Edema'],
    ['no list', answer('Edema', 'none'), 'no list'],
    ['a short list', answer('Edema', list.replace(', (Pneumonia, 0.11)', '')), 'Pneumonia is missing'],
    [
      'another order',
      answer(
        'Edema',
        list.replace(
          '(Edema, 0.03), (Enlarged Cardiomediastinum, 0.04)',
          '(Enlarged Cardiomediastinum, 0.04), (Edema, 0.03)',
        ),
      ),
      'wrong place',
    ],
    ['a label listed twice', answer('Edema', `${list}, (Edema, 0.1)`), 'listed twice'],
    ['a probability of 3', answer('Edema', list.replace('0.03', '3')), 'is 3, not 0 to 1'],
    ['NaN', answer('Edema', list.replace('0.03', 'NaN')), 'is NaN'],
    ['below 0', answer('Edema', list.replace('0.03', '-0.1')), 'is -0.1'],
  ])('is refused with %s', (_, text, fault) => {
    expect(faultOf(text)).toContain(fault)
  })

  test('is told all of its faults at once', () => {
    expect(faultOf('hm')).toBe(
      'there is no <think>…</think>; there is no \\boxed{…}; there is no list (Label, p), …',
    )
  })

  test('is read or refused, whatever the text', () => {
    const piece = fc.constantFrom(
      '<think>',
      '</think>',
      '\\boxed{',
      '}',
      'Edema',
      '(Edema, 0.5)',
      ',',
      ' ',
      list,
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const read = readReasonedLabels(pieces.join(''))
        return read.ok ? read.value.probabilities.size === 14 : read.fault !== ''
      }),
    )
  })
})

suite('rewards', () => {
  const set = (...labels: ChexpertLabel[]) => new Set(labels)
  const all = set(...chexpertLabels)

  test('pay the F1 of the box, by hand', () => {
    // One of two said is right, one of two true is said: 2·1 / (2 + 2).
    expect(labelReward(set('Edema', 'Fracture'), { present: set('Edema', 'Pneumonia'), known: all })).toEqual(
      { f1: 0.5, exact: 0 },
    )
    expect(labelReward(set('Edema'), { present: set('Edema'), known: all })).toEqual({ f1: 1, exact: 1 })
    expect(labelReward(set('Fracture'), { present: set('Edema'), known: set('Edema') })).toEqual({
      f1: 0,
      exact: 0,
    })
    expect(labelReward(set(), { present: set(), known: all })).toEqual({ f1: 1, exact: 1 })
  })

  test('pay a third of the form for each part', () => {
    const truth = { present: set('Edema', 'Pleural Effusion'), known: all }
    expect(reasonedReward(answer(), truth)).toEqual({ reward: 1, answer: 1, exact: 1, format: 1 })
    expect(reasonedReward('\\boxed{Edema}', truth)).toMatchObject({
      answer: 2 / 3,
      format: 1 / 3,
      reward: expect.closeTo((0.8 * 2) / 3 + 0.2 / 3, 12),
    })
    expect(reasonedReward('<think>\\boxed{Edema}', truth).reward).toBe(0)
  })

  test('pay form alone at most a fifth, and No Finding for everything little', () => {
    const truth = { present: set('Edema'), known: all }
    expect(reasonedReward(answer('No Finding'), truth).reward).toBeCloseTo(0.2, 12)
  })

  test('know of a reference what it states, with what labels imply', () => {
    const { present, known } = labelTruth({ format: 'labels', present: ['Pneumonia'], absent: ['Fracture'] })
    expect([...present]).toEqual(['Consolidation', 'Lung Opacity', 'Pneumonia'])
    expect([...known]).toEqual(['Consolidation', 'Fracture', 'Lung Opacity', 'Pneumonia'])
  })

  test('judge a trace as a verifier does', async () => {
    const case_: Case = {
      ...{ id: 'c', cluster: 'c', media: [], tags: {} },
      question: { text: '', format: 'labels' },
      reference: { format: 'labels', present: ['Edema', 'Effusion'], absent: ['Fracture'] },
    }
    const trace: Trace = {
      ...{ caseId: 'c', solver: 's', steps: [], stop: 'answered', usage: { requests: 1 } },
      ...{ timing: { startedAt: '', ms: 0, retries: 0 }, answer: answer() },
    }
    // Lung Opacity follows from edema and was not boxed: 2·2 / (2 + 3).
    expect(await reasonedVerifier().verify(case_, trace)).toMatchObject({
      outcome: 'partial',
      value: expect.closeTo(0.8 * 0.8 + 0.2, 12),
      terms: { answer: 0.8, exact: 0, format: 1 },
    })
    expect(await reasonedVerifier().verify(case_, { ...trace, answer: null })).toMatchObject({
      outcome: 'provider-error',
      value: null,
    })
  })
})
