/**
 * The stages by hand, in the world of `forge/pairs/tiny-world.test.ts`. Symptoms: Alpha fever, cough, spots; Beta
 * fever, cough, wheeze; Gamma cough, wheeze. Alpha and Beta may smoke. Four training patients each:
 * Alpha fever 3, cough 3, spots 4, smoke 1; Beta fever 3, cough 3, wheeze 4, smoke 1; Gamma cough 3, wheeze 3.
 */
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, suite, test } from 'vitest'
import { type Ddxplus, readDdxplus } from '../../cases/index.ts'
import { auditGraph, defaultWeights, rankAudits } from './audit.ts'
import { addKnowledge, addShadow, listGraph, startGraph } from './causal-graph.ts'
import { lookAgain } from './counterfactual.ts'
import { infer } from './infer.ts'
import { mergeKnowledge } from './merge-knowledge.ts'
import type { Audit, KnowledgeNode, PatientNode } from './nodes.ts'
import type { Reasoner, Story } from './reasoner.ts'
import { symbolicReasoner } from './symbolic/symbolic.ts'

const tiny = fileURLToPath(new URL('../../cases/ddxplus/__fixtures__/tiny/', import.meta.url))
let world: Ddxplus
let reasoner: Reasoner
beforeAll(async () => {
  world = await readDdxplus(tiny)
  reasoner = symbolicReasoner(world)
})

const story = (text: string): Story => ({ caseId: 'c', text, diseases: ['Alpha', 'Beta', 'Gamma'] })
const say = (...codes: string[]) => codes.map(code => world.evidences.get(code)?.statement).join(' ')
const present = (id: string, status: PatientNode['status'] = 'Present'): PatientNode => ({
  id,
  content: id,
  originalText: id,
  status,
})
const knowledge = (id: string, more: Partial<KnowledgeNode> = {}): KnowledgeNode => ({
  id: `k-${id}`,
  content: id,
  supports: [],
  rulesOut: [],
  expectedOf: [],
  essentialTo: [],
  about: [id],
  source: 'knowledge',
  ...more,
})
const audit = (disease: string, more: Partial<Audit> = {}): Audit => ({
  disease,
  matches: 0,
  conflicts: 0,
  shadows: 0,
  score: 0,
  lessons: 0,
  disqualifiedBy: [],
  pivots: [],
  unexplained: [],
  missing: [],
  ...more,
})

suite('intervention by DDXPlus', () => {
  test('says which candidates a finding supports and which it rules out', async () => {
    const nodes = await reasoner.represent(story(say('T_fever', 'T_wheeze')))
    if (!nodes.ok) throw new Error(nodes.reason)
    const candidates = ['Alpha', 'Beta', 'Gamma'].map(disease => ({ disease }))
    const made = await reasoner.intervene(story(''), nodes.value, candidates)
    if (!made.ok) throw new Error(made.reason)
    const of = (code: string) => made.value.find(node => node.code === code)
    expect(of('T_fever')).toMatchObject({
      supports: ['Alpha', 'Beta'],
      rulesOut: ['Gamma'],
      expectedOf: [],
      about: ['p1'],
    })
    expect(of('T_wheeze')).toMatchObject({ supports: ['Beta', 'Gamma'], essentialTo: ['Beta'] })
    // All four of Alpha's patients have spots: expected, though nobody said it.
    expect(of('T_spots')).toMatchObject({ expectedOf: ['Alpha'], essentialTo: ['Alpha'], about: [] })
    expect(of('T_smoke')).toBeUndefined()
  })

  test('can do without the published lists', async () => {
    const counted = symbolicReasoner(world, 'counted')
    const nodes = await counted.represent(story(say('T_smoke')))
    if (!nodes.ok) throw new Error(nodes.reason)
    const made = await counted.intervene(story(''), nodes.value, [{ disease: 'Gamma' }, { disease: 'Beta' }])
    expect(made.ok && made.value.find(node => node.code === 'T_smoke')).toMatchObject({
      supports: ['Beta'],
      rulesOut: ['Gamma'],
    })
  })
})

