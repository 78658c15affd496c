import { expect, suite, test } from 'vitest'
import type { Case, ChestReading, FindingLabel } from '../../cases/index.ts'
import type { Trace } from '../../verify/index.ts'
import type { Metric, Score } from '../benchmark.ts'
import { scoreOf } from '../score.ts'
import { readingOf, type ToldFinding, traceOf } from './__fixtures__/readings.ts'
import { cxr } from './index.ts'

const verifier = cxr.verifier('strict')

function caseOf(
  id: string,
  present: FindingLabel[],
  absent: FindingLabel[],
  places: Partial<Record<FindingLabel, string[]>> = {},
): Case {
  const options = [...present, ...absent].map(label => ({ key: label, text: label }))
  return {
    id,
    cluster: id,
    media: [],
    question: { text: 'Which?', format: 'labels', options },
    reference: { format: 'labels', present, absent, places },
    tags: { view: 'PA' },
  }
}

async function judged(case_: Case, trace: Trace | ChestReading): Promise<Score> {
  const verdict = await verifier.verify(case_, 'findings' in trace ? traceOf(trace) : trace)
  return scoreOf(case_, verdict)
}

function metric(id: string): Metric {
  const found = cxr.metrics.find(one => one.id === id)
  if (found === undefined) throw new Error(`no metric ${id}`)
  return found
}

function figure(id: string, scores: Score[]): number | null {
  const { units, statistic } = metric(id)
  const all = units(scores)
  if (statistic) return statistic(all)?.value ?? null
  const sum = (part: 'numerator' | 'denominator') => all.reduce((total, unit) => total + unit[part], 0)
  return sum('denominator') === 0 ? null : sum('numerator') / sum('denominator')
}

const told = (probability: number, rest: Omit<ToldFinding, 'probability'> = {}) => ({ probability, ...rest })

suite('a reading', () => {
  const case_ = caseOf('a', ['Effusion', 'Mass'], ['Hernia', 'Edema'], {
    Effusion: ['Left Lung'],
    Mass: ['Heart', 'Mediastinum'],
  })

  test('is judged label by label; an uncertain or missing one counts as told absent', async () => {
    const reading = readingOf({
      Effusion: told(0.9, { location: 'Left Lung', agents: { whole: 0.8, local: 0.3 } }),
      Mass: told(0.6, { state: 'uncertain' }),
      Hernia: told(0.2),
      Nodule: told(0.9),
    })
    const verdict = await verifier.verify(case_, traceOf(reading))
    expect(verdict).toMatchObject({
      outcome: 'partial',
      value: 0.75,
      extraction: { value: 'Effusion,Nodule' },
    })
    expect(verdict.terms).toEqual({
      ...{ 'truth.Effusion': 1, 'truth.Mass': 1, 'truth.Hernia': 0, 'truth.Edema': 0 },
      ...{ 'said.Effusion': 1, 'said.Mass': 0, 'said.Hernia': 0, 'said.Edema': 0 },
      ...{ 'p.Effusion': 0.9, 'p.Mass': 0.6, 'p.Hernia': 0.2, 'uncertain.Mass': 1 },
      ...{ 'agent.whole.Effusion': 0.8, 'agent.local.Effusion': 0.3, 'place.Effusion': 1, failures: 0 },
    })
  })

  test('places a finding rightly in any structure that holds it, and wrongly where it names none', async () => {
    const scores = await Promise.all([
      judged(case_, readingOf({ Effusion: told(0.9, { location: 'Right Lung' }) })),
      judged(case_, readingOf({ Mass: told(0.9, { location: 'Mediastinum' }) })),
      judged(case_, readingOf({ Mass: told(0.9) })),
      judged(case_, readingOf({ Hernia: told(0.9, { location: 'Heart' }) })),
    ])
    expect(figure('location', scores)).toBe(1 / 3)
  })

  test('out of its depth is an abstention that has no label right', async () => {
    const outOfDepth = { score: 3, threshold: 2, is: true }
    const score = await judged(case_, readingOf({ Hernia: told(0.1) }, { outOfDepth }))
    expect(score).toMatchObject({ outcome: 'abstained', value: 0 })
    expect(figure('accuracy', [score])).toBe(0)
    expect(figure('accuracy-told', [score])).toBeNull()
    expect(figure('told-nothing', [score])).toBe(1)
    expect(metric('auc').units([score])).toEqual([])
  })

  test('without findings, because its agents failed, is no answer and not a healthy chest', async () => {
    const failures = [{ agent: 'whole', reason: 'timed out' }]
    const score = await judged(caseOf('h', [], ['Mass']), readingOf({}, { failures }))
    expect(score).toMatchObject({ outcome: 'provider-error', value: null })
    expect(metric('accuracy').units([score])).toEqual([])
  })
})

