import { expect, suite, test } from 'vitest'
import { readMedia } from '../../../cases/index.ts'
import type { ChatModel } from '../../../models/index.ts'
import type { Trace } from '../../../verify/index.ts'
import { diagnostician } from '../diagnostician.ts'
import { diseaseFinder } from '../disease-finder.ts'
import { type Diagnosis, diagnosisSchema } from '../nodes.ts'
import { readJson } from './ask-json.ts'
import { chatReasoner } from './chat.ts'
import { isQuoted } from './quotes.ts'
import { judgeReply } from './replies.ts'

const text =
  'A man of 50 has crushing chest pain since an hour. He denies fever. The pain spreads to the jaw. His mother had asthma.'

type Stage =
  | 'your first impression'
  | 'Restate it'
  | 'Go through the candidates'
  | 'looking for these'
  | 'Decide by these'
type Script = Partial<Record<Stage, string[]>>

/** Answers each stage from a list, the last one for good; `asked` counts requests. */
function scripted(script: Script): { model: ChatModel; asked: string[] } {
  const asked: string[] = []
  const left = new Map(Object.entries(script).map(([stage, replies]) => [stage, [...replies]]))
  const chat: ChatModel['chat'] = async ({ messages }) => {
    const prompts = messages.flatMap(({ parts }) =>
      parts.flatMap(part => (part.type === 'text' ? [part.text] : [])),
    )
    asked.push(prompts.at(-1) ?? '')
    const [, replies = []] = [...left].find(([stage]) => prompts[0]?.includes(stage)) ?? []
    const reply = replies.length > 1 ? replies.shift() : replies[0]
    return { text: reply ?? 'I had rather not.', toolCalls: [], finish: 'stop', usage: { requests: 1 } }
  }
  return { model: { id: 'scripted', locality: 'local', cacheable: false, fingerprint: '', chat }, asked }
}

const valid = {
  'your first impression': [
    'Thinking… {no} </think> ```json\n{"candidates": [{"disease": "panic attack"}, {"disease": "Possible NSTEMI / STEMI", "why": "pain"}]}\n```',
  ],
  'Restate it': [
    JSON.stringify({
      summary: 'a man of 50 with acute chest pain',
      findings: [
        {
          finding: 'acute crushing chest pain',
          words: 'crushing chest pain since an hour',
          status: 'Present',
        },
        { finding: 'fever', words: 'He denies fever', status: 'Absent' },
      ],
    }),
  ],
  'Go through the candidates': [
    JSON.stringify({
      knowledge: [
        {
          content: 'crushing pain',
          supports: ['Possible NSTEMI / STEMI'],
          rules_out: ['Panic attack'],
          findings: ['p1'],
        },
        {
          content: 'radiation to the jaw',
          supports: ['Possible NSTEMI / STEMI'],
          expected_of: ['Possible NSTEMI / STEMI'],
        },
        { content: 'tingling', supports: ['Panic attack'], expected_of: ['Panic attack'] },
      ],
    }),
  ],
  'looking for these': ['{"found": [{"id": "k2", "words": "The pain spreads to the jaw."}]}'],
  'Decide by these': ['{"disease": "possible NSTEMI / STEMI", "why": "crushing pain decides."}'],
} satisfies Script

async function solve(script: Script): Promise<{ trace: Trace; diagnosis: Diagnosis; asked: string[] }> {
  const { model, asked } = scripted(script)
  const solver = diagnostician({
    reasonerFor: async ({ sampling, signal }, said) => chatReasoner({ model, sampling, signal, said }),
  })
  const options = ['Panic attack', 'Possible NSTEMI / STEMI', 'GERD'].map(name => ({ key: name, text: name }))
  const trace = await solver.solve(
    { caseId: 'c', question: { text, format: 'diagnosis', options }, media: [], prompt: { user: text } },
    { model, sampling: {}, signal: new AbortController().signal, seed: 0 },
  )
  const [output] = trace.outputs ?? []
  if (output === undefined) throw new Error('no diagnosis')
  const diagnosis = diagnosisSchema.parse(JSON.parse(Buffer.from(await readMedia(output)).toString()))
  return { trace, diagnosis, asked }
}

suite('a chat model that answers well', () => {
  test('fills every stage, and its second look turns a shadow into a match', async () => {
    const { trace, diagnosis, asked } = await solve(valid)
    expect(asked).toHaveLength(5)
    expect(diagnosis.failures).toEqual([])
    expect(diagnosis.candidates.map(({ disease }) => disease)).toEqual([
      'Panic attack',
      'Possible NSTEMI / STEMI',
    ])
    expect(diagnosis.audits[0]).toMatchObject({
      disease: 'Possible NSTEMI / STEMI',
      matches: 2,
      conflicts: 0,
      shadows: 0,
      pivots: ['crushing pain'],
    })
    expect(diagnosis.audits[1]).toMatchObject({ conflicts: 1, missing: ['tingling'], score: -1.25 })
    expect(trace.answer).toBe('Crushing pain decides.\nDiagnosis: Possible NSTEMI / STEMI')
    expect(trace.steps.filter(({ type }) => type === 'message')).toHaveLength(1 + 2 * 5)
  })

  test('is asked for a repair once, and told what is wrong', async () => {
    const { diagnosis, asked } = await solve({
      ...valid,
      'your first impression': ['Probably the heart.', ...valid['your first impression']],
      'Decide by these': ['{"disease": "Gout", "why": "x"}', ...valid['Decide by these']],
    })
    expect(asked).toHaveLength(7)
    expect(asked.filter(prompt => prompt.startsWith('That cannot be used'))).toEqual([
      expect.stringContaining('there is no JSON object'),
      expect.stringContaining('"Gout" is no candidate'),
    ])
    expect(diagnosis.decision.disease).toBe('Possible NSTEMI / STEMI')
  })
})