suite('the graph of a candidate', () => {
  const patient = new Map(
    [present('fever'), present('spots', 'Absent'), present('rash', 'Missing')].map(node => [node.id, node]),
  )
  const graphOf = (node: KnowledgeNode) => {
    const graph = startGraph('A', [...patient.values()])
    addKnowledge(graph, [node], patient)
    return listGraph(graph).edges
  }

  test('lets a present finding match what supports it, and conflict with what rules it out', () => {
    expect(graphOf(knowledge('fever', { supports: ['A'], rulesOut: ['B'] }))).toEqual([
      { from: 'd', to: 'k-fever', kind: 'support' },
      { from: 'fever', to: 'k-fever', kind: 'matching' },
    ])
    expect(graphOf(knowledge('fever', { supports: ['B'], rulesOut: ['A'] }))).toEqual([
      { from: 'd', to: 'k-fever', kind: 'rule-out' },
      { from: 'fever', to: 'k-fever', kind: 'conflict' },
    ])
  })

  test('lets an absent finding conflict only where it is expected, and a missing one with nothing', () => {
    const kinds = (node: KnowledgeNode) => graphOf(node).map(({ kind }) => kind)
    expect(kinds(knowledge('spots', { supports: ['A'], expectedOf: ['A'] }))).toEqual(['support', 'conflict'])
    expect(kinds(knowledge('spots', { supports: ['A'] }))).toEqual(['support'])
    expect(kinds(knowledge('spots', { rulesOut: ['A'] }))).toEqual(['rule-out'])
    expect(kinds(knowledge('rash', { supports: ['A'], expectedOf: ['A'] }))).toEqual(['support'])
  })

  test('leaves out knowledge about other candidates', () => {
    expect(graphOf(knowledge('fever', { supports: ['B'] }))).toEqual([])
  })
})

suite('the audit', () => {
  test('counts edges: S = w_m matches − w_c conflicts − w_s shadows', () => {
    const patient = new Map([present('a'), present('b'), present('c')].map(node => [node.id, node]))
    const known = [
      knowledge('a', { supports: ['A'], rulesOut: ['B'] }),
      knowledge('b', { supports: ['A'] }),
      knowledge('c', { supports: ['B'], rulesOut: ['A'] }),
    ]
    const graph = startGraph('A', [...patient.values()])
    addKnowledge(graph, known, patient)
    addShadow(graph, knowledge('d', { supports: ['A'], expectedOf: ['A'], about: [] }))
    expect(auditGraph(graph, known, { match: 2, conflict: 3, shadow: 0.5 })).toEqual(
      audit('A', {
        matches: 2,
        conflicts: 1,
        shadows: 1,
        score: 2 * 2 - 3 - 0.5,
        pivots: ['a'],
        unexplained: ['c'],
        missing: ['d'],
      }),
    )
  })

  test('names the essential finding that the text denies', () => {
    const patient = new Map([[...'x'].map(id => present(id, 'Absent'))].flat().map(node => [node.id, node]))
    const known = [knowledge('x', { supports: ['A'], expectedOf: ['A'], essentialTo: ['A'] })]
    const graph = startGraph('A', [...patient.values()])
    addKnowledge(graph, known, patient)
    expect(auditGraph(graph, known, defaultWeights)).toMatchObject({
      conflicts: 1,
      unexplained: ['no x'],
      disqualifiedBy: ['x'],
    })
  })

  test('counts a learned pivot apart from conflicts', () => {
    const patient = new Map([[`a`, present('a')]])
    const known = [knowledge('a', { supports: ['B'], rulesOut: ['A'], source: 'memory' })]
    const graph = startGraph('A', [...patient.values()])
    addKnowledge(graph, known, patient)
    expect(auditGraph(graph, known)).toMatchObject({ conflicts: 0, score: 0, lessons: -1 })
  })
})

suite('the tiers', () => {
  const candidates = ['A', 'B'].map(disease => ({ disease }))
  const first = (...audits: Audit[]) => rankAudits(audits, { candidates }).ranked[0]?.disease

  test('put a denied essential finding before everything', () => {
    const a = audit('A', { disqualifiedBy: ['fever'], pivots: ['p'], score: 99 })
    expect(first(a, audit('B', { score: -99 }))).toBe('B')
  })

  test('put a matched pivot before a score', () => {
    expect(first(audit('A', { score: 9 }), audit('B', { pivots: ['p'], score: 1 }))).toBe('B')
    expect(rankAudits([audit('A'), audit('B', { pivots: ['p'] })], { candidates }).why).toContain(
      'B has a matched pivot (p), A has none',
    )
  })

  test('then score, conflicts, learned pivots, exemplars, first guess', () => {
    expect(first(audit('A', { score: 1 }), audit('B', { score: 2, conflicts: 5 }))).toBe('B')
    expect(first(audit('A', { conflicts: 2 }), audit('B', { conflicts: 1, lessons: -1 }))).toBe('B')
    expect(first(audit('A'), audit('B', { lessons: 1 }))).toBe('B')
    expect(
      rankAudits([audit('A'), audit('B')], { candidates, nearness: new Map([['B', 0.5]]) }).ranked[0],
    ).toMatchObject({ disease: 'B' })
    expect(first(audit('B'), audit('A'))).toBe('A')
  })
})

