import { afterAll, expect, suite, test } from 'vitest'
import type { Case } from '../../cases/index.ts'
import type { Score, Unit } from '../benchmark.ts'
import { casesIn, folderOf, opens, type Row, removeFolders, row, scoresOf } from './__fixtures__/faces.ts'
import { facebench } from './index.ts'

afterAll(removeFolders)

function units(id: string, scores: Score[]): Unit[] {
  const metric = facebench.metrics.find(candidate => candidate.id === id)
  if (metric === undefined) throw new Error(`no metric ${id}`)
  return metric.units(scores)
}

/** Σ numerator / Σ denominator; undefined where nothing counts. */
function ratio(id: string, scores: Score[], keep: (unit: Unit) => boolean = () => true): number | undefined {
  const kept = units(id, scores).filter(keep)
  const denominator = kept.reduce((sum, unit) => sum + unit.denominator, 0)
  return denominator === 0 ? undefined : kept.reduce((sum, unit) => sum + unit.numerator, 0) / denominator
}

async function casesOf(rows: Row[]): Promise<Case[]> {
  return casesIn(await folderOf(rows))
}

/** The same question about several faces, with the references given. */
function faces(question: string, truths: string[], changes: Row = {}): Row[] {
  return truths.map((gt_answer, i) => row(question, { image_id: `f${i}.jpg`, gt_answer, ...changes }))
}

suite('chains', () => {
  // hat_q0 opens q1 and q2 by yes, q3 by no; q1 opens q4 by yes. The reference says yes throughout.
  const rows = [
    row('hat_q0', opens(['hat_q1', 'hat_q2'], ['hat_q3'])),
    row('hat_q1', opens(['hat_q4'])),
    row('hat_q2'),
    row('hat_q3'),
    row('hat_q4'),
  ]
  const allYes = { hat_q0: 'Yes', hat_q1: 'Yes', hat_q2: 'Yes', hat_q3: 'Yes', hat_q4: 'Yes' }

  test('all right: nothing is lost', async () => {
    const scores = await scoresOf(await casesOf(rows), allYes)
    expect(ratio('chain-accuracy', scores)).toBe(1)
    expect(ratio('wrongly-closed', scores)).toBe(0)
    expect(ratio('wrongly-opened', scores)).toBe(0)
  })

  test('a wrong answer in the middle costs what hangs on it', async () => {
    const scores = await scoresOf(await casesOf(rows), { ...allYes, hat_q1: 'No' })
    // Children that the reference opens: q1 wrong, q2 right, q4 closed though its own reply is right.
    expect(ratio('chain-accuracy', scores)).toBeCloseTo(1 / 3, 12)
    expect(ratio('wrongly-closed', scores)).toBeCloseTo(1 / 3, 12)
    expect(ratio('wrongly-opened', scores)).toBe(0)
    expect(ratio('accuracy', scores)).toBeCloseTo(4 / 5, 12)
  })

  test('a wrong answer at the root opens what should stay closed', async () => {
    const scores = await scoresOf(await casesOf(rows), { ...allYes, hat_q0: 'No' })
    expect(ratio('chain-accuracy', scores)).toBe(0)
    expect(ratio('wrongly-closed', scores)).toBe(1)
    expect(ratio('wrongly-opened', scores)).toBe(1)
  })

  test('enforced or not, the figures are the same, and questions not asked leave accuracy', async () => {
    const asked = { ...allYes, hat_q0: 'No' }
    const enforced = { ...asked, hat_q1: null, hat_q2: null, hat_q4: null }
    const cases = await casesOf(rows)
    const [all, gated] = [await scoresOf(cases, asked), await scoresOf(cases, enforced)]
    for (const id of ['chain-accuracy', 'wrongly-closed', 'wrongly-opened'])
      expect(ratio(id, gated), id).toBe(ratio(id, all))
    expect(units('accuracy', gated).map(({ id }) => id.split('/')[1])).toEqual(['hat_q0', 'hat_q3'])
  })

  test('"Information not visible" and an unread answer open nothing', async () => {
    for (const reply of ['Information not visible', 'A fine picture, taken at noon on a beach'])
      expect(ratio('wrongly-closed', await scoresOf(await casesOf(rows), { ...allYes, hat_q0: reply }))).toBe(
        1,
      )
  })

  test('a child whose opener the server lost counts nowhere', async () => {
    const scores = (await scoresOf(await casesOf(rows), allYes)).map(score =>
      score.tags.question === 'hat_q0'
        ? { ...score, outcome: 'provider-error' as const, value: null }
        : score,
    )
    expect(ratio('chain-accuracy', scores)).toBeUndefined()
  })

  test('are followed within each repeat', async () => {
    const scores = await scoresOf(await casesOf(rows), allYes)
    const second = scores.map(score => ({
      ...score,
      caseId: `${score.caseId}#2`,
      tags: { ...score.tags, repeat: '2' },
    }))
    expect(ratio('chain-accuracy', second)).toBe(1)
  })
})

