import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { beforeAll, expect, suite, test } from 'vitest'
import { type Ddxplus, narrate, readDdxplus } from '../../../cases/index.ts'
import type { ChatModel } from '../../../models/index.ts'
import { chatReasoner } from '../chat/chat.ts'
import { chatCritic } from '../chat/critic.ts'
import type { PatientNode } from '../nodes.ts'
import { symbolicCritic } from '../symbolic/critic.ts'
import { symbolicReasoner } from '../symbolic/symbolic.ts'
import { growMemory, type LabelledStory } from './grow.ts'
import { addCases, emptyMemory, forget, illnessGraphs, memoryHash, type Remembered, undo } from './memory.ts'
import { associate, cosine, recallExemplars } from './recall.ts'

const tiny = fileURLToPath(new URL('../../../cases/ddxplus/__fixtures__/tiny/', import.meta.url))

const finding = (key: string) => ({ key, content: key })
const one = (caseId: string, disease: string, keys: string[], over?: string): Remembered => ({
  caseId,
  disease,
  round: 1,
  findings: keys.map(finding),
  pivots: over === undefined ? [] : [{ ...finding(keys[0] ?? ''), over }],
})
const patient = (...contents: string[]): PatientNode[] =>
  contents.map((content, i) => ({ id: `p${i}`, content, originalText: content, status: 'Present' }))

/** Two memories that may share cases must agree on them, as two runs of one program do. */
const cases = fc
  .uniqueArray(fc.nat(20), { maxLength: 12 })
  .map(ids => ids.map(id => one(`c${id}`, id % 2 ? 'A' : 'B', ['f', `g${id % 3}`], id % 5 ? undefined : 'C')))

suite('merging', () => {
  test('does not depend on order or repetition', () => {
    fc.assert(
      fc.property(cases, cases, cases, (a, b, c) => {
        const merge = (...sets: Remembered[][]) =>
          memoryHash(sets.reduce((memory, set) => addCases(memory, set), emptyMemory))
        expect(merge(a, b, c)).toBe(merge(c, a, b))
        expect(merge(a, a, b)).toBe(merge(b, a))
      }),
    )
  })

  test('is taken back by undo, to the same hash', () => {
    fc.assert(
      fc.property(cases, cases, (a, b) => {
        const before = addCases(emptyMemory, a)
        const after = addCases(before, b)
        expect(memoryHash(after === before ? before : undo(after))).toBe(memoryHash(before))
      }),
    )
  })

  test('counts revisions up, undo included, and undoes further back', () => {
    const memory = addCases(addCases(emptyMemory, [one('1', 'A', ['f'])]), [one('2', 'A', ['f'])], 'grow')
    const back = undo(memory)
    expect([memory.revision, back.revision, back.log.at(-1)]).toEqual([
      2,
      3,
      { revision: 3, op: 'undo', cases: ['2'] },
    ])
    expect(undo(back).cases).toEqual([])
    expect(undo(undo(back))).toEqual(undo(back))
  })

  test('keeps the case that is there', () => {
    const memory = addCases(emptyMemory, [one('1', 'A', ['f'])])
    expect(addCases(memory, [one('1', 'B', ['g'])])).toBe(memory)
  })
})

suite('illness graphs', () => {
  test('name the cases of every node and pivot, and only those', () => {
    fc.assert(
      fc.property(cases, set => {
        const memory = addCases(emptyMemory, set)
        for (const { disease, findings, pivots, cases: of } of illnessGraphs(memory).values()) {
          expect(of).toEqual(
            set
              .filter(c => c.disease === disease)
              .map(c => c.caseId)
              .sort(),
          )
          for (const { key, cases: from } of findings)
            expect(from).toEqual(
              set
                .filter(c => c.disease === disease && c.findings.some(f => f.key === key))
                .map(c => c.caseId)
                .sort(),
            )
          for (const { cases: from } of pivots) expect(of).toEqual(expect.arrayContaining(from))
        }
      }),
    )
  })

  test('lose what rested on a forgotten case alone', () => {
    const memory = addCases(emptyMemory, [one('1', 'A', ['f', 'g']), one('2', 'A', ['f'])])
    expect(illnessGraphs(forget(memory, ['1'])).get('A')?.findings).toEqual([
      { ...finding('f'), cases: ['2'] },
    ])
    expect(illnessGraphs(forget(memory, ['1', '2'])).size).toBe(0)
  })
})