suite('the counterfactual', () => {
  const expected = knowledge('spots', { supports: ['A'], expectedOf: ['A'], about: [] })

  test('turns what is found into a present node, and the rest into shadows', async () => {
    const found = await lookAgain(story(''), [expected], async () => ({
      ok: true,
      value: new Map([['k-spots', 'spotty']]),
    }))
    expect(found.ok && found.value.found).toEqual([
      { id: 'again-k-spots', content: 'spots', originalText: 'spotty', status: 'Present' },
    ])
    expect(found.ok && found.value.knowledge[0]?.about).toEqual(['again-k-spots'])
    const none = await lookAgain(story(''), [expected], async () => ({ ok: true, value: new Map() }))
    expect(none.ok && [...none.value.unobserved]).toEqual(['k-spots'])
  })

  test('asks nothing where nothing is expected', async () => {
    const never = () => Promise.reject(new Error('asked'))
    const seen = await lookAgain(story(''), [knowledge('a', { supports: ['A'] })], never)
    expect(seen.ok && seen.value.unobserved.size).toBe(0)
  })
})

suite('knowledge from several sources', () => {
  test('about one finding becomes one node, and a case outweighs a list', () => {
    const listed = knowledge('a', { code: 'T_a', supports: ['A'], rulesOut: ['B'] })
    const script = knowledge('a', { id: 'script', code: 'T_a', supports: ['B'], source: 'memory' })
    expect(mergeKnowledge([listed, script])).toEqual([{ ...listed, supports: ['A', 'B'], rulesOut: [] }])
  })

  test('keeps a learned pivot apart where both can show the finding', () => {
    const listed = knowledge('a', { code: 'T_a', supports: ['A', 'B'] })
    const lesson = knowledge('a', {
      id: 'lesson',
      code: 'T_a',
      supports: ['A'],
      rulesOut: ['B'],
      source: 'memory',
    })
    expect(mergeKnowledge([listed, lesson])).toHaveLength(2)
  })
})

suite('causal inference', () => {
  test('follows the finding that rules out what is usual', async () => {
    // Fever, cough, spots speak for Alpha; add wheeze and nobody explains all, but Alpha and Beta miss one each.
    const diagnosis = await infer(story(say('T_fever', 'T_cough', 'T_wheeze')), { reasoner })
    expect(diagnosis.decision.disease).toBe('Beta')
    expect(diagnosis.audits.map(({ disease, matches, conflicts }) => [disease, matches, conflicts])).toEqual([
      ['Beta', 3, 0],
      ['Gamma', 2, 1],
      ['Alpha', 2, 1],
    ])
    expect(diagnosis.audits[2]?.missing).toEqual([world.evidences.get('T_spots')?.label])
  })

  test('can stop at the first guess', async () => {
    const diagnosis = await infer(story(say('T_cough')), { reasoner, ablation: 'intuition' })
    expect(diagnosis).toMatchObject({ audits: [], decision: { disease: 'Gamma' } })
  })

  test('disqualifies what the text denies, and abstains where that leaves nothing', async () => {
    const wheeze = world.evidences.get('T_wheeze')?.label.toLowerCase()
    const spots = world.evidences.get('T_spots')?.label.toLowerCase()
    const told = await infer(story(`${say('T_cough', 'T_fever')} He has no ${wheeze}.`), { reasoner })
    expect(told.audits.at(-1)).toMatchObject({ disease: 'Beta', disqualifiedBy: [expect.any(String)] })
    const two: Story = {
      ...story(`${say('T_cough')} No ${wheeze}. No ${spots}.`),
      diseases: ['Alpha', 'Beta'],
    }
    expect((await infer(two, { reasoner })).decision).toEqual({
      disease: null,
      why: 'the text denies an essential finding of every candidate',
    })
  })

  test('abstains from an empty story, from unknown words and from contradictions', async () => {
    const spots = world.evidences.get('T_spots')?.label.toLowerCase()
    for (const text of ['', 'Lorem ipsum dolor sit amet.', `${say('T_spots')} There is no ${spots}.`]) {
      const { decision, audits } = await infer(story(text), { reasoner })
      expect(decision.disease).toBeNull()
      expect(audits).toEqual([])
    }
  })
})