suite('macro-F1', () => {
  test('weighs classes alike within a question, and questions alike', async () => {
    const cases = await casesOf([
      ...faces('hat_q0', ['Yes', 'Yes', 'Yes', 'No']),
      ...faces('tie_q0', ['Yes'], { metadata: { view: 'Accessories' } }),
    ])
    const said = {
      'f0.jpg/hat_q0': 'Yes',
      'f1.jpg/hat_q0': 'Yes',
      'f2.jpg/hat_q0': 'No',
      'f3.jpg/hat_q0': 'No',
    }
    const scores = await scoresOf(cases, { ...said, 'f0.jpg/tie_q0': 'Yes' })
    // hat: Yes 2·2/(3+2) = 4/5, No 2·1/(1+2) = 2/3, mean 11/15. tie: Yes 1. Macro: (11/15 + 1) / 2.
    expect(ratio('macro-f1', scores)).toBeCloseTo(13 / 15, 12)
    expect(ratio('macro-f1', scores, ({ tags }) => tags.view === 'Appearance')).toBeCloseTo(11 / 15, 12)
    expect(units('macro-f1', scores).reduce((sum, unit) => sum + unit.denominator, 0)).toBeCloseTo(1, 12)
  })

  test('lets an unread reply miss its class and claim none', async () => {
    const scores = await scoresOf(await casesOf(faces('hat_q0', ['Yes', 'No'])), {
      'f0.jpg/hat_q0': 'Yes',
      'f1.jpg/hat_q0': 'A fine picture, taken at noon on a beach',
    })
    // Yes 1, No 0.
    expect(ratio('macro-f1', scores)).toBe(0.5)
  })

  test('does not depend on the order in which options are listed', async () => {
    const turned = { image_id: 'turned.jpg', options: ['No', 'Yes'], gt_answer: 'No' }
    const cases = await casesOf([...faces('hat_q0', ['Yes', 'Yes']), row('hat_q0', turned)])
    const said = { 'f0.jpg/hat_q0': 'Yes', 'f1.jpg/hat_q0': 'No', 'turned.jpg/hat_q0': 'No' }
    // Yes 2·1/(2+1), No 2·1/(1+2).
    expect(ratio('macro-f1', await scoresOf(cases, said))).toBeCloseTo(2 / 3, 12)
  })
})

suite('the other strict figures', () => {
  test('set F1 of an MCQ', async () => {
    const options = ['AU1', 'AU2', 'AU4', 'AU12']
    const cases = await casesOf([
      row('action_unit_q0', { question_type: 'MCQ', options, gt_answer: ['AU1', 'AU4'] }),
      row('action_unit_q1', { question_type: 'MCQ', options, gt_answer: ['AU1', 'AU4'] }),
    ])
    const scores = await scoresOf(cases, {
      action_unit_q0: 'AU1, AU2, AU4',
      action_unit_q1: 'The face is at rest as far as I can see it here',
    })
    // 2·2 / (3 + 2) = 4/5, and 0 for what could not be read.
    expect(ratio('set-f1', scores)).toBeCloseTo(0.4, 12)
    // The Jaccard index is what accuracy counts: 2/3 and 0.
    expect(ratio('accuracy', scores)).toBeCloseTo(1 / 3, 12)
  })

  test('exact match and ROUGE-L of open answers', async () => {
    const open = (id: string, gt_answer: string) => row(id, { question_type: 'OEQ', options: [], gt_answer })
    const cases = await casesOf([
      open('beard_q1', 'Black'),
      open('hair_q1', 'Dark brown'),
      open('hat_q1', 'Red'),
    ])
    const scores = await scoresOf(cases, { beard_q1: 'black.', hair_q1: 'Brown', hat_q1: 'Blue' })
    expect(ratio('exact-match', scores)).toBeCloseTo(1 / 3, 12)
    // 1, then 1 of 1 and 1 of 2 words: 2/3, then 0.
    expect(ratio('rouge-l', scores)).toBeCloseTo((1 + 2 / 3) / 3, 12)
  })

  test('precision and recall of "Information not visible"', async () => {
    const hidden = 'Information not visible'
    const cases = await casesOf(faces('hat_q0', [hidden, hidden, hidden, 'Yes', 'Yes']))
    const scores = await scoresOf(cases, {
      'f0.jpg/hat_q0': hidden,
      'f1.jpg/hat_q0': 'Yes',
      'f2.jpg/hat_q0': null,
      'f3.jpg/hat_q0': hidden,
      'f4.jpg/hat_q0': 'Yes',
    })
    // Said twice, once rightly; of the two asked that are hidden, one was said so.
    expect(ratio('not-visible-precision', scores)).toBe(0.5)
    expect(ratio('not-visible-recall', scores)).toBe(0.5)
  })
})