suite('an answer in words', () => {
  const said = (answer: string | null, stop: Trace['stop'] = 'answered'): Trace => {
    const { outputs: _, ...rest } = traceOf(readingOf({}))
    return { ...rest, answer, stop }
  }

  test('is judged by its labels, and knows no probability', async () => {
    const score = await judged(caseOf('a', ['Mass'], ['Edema']), said('\\boxed{Mass}'))
    expect(score).toMatchObject({ outcome: 'correct', value: 1 })
    expect(figure('auc', [score])).toBeNull()
  })

  test('that cannot be read has no label right, but its bounds say what it might have', async () => {
    const score = await judged(caseOf('a', ['Mass'], ['Edema']), said('Mass or Edema?'))
    expect(score).toMatchObject({ outcome: 'unextracted', terms: { 'truth.Mass': 1, 'truth.Edema': 0 } })
    expect(figure('accuracy', [score])).toBe(0)
    expect(figure('accuracy', [{ ...score, outcome: 'correct' }])).toBe(1)
  })

  test('that never came is left out', async () => {
    const score = await judged(caseOf('a', ['Mass'], ['Edema']), said(null, 'error'))
    expect(metric('accuracy').units([score])).toEqual([])
  })
})

suite('the figures', () => {
  /** Two labels over four radiographs: probabilities 0.9, 0.4 | 0.6, 0.2 and 0.8, 0.7 | 0.3, 0.1. */
  const scores = Promise.all([
    judged(caseOf('a', ['Mass', 'Edema'], []), readingOf({ Mass: told(0.9), Edema: told(0.8) })),
    judged(caseOf('b', ['Mass', 'Edema'], []), readingOf({ Mass: told(0.4), Edema: told(0.7) })),
    judged(caseOf('c', [], ['Mass', 'Edema']), readingOf({ Mass: told(0.6), Edema: told(0.3) })),
    judged(caseOf('d', [], ['Mass', 'Edema']), readingOf({ Mass: told(0.2), Edema: told(0.1) })),
  ])

  test('are those worked out by hand', async () => {
    const all = await scores
    expect(figure('accuracy', all)).toBe(6 / 8)
    expect(figure('sensitivity', all)).toBe(3 / 4)
    expect(figure('specificity', all)).toBe(3 / 4)
    // Mass 1/2 and 1/2, Edema 1 and 1
    expect(figure('balanced-accuracy', all)).toBe(0.75)
    // Mass 3 of 4 pairs, Edema 4 of 4
    expect(figure('auc', all)).toBe(0.875)
    expect(figure('exact-match', all)).toBe(2 / 4)
    expect(figure('all-absent', all)).toBe(1 / 2)
  })

  test('say how sure each decision was', async () => {
    const [first, second] = await scores
    expect(cxr.forecasts?.([first, second].flatMap(score => score ?? []))).toEqual([
      { cluster: 'a', confidence: 0.8, score: 1 },
      { cluster: 'a', confidence: 0.9, score: 1 },
      { cluster: 'b', confidence: 0.7, score: 1 },
      { cluster: 'b', confidence: 0.6, score: 0 },
    ])
  })
})

suite('each agent', () => {
  test('is judged as if alone, from a probability of one half, and told absent what it does not answer', async () => {
    const case_ = caseOf('a', ['Mass', 'Edema'], ['Hernia'])
    const reading = readingOf({
      Mass: told(0.9, { agents: { whole: 0.7, 'local.v2': 0.5 } }),
      Edema: told(0.2, { agents: { whole: 0.4 } }),
      Hernia: told(0.1, { agents: { whole: 0.6 } }),
    })
    const members = cxr.members?.([await judged(case_, reading)]) ?? []
    expect(members.map(({ name, scores: [score] }) => [name, score?.value])).toEqual([
      ['local.v2', 2 / 3],
      ['whole', 1 / 3],
    ])
    const [local] = members
    expect(local?.scores[0]?.terms).toMatchObject({ 'said.Mass': 1, 'said.Edema': 0, 'p.Mass': 0.5 })
    expect(local?.scores[0]?.terms['p.Edema']).toBeUndefined()
  })

  test('counts only where it and the whole told something', async () => {
    const scores = await Promise.all([
      judged(
        caseOf('a', ['Mass'], []),
        readingOf({ Mass: told(0.9, { agents: { whole: 0.9, local: 0.9 } }) }),
      ),
      judged(caseOf('b', [], ['Mass']), readingOf({ Mass: told(0.1, { agents: { whole: 0.1 } }) })),
    ])
    const outOfDepth = { score: 3, threshold: 2, is: true }
    const abstained = readingOf({ Mass: told(0.1, { agents: { local: 0.1 } }) }, { outOfDepth })
    const all = [...scores, await judged(caseOf('c', [], ['Mass']), abstained)]
    const local = cxr.members?.(all).find(({ name }) => name === 'local')
    expect(local?.scores.map(({ caseId, outcome }) => [caseId, outcome])).toEqual([['a', 'correct']])
  })
})
