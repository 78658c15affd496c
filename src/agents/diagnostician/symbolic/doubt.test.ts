/** In the tiny world of `causal-inference.test.ts`; two tests with the shipped knowledge. */
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, suite, test } from 'vitest'
import { type Ddxplus, readDdxplus } from '../../../cases/index.ts'
import { infer } from '../infer.ts'
import type { Diagnosis, PatientNode } from '../nodes.ts'
import { doubtLimits, type Grounds, gainOf, reasonToDoubt } from './doubt.ts'
import { type Basis, symbolicReasoner } from './symbolic.ts'

const tiny = fileURLToPath(new URL('../../../cases/ddxplus/__fixtures__/tiny/', import.meta.url))
let world: Ddxplus
beforeAll(async () => {
  world = await readDdxplus(tiny)
})

const say = (...codes: string[]) => codes.map(code => world.evidences.get(code)?.statement).join(' ')
const diagnose = (text: string, basis: Basis = 'lists'): Promise<Diagnosis> =>
  infer(
    { caseId: 'c', text, diseases: ['Alpha', 'Beta', 'Gamma'] },
    { reasoner: symbolicReasoner(world, basis) },
  )

suite('the symbolic reasoner', () => {
  test('names nothing on one finding, and asks what separates the diseases that it leaves', async () => {
    const { decision, doubt, audits } = await diagnose(say('T_cough'))
    expect(decision).toEqual({ disease: null, why: expect.stringContaining('states one finding') })
    // Three training patients in four of each disease cough.
    expect(doubt?.leading.map(({ probability }) => probability)).toEqual(
      [1 / 3, 1 / 3, 1 / 3].map(p => expect.closeTo(p, 12)),
    )
    // Asked first is what all of Alpha's patients show and nobody else; smoking tells next to nothing.
    expect(doubt?.ask.map(({ code, usualIn }) => [code, usualIn])).toEqual([
      ['T_spots', ['Alpha']],
      ['T_wheeze', ['Beta', 'Gamma']],
      ['T_fever', ['Alpha', 'Beta']],
      ['T_smoke', []],
    ])
    expect(doubt?.ask[0]?.question).toBe('Do you have spots?')
    expect(audits).toHaveLength(3)
  })

  test('answers where two findings single a disease out, and says nothing of doubt', async () => {
    expect(await diagnose(say('T_fever', 'T_spots'))).toMatchObject({ decision: { disease: 'Alpha' } })
    expect((await diagnose(say('T_fever', 'T_spots'))).doubt).toBeUndefined()
  })

  test('names nothing where no disease explains all, unless it goes without the lists', async () => {
    const text = say('T_spots', 'T_wheeze')
    expect((await diagnose(text)).decision.why).toMatch(/no disease explains all .* cannot explain/)
    expect((await diagnose(text, 'counted')).decision.disease).not.toBeNull()
  })

  test('names nothing where most of the words are strange to it', async () => {
    const known = say('T_fever', 'T_spots')
    const strange = 'Flour butter sugar eggs vanilla oven rack timer glaze. '.repeat(3)
    const { decision } = await diagnose(`${known} ${strange}`)
    expect(decision).toEqual({ disease: null, why: expect.stringMatching(/only \d+ % of the words/) })
  })

  test('asks what separates most of all where it read nothing, and leads with none', async () => {
    const { decision, doubt } = await diagnose('')
    expect(decision.why).toBe('the text states no finding that was understood')
    expect(doubt).toMatchObject({ leading: [], ask: [{ code: 'T_spots' }, { code: 'T_wheeze' }, {}, {}] })
  })

  test('still stops at the first guess where that is asked for', async () => {
    const told = await infer(
      { caseId: 'c', text: say('T_cough'), diseases: ['Alpha', 'Gamma'] },
      { reasoner: symbolicReasoner(world), ablation: 'intuition' },
    )
    expect(told.decision.disease).not.toBeNull()
  })
})

suite('doubt', () => {
  const present = ['a', 'b', 'c'].map(
    (id): PatientNode => ({ id, code: id, content: id, originalText: id, status: 'Present' }),
  )
  const sure: Grounds = {
    present,
    words: 1,
    left: [
      { disease: 'A', share: 0.9 },
      { disease: 'B', share: 0.1 },
    ],
    unexplained: [],
    explainMore: [],
  }

  test('has a reason for each limit, and none within all', () => {
    expect(reasonToDoubt(sure, 'A')).toBeUndefined()
    expect(reasonToDoubt({ ...sure, present: [] }, 'A')).toContain('0 findings')
    expect(reasonToDoubt({ ...sure, words: doubtLimits.words - 0.01 }, 'A')).toContain('19 % of the words')
    expect(reasonToDoubt({ ...sure, left: [{ disease: 'A', share: 0.09 }] }, 'A')).toContain('only 9 %')
    expect(reasonToDoubt({ ...sure, unexplained: ['c'], explainMore: ['B'] }, 'A')).toBe(
      'A cannot explain c, and B would leave less unexplained',
    )
  })

  test('weighs questions in bits', () => {
    const even = [{ share: 0.5 }, { share: 0.5 }]
    expect(gainOf(even, [1, 0])).toBeCloseTo(1, 12)
    expect(gainOf(even, [0.3, 0.3])).toBeCloseTo(0, 12)
    // H(1/2) − H(3/4) = 1 − 0.811278
    expect(gainOf(even, [0.75, 0.25])).toBeCloseTo(0.188722, 6)
    expect(gainOf([], [])).toBe(0)
  })
})

suite('short and foreign prose', () => {
  let shipped: Ddxplus
  beforeAll(async () => {
    shipped = await readDdxplus()
  })
  test.each([
    ['burning chest pain, no fever', 'one finding'],
    [
      'My car coughs in the cold, the engine has a fever, and the garage found rust in the exhaust pipe.',
      'of the probability',
    ],
    ['She has a fever. She has no fever. She coughs but denies a cough.', 'no finding'],
    [
      'A woman with a known severe food allergy ate peanuts; she felt itchy, short of breath and vomited.',
      'no disease explains all',
    ],
  ])('%s', async (text, why) => {
    const story = { caseId: 'c', text, diseases: [...shipped.conditions.keys()] }
    const { decision, doubt } = await infer(story, { reasoner: symbolicReasoner(shipped) })
    expect(decision).toEqual({ disease: null, why: expect.stringContaining(why) })
    expect(doubt?.ask.length).toBeGreaterThan(2)
  })
})