suite('official figures', () => {
  test('leave out misses and errors, and count the unread as the original counts a failed call', async () => {
    const cases = await casesOf(faces('hat_q0', ['Yes', 'Yes', 'Yes', 'Yes']))
    const scores = await scoresOf(
      cases,
      {
        'f0.jpg/hat_q0': 'Yes',
        'f1.jpg/hat_q0': '',
        'f2.jpg/hat_q0': 'some error',
        'f3.jpg/hat_q0': 'A fine picture, taken at noon on a beach',
      },
      'official',
    )
    expect(ratio('official-tfq-scq-accuracy', scores)).toBe(0.5)
    expect(ratio('official-miss', scores)).toBe(0.25)
    expect(ratio('official-error', scores)).toBe(0.25)
    // 1, and (K - 1) / K = 2/3 for the unread one.
    expect(ratio('official-tfq-scq-recall', scores)).toBeCloseTo(5 / 6, 12)
    expect(units('official-tfq-scq-recall', scores)[0]?.tags.cell).toBe('appearance TFQ')
  })

  test('leave the strict figures as they are', async () => {
    const rows = [row('hat_q0'), row('hat_q1', { question_type: 'OEQ', options: [], gt_answer: 'Red' })]
    const replies = { hat_q0: 'Yes.', hat_q1: 'Answer: red' }
    const cases = await casesOf(rows)
    const [strict, official] = [await scoresOf(cases, replies), await scoresOf(cases, replies, 'official')]
    for (const id of ['macro-f1', 'exact-match', 'rouge-l']) expect(ratio(id, official), id).toBe(1)
    for (const id of ['macro-f1', 'exact-match', 'rouge-l']) expect(ratio(id, strict), id).toBe(1)
    expect(ratio('official-oeq-rouge-l', official)).toBeCloseTo(2 / 3, 12)
  })

  test('are told under official scoring only, and none under two names', () => {
    const told = facebench.metrics.filter(({ scoring }) => scoring === 'official')
    expect(told).toHaveLength(20)
    expect(new Set(facebench.metrics.map(({ id }) => id)).size).toBe(facebench.metrics.length)
  })
})

suite('published figures', () => {
  const published = facebench.published
  const human = published?.rows.find(({ model }) => model === 'Human')

  test('are twelve models and the human yardstick', () => {
    expect(published?.rows).toHaveLength(13)
    expect(human?.model).toBe(published?.yardstick)
    expect(human?.values.accuracy).toBeCloseTo(0.6738, 6)
    expect(Object.keys(human?.by?.view ?? {})).toEqual(['Appearance', 'Accessories', 'Surrounding'])
  })

  test('have, for four models, a figure for each level-1 attribute under the name of its tag', async () => {
    const rows = published?.rows.filter(({ by }) => by?.attribute !== undefined) ?? []
    expect(rows).toHaveLength(4)
    const names = Object.keys(rows[0]?.by?.attribute ?? {})
    expect(names).toHaveLength(39)
    const cases = await casesOf(names.map(name => row(`${name.replaceAll(' ', '_')}_q0`)))
    expect(cases.map(({ tags }) => tags.attribute)).toEqual(names)
  })

  test('of psychology are close to the mean of emotion and action unit, as in the paper', () => {
    const rows = published?.rows.flatMap(({ by }) => (by?.attribute === undefined ? [] : [by])) ?? []
    for (const { view, attribute } of rows) {
      const mean = ((attribute?.emotion ?? 0) + (attribute?.['action unit'] ?? 0)) / 2
      expect(Math.abs(mean - (view?.Psychology ?? 0))).toBeLessThan(0.003)
    }
  })
})