suite('recalling', () => {
  test('finds the most alike cases: shared findings over all findings', () => {
    const memory = addCases(emptyMemory, [
      one('1', 'A', ['f', 'g']),
      one('2', 'B', ['f', 'h', 'i']),
      one('3', 'C', ['z']),
    ])
    expect(recallExemplars(memory, patient('f', 'g'))).toEqual([
      { caseId: '1', disease: 'A', similarity: 1 },
      { caseId: '2', disease: 'B', similarity: 1 / 4 },
    ])
  })

  test('merges a scripted finding that was observed, and prunes one that was not', () => {
    const memory = addCases(emptyMemory, [one('1', 'A', ['high fever', 'rash']), one('2', 'B', ['fever'])])
    const nodes = associate(memory, patient('High fever'), ['A', 'B'])
    expect(nodes.map(({ content, supports, about }) => [content, supports, about])).toEqual([
      ['high fever', ['A'], ['p0']],
    ])
    expect(cosine('high fever', 'fever')).toBeCloseTo(1 / Math.sqrt(2), 12)
  })

  test('does not count details: another intensity is no other finding, and the same is none', () => {
    const memory = addCases(emptyMemory, [one('1', 'A', ['pain', 'pain intensity 4'])])
    const [pain, intensity] = patient('pain', 'pain intensity 4')
    if (pain === undefined || intensity === undefined) throw new Error('fixture')
    const nodes = associate(memory, [pain, { ...intensity, detail: true }], ['A'])
    expect(nodes.map(({ content }) => content)).toEqual(['pain'])
  })

  test('brings a pivot only where both of its diseases are candidates', () => {
    const memory = addCases(emptyMemory, [one('1', 'A', ['f'], 'B')])
    const pivots = (...names: string[]) =>
      associate(memory, patient('f'), names).filter(({ rulesOut }) => rulesOut.length > 0)
    expect(pivots('A', 'B')).toMatchObject([{ supports: ['A'], rulesOut: ['B'] }])
    expect(pivots('A', 'C')).toEqual([])
  })
})

suite('growth', () => {
  let world: Ddxplus
  beforeAll(async () => {
    world = await readDdxplus(tiny)
  })
  const grow = (stories: LabelledStory[]) => {
    const reasoner = symbolicReasoner(world)
    return growMemory({
      memory: emptyMemory,
      cases: stories,
      reasonerFor: () => reasoner,
      critic: symbolicCritic(reasoner.profiles),
    })
  }
  const diseases = ['Alpha', 'Beta', 'Gamma']

  test('remembers what came right at once, and leaves out what never does', async () => {
    const stories = world.train.map(({ id, diagnosis, ...told }) => ({
      caseId: id,
      text: narrate(told, world),
      diseases,
      label: diagnosis,
    }))
    const { memory, byRound, discarded } = await grow(stories)
    expect(byRound[0]).toBeGreaterThan(8)
    expect(memory.cases.length + discarded.length).toBe(stories.length)
  })

  test('tries again as the critic says, three rounds at most', async () => {
    // Cough alone is Gamma's by frequency; nothing else speaks for Beta.
    const { discarded } = await grow([{ caseId: 'x', text: 'I have a cough.', diseases, label: 'Beta' }])
    expect(discarded).toEqual([
      { caseId: 'x', why: expect.stringContaining('no finding speaks for Beta over Gamma') },
    ])
  })

  test('does not study a case twice', async () => {
    const story = { caseId: 'x', text: 'I have spots.', diseases, label: 'Alpha' }
    const { memory } = await grow([story])
    const reasoner = symbolicReasoner(world)
    const again = await growMemory({
      memory,
      cases: [story],
      reasonerFor: () => reasoner,
      critic: symbolicCritic(reasoner.profiles),
    })
    expect(again).toMatchObject({ cases: 0, memory })
  })
})