suite('a chat model that does not', () => {
  test('comes to an abstention where it names no known disease, also after a repair', async () => {
    const { trace, diagnosis, asked } = await solve({
      ...valid,
      'your first impression': ['{"candidates": [{"disease": "Dropsy"}]}'],
    })
    expect(diagnosis.decision.disease).toBeNull()
    expect(diagnosis.failures).toEqual([
      { stage: 'intuition', reason: 'no disease of the list is named, also after one repair' },
    ])
    expect(trace.answer).toMatch(/^I cannot answer this question/)
    expect(asked).toHaveLength(3)
  })

  test('cannot invent a finding, or a denial', async () => {
    const { diagnosis } = await solve({
      ...valid,
      'Restate it': [
        JSON.stringify({
          summary: 's',
          findings: [
            { finding: 'chest pain', words: 'crushing chest pain', status: 'Present' },
            { finding: 'vomiting', words: 'he vomited twice', status: 'Present' },
            { finding: 'jaw pain', words: 'spreads to the jaw', status: 'Absent' },
          ],
        }),
      ],
      'looking for these': [
        '{"found": [{"id": "k3", "words": "tingling hands"}, {"id": "k2", "words": "denies fever"}]}',
      ],
    })
    expect(diagnosis.patient.map(({ content, status }) => [content, status])).toEqual([
      ['chest pain', 'Present'],
      ['jaw pain', 'Missing'],
    ])
    expect(diagnosis.failures.map(({ stage }) => stage)).toEqual([
      'representation',
      'representation',
      'counterfactual',
      'counterfactual',
    ])
    expect(diagnosis.audits.map(({ shadows }) => shadows)).toEqual([1, 1])
  })

  test('cannot turn a denial, a relative or a chance word into a finding', async () => {
    const told = (finding: string, words: string) => ({ finding, words, status: 'Present' })
    const { diagnosis } = await solve({
      ...valid,
      'Restate it': [
        JSON.stringify({
          summary: 's',
          findings: [
            told('chest pain', 'crushing chest pain'),
            told('fever', 'He denies fever'),
            told('fever', 'chest pain since an hour. He denies fever'),
            told('asthma', 'mother had asthma'),
            told('vomiting blood', 'a'),
            told('haemoptysis', 'spread'),
          ],
        }),
      ],
    })
    expect(diagnosis.patient.map(({ content, status }) => [content, status])).toEqual([
      ['chest pain', 'Present'],
      ['fever', 'Missing'],
      ['fever', 'Missing'],
      ['asthma', 'Missing'],
      // Found at the second look.
      ['radiation to the jaw', 'Present'],
    ])
    expect(diagnosis.failures.filter(({ stage }) => stage === 'representation')).toHaveLength(5)
  })

  test('cannot pass over a matched pivot as the judge', async () => {
    const { diagnosis } = await solve({
      ...valid,
      'Decide by these': ['{"disease": "Panic attack", "why": "it looks like one"}'],
    })
    expect(diagnosis.decision.disease).toBe('Possible NSTEMI / STEMI')
    expect(diagnosis.failures).toEqual([
      {
        stage: 'judge',
        reason: 'named Panic attack, which has no matched pivot as Possible NSTEMI / STEMI has',
      },
    ])
  })

  test('falls back on the first guess without an audit, and on the tiers without a judge', async () => {
    const unaudited = await solve({ ...valid, 'Go through the candidates': ['{"knowledge": 7}'] })
    expect(unaudited.diagnosis.decision).toEqual({
      disease: 'Panic attack',
      why: 'the first guess: no audit could be made',
    })
    expect(unaudited.trace.answer).toContain('trouble in: intervention')
    const unjudged = await solve({ ...valid, 'Decide by these': ['no'] })
    expect(unjudged.diagnosis.decision.disease).toBe('Possible NSTEMI / STEMI')
    expect(unjudged.diagnosis.decision.why).toContain('has a matched pivot')
  })

  test('puts no penalty on a second look that failed', async () => {
    const { diagnosis } = await solve({ ...valid, 'looking for these': ['hm'] })
    expect(diagnosis.audits.map(({ shadows }) => shadows)).toEqual([0, 0])
  })
})

test('JSON is found after thinking and in fences, and its faults are named', () => {
  const read = (said: string) => readJson(said, judgeReply, () => undefined)
  expect(read('<think>{"a"</think> sure: ```json\n{"disease":"A","why":"b"}\n```')).toMatchObject({
    ok: true,
  })
  expect(read('{"disease":"A"')).toMatchObject({ ok: false })
  expect(read('{"disease":"A",}')).toMatchObject({ reason: expect.stringContaining('not valid JSON') })
  expect(read('{"disease":"A"}')).toMatchObject({ reason: expect.stringContaining('why') })
})

test('names are found without regard to case, marks and synonyms', () => {
  const find = diseaseFinder(['Guillain-Barré syndrome', 'URTI'])
  expect(find('guillain-barre syndrome')).toBe('Guillain-Barré syndrome')
  expect(find('Gout')).toBeUndefined()
})

test('words are quoted where the story holds them, whatever their spacing', () => {
  expect(isQuoted('“Crushing  chest pain”', text)).toBe(true)
  expect(isQuoted('crushing pain', text)).toBe(false)
  expect(isQuoted('', text)).toBe(false)
})
