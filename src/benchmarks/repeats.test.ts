import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { type Case, PraxisError } from '../cases/index.ts'
import { accuracyMetric } from './accuracy.ts'
import { askConfidence } from './ask-confidence.ts'
import type { CaseItem, Dataset, Score } from './benchmark.ts'
import { medeinst } from './medeinst/index.ts'
import { firstId, repeatCases, withinRepeats } from './repeats.ts'

const good = (id: string, after?: Case['after']): CaseItem => ({
  ok: true,
  case: {
    ...{ id, cluster: `of ${id[0]}`, media: [], question: { text: 'Is it?', format: 'yes-no' } },
    ...{ tags: { organ: 'head' }, ...(after && { after }) },
  },
})
const bad: CaseItem = { ok: false, error: new PraxisError('data-malformed', 'row 3', 'mend it') }

function dataset(items: CaseItem[], onRead?: () => void): Dataset {
  return {
    name: 'a set',
    card: {
      ...{ name: 'a set', version: '1', licence: 'CC0', access: 'open', citation: '' },
      ...{ source: '', intendedUse: '', limits: '' },
    },
    fingerprint: 'f',
    count: items.length,
    async *cases() {
      for (const item of items) {
        onRead?.()
        yield item
      }
    },
  }
}

async function idsOf({ cases }: Dataset): Promise<string[]> {
  const ids: string[] = []
  for await (const item of cases()) ids.push(item.ok ? item.case.id : 'bad')
  return ids
}

suite('a set asked several times', () => {
  test('is asked whole, then again, each case with an id, a repeat and a tag of its own', async () => {
    const repeats = repeatCases(dataset([good('a'), good('b')]), 3)
    expect(await idsOf(repeats)).toEqual(['a', 'b', 'a#2', 'b#2', 'a#3', 'b#3'])
    expect(repeats).toMatchObject({ count: 6, fingerprint: 'f' })
    const cases: Case[] = []
    for await (const item of repeats.cases()) if (item.ok) cases.push(item.case)
    expect(cases.map(({ repeat }) => repeat)).toEqual([undefined, undefined, 2, 2, 3, 3])
    expect(cases.map(({ tags }) => tags.repeat)).toEqual(['1', '1', '2', '2', '3', '3'])
    expect(cases[3]).toMatchObject({ cluster: 'of b', tags: { organ: 'head' } })
  })

  test('keeps chains within a repeat', async () => {
    const chained = dataset([good('a'), good('b', { case: 'a', answers: ['yes'] })])
    const parents: (string | undefined)[] = []
    for await (const item of repeatCases(chained, 2).cases()) if (item.ok) parents.push(item.case.after?.case)
    expect(parents).toEqual([undefined, 'a', undefined, 'a#2'])
  })

  test('counts cases for the limit, and passes problems on once', async () => {
    const items = [bad, good('a'), good('a'), good('b'), good('c')]
    expect(await idsOf(repeatCases(dataset(items), 2, 2))).toEqual(['bad', 'a', 'a', 'b', 'a#2', 'b#2'])
    expect(repeatCases(dataset(items), 2, 2).count).toBe(4)
    expect(await idsOf(repeatCases(dataset(items), 2, 9))).toEqual('bad a a b c a#2 b#2 c#2'.split(' '))
  })

  test('asked once is the set itself', () => {
    const plain = dataset([good('a')])
    expect(repeatCases(plain, 1)).toBe(plain)
  })

  test('is read no further than it is asked', async () => {
    let read = 0
    const repeats = repeatCases(
      dataset([good('a'), good('b'), good('c')], () => read++),
      2,
      2,
    )
    for await (const item of repeats.cases()) if (item.ok && item.case.id === 'a') break
    expect(read).toBe(1)
  })

  test('holds each of its first cases as often as asked, whatever the ids', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 8 }),
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        async (ids, times, limit) => {
          const first: string[] = []
          for await (const item of repeatCases(dataset(ids.map(id => good(id))), times, limit).cases())
            if (item.ok) first.push(firstId({ caseId: item.case.id, tags: item.case.tags }))
          const wanted = ids.slice(0, limit)
          expect(first).toEqual(Array.from({ length: times }, () => wanted).flat())
        },
      ),
    )
  })
})

const score = (caseId: string, tags: Record<string, string>, value: number): Score => ({
  ...{ caseId, cluster: 'p1', tags, value, terms: {} },
  outcome: value === 1 ? 'correct' : 'incorrect',
})

suite('a metric over repeats', () => {
  test('pairs control and trap of the same repeat', () => {
    const pair = (repeat: string, control: number, trap: number) => [
      score(repeat === '1' ? 'c' : `c#${repeat}`, { pair: 'p', role: 'control', repeat }, control),
      score(repeat === '1' ? 't' : `t#${repeat}`, { pair: 'p', role: 'trap', repeat }, trap),
    ]
    const [, robust] = medeinst.metrics.map(withinRepeats)
    const units = robust?.units([...pair('1', 1, 0), ...pair('2', 1, 1), ...pair('3', 0, 1)])
    expect(units?.map(({ id, numerator }) => [id, numerator])).toEqual([
      ['p', 0],
      ['p#2', 1],
      ['p#3', 0],
    ])
  })

  test('gives every asking a unit of its own, and is the metric itself without repeats', () => {
    const scores = [score('a', { repeat: '1' }, 1), score('a#2', { repeat: '2' }, 0)]
    const units = withinRepeats(accuracyMetric).units(scores)
    expect(new Set(units.map(({ id }) => id)).size).toBe(2)
    expect(units.map(({ numerator }) => numerator)).toEqual([1, 0])
    const plain = [score('a', {}, 1), score('b#2', {}, 0)]
    expect(withinRepeats(accuracyMetric).units(plain)).toEqual(accuracyMetric.units(plain))
  })
})

suite('the case that a score is an asking of', () => {
  test('is found from the id and the repeat, also where ids look like repeats', () => {
    const first = (caseId: string, repeat?: string) => firstId({ caseId, tags: repeat ? { repeat } : {} })
    expect(first('a')).toBe('a')
    expect(first('a#1', '1')).toBe('a#1')
    expect(first('a#1#2', '2')).toBe('a#1')
    expect(first('a#12', '2')).toBe('a#12')
  })
})

suite('asking for confidence', () => {
  test('adds to the words of the prompt and to nothing else', () => {
    const task = {
      ...{ caseId: 'a', question: { text: 'Is it?', format: 'yes-no' as const }, media: [] },
      prompt: { system: 'Be brief.', user: 'Is it? Answer: yes or no.' },
    }
    const asked = askConfidence(task)
    expect(asked).toMatchObject({ caseId: 'a', question: task.question, prompt: { system: 'Be brief.' } })
    expect(asked.prompt.user).toMatch(/^Is it\? Answer: yes or no\.\n\n/)
    expect(asked.prompt.user).toMatch(/Confidence: N %/)
    expect(asked.prompt.user).toMatch(/"I cannot tell"/)
  })
})