suite('growth by a chat model', () => {
  const text =
    'A man of 50 has crushing chest pain since an hour. He denies fever. The pain spreads to the jaw.'
  const story = { caseId: 'x', text, diseases: ['Panic attack', 'STEMI'], label: 'STEMI' }
  const prompts: string[] = []
  /** Answers by what the prompt asks, a list of replies one after another and the last for good. */
  const modelOf = (critic: string[]): ChatModel => {
    const replies = [...critic]
    const chat: ChatModel['chat'] = async ({ messages }) => {
      const asked = messages.flatMap(({ parts }) =>
        parts.flatMap(part => (part.type === 'text' ? [part.text] : [])),
      )
      const [first = ''] = asked
      prompts.push(asked.at(-1) ?? '')
      const corrected = first.includes('crushing pain decides for STEMI over Panic attack')
      const answer = first.includes('your first impression')
        ? { candidates: [{ disease: 'Panic attack' }] }
        : first.includes('Restate it')
          ? {
              summary: 'acute chest pain',
              findings: [
                { finding: 'crushing pain', words: 'crushing chest pain', status: 'Present' },
                { finding: 'fever', words: 'He denies fever', status: 'Absent' },
              ],
            }
          : first.includes('Go through the candidates')
            ? { knowledge: [{ content: 'pain', supports: ['Panic attack', 'STEMI'], findings: ['p1'] }] }
            : first.includes('Decide by these')
              ? { disease: corrected ? 'STEMI' : 'Panic attack', why: 'so' }
              : undefined
      const said =
        answer === undefined ? (replies.length > 1 ? replies.shift() : replies[0]) : JSON.stringify(answer)
      return { text: said ?? '', toolCalls: [], finish: 'stop', usage: { requests: 1 } }
    }
    return { id: 'scripted', locality: 'local', cacheable: false, fingerprint: '', chat }
  }
  const growBy = async (...critic: string[]) => {
    prompts.length = 0
    const kept: number[] = []
    const asking = {
      model: modelOf(critic),
      sampling: {},
      signal: new AbortController().signal,
      said: () => {},
    }
    const growth = await growMemory({
      memory: emptyMemory,
      cases: [story],
      reasonerFor: () => chatReasoner(asking),
      critic: chatCritic(asking),
      by: { reasoner: 'scripted', critic: 'scripted' },
      keep: async ({ cases }) => {
        kept.push(cases.length)
      },
    })
    return { growth, kept }
  }
  const useful = '{"findings": [{"id": "p1", "why": "typical"}]}'

  test('is corrected by the critic, whose words reach the next round, and names both models', async () => {
    const { growth, kept } = await growBy(useful)
    expect(growth).toMatchObject({ byRound: [0, 1, 0], discarded: [], critic: { asked: 1, failed: 0 } })
    expect(growth.memory.cases).toEqual([
      {
        caseId: 'x',
        disease: 'STEMI',
        round: 2,
        findings: [{ key: 'crushing pain', content: 'crushing pain' }],
        pivots: [{ key: 'crushing pain', content: 'crushing pain', over: 'Panic attack' }],
        by: { reasoner: 'scripted', critic: 'scripted' },
      },
    ])
    expect(kept).toEqual([1])
    const critical = prompts.find(prompt => prompt.includes('is known to be STEMI'))
    expect(critical).toContain('A colleague answered Panic attack')
    expect(critical).toContain('p2 (Absent): fever')
  })

  test('asks the critic for one repair, also of a finding that is not present', async () => {
    const { growth } = await growBy('{"findings": [{"id": "p2"}]}', useful)
    expect(growth.critic).toEqual({ asked: 1, failed: 0 })
    expect(growth.memory.cases).toHaveLength(1)
    expect(prompts.filter(prompt => prompt.startsWith('That cannot be used'))).toEqual([
      expect.stringContaining('"p2" is no finding that is Present'),
    ])
  })

  test.each([
    [['It is the heart.'], 'cannot be used: there is no JSON object, also after one repair'],
    [['{"findings": []}'], 'finds nothing more that speaks for STEMI over Panic attack'],
  ])('counts a critic that says %j as failed, and leaves the case out', async (replies, why) => {
    const { growth, kept } = await growBy(...replies)
    expect(growth).toMatchObject({ memory: emptyMemory, critic: { asked: 1, failed: 1 } })
    expect(growth.discarded).toEqual([{ caseId: 'x', why: expect.stringContaining(why) }])
    expect(kept).toEqual([])
  })
})
