import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server'
import { beforeAll, expect, suite, test } from 'vitest'
import * as z from 'zod'
import { type Ddxplus, readDdxplus, readMedia } from '../../cases/index.ts'
import type { ChatModel } from '../../models/index.ts'
import { connectInMemory, knowledgeServer, openKnowledgeBase } from '../../tools/index.ts'
import { noModel } from '../no-model.ts'
import { chatReasoner } from './chat/chat.ts'
import { diagnostician } from './diagnostician.ts'
import { infer } from './infer.ts'
import { lookUpBy } from './look-up.ts'
import { type Diagnosis, diagnosisSchema } from './nodes.ts'
import { symbolicReasoner } from './symbolic/symbolic.ts'
import { tellAudit, tellQuestions } from './tell.ts'

const text =
  'A 40-year-old man has fever, a sore throat and a cough. He denies diarrhea but reports nasal congestion.'
const never = new AbortController().signal
const calling = (deadlineMs = 5000) => ({ deadlineMs, signal: never })
let ddxplus: Ddxplus
let shipped: McpServerFactory
beforeAll(async () => {
  ddxplus = await readDdxplus()
  shipped = knowledgeServer({ base: await openKnowledgeBase(), version: '1.2.3', log: () => {} })
})

/** A server with the tool of the same name that answers as it likes. */
const serverOf =
  (answer: () => Promise<Record<string, unknown>>): McpServerFactory =>
  () => {
    const server = new McpServer({ name: 'other', version: '9' })
    const tool = { description: 'd', inputSchema: z.object({ conditions: z.array(z.string()) }) }
    server.registerTool('findings_that_separate', tool, async () => ({
      content: [],
      structuredContent: await answer(),
    }))
    return server
  }

/** A server whose answer is one finding, not listed for influenza. */
const separating = (finding: Record<string, unknown>): McpServerFactory => {
  const brief = { code: 'E_1', label: 'Hives', question: 'Hives?', antecedent: false, listedByAll: 1 }
  return serverOf(async () => ({
    conditions: [],
    separating: [{ ...brief, listedFor: ['URTI'], notListedFor: ['Influenza'], ...finding }],
    shared: [],
    provenance: { source: 's', licence: 'l', release: 'r' },
  }))
}

/** The diagnosis as it lies in the trace of the symbolic solver. */
async function solve(factory: McpServerFactory, story = text): Promise<Diagnosis> {
  const client = await connectInMemory(factory, '1')
  try {
    const solver = diagnostician({
      reasonerFor: async () => symbolicReasoner(ddxplus),
      knowledge: { client, deadlineMs: 5000 },
    })
    const options = [...ddxplus.conditions.keys()].map(name => ({ key: name, text: name }))
    const question = { text: story, format: 'diagnosis' as const, options }
    const { outputs } = await solver.solve(
      { caseId: 'c', question, media: [], prompt: { user: story } },
      { model: noModel, sampling: {}, signal: never, seed: 0 },
    )
    const [output] = outputs ?? []
    if (output === undefined) throw new Error('there is no diagnosis')
    return diagnosisSchema.parse(JSON.parse(Buffer.from(await readMedia(output)).toString()))
  } finally {
    await client.close()
  }
}

async function diagnose(factory: McpServerFactory, deadlineMs?: number, story = text): Promise<Diagnosis> {
  const client = await connectInMemory(factory, '1')
  try {
    const lookUp = lookUpBy(client, calling(deadlineMs))
    const diseases = [...ddxplus.conditions.keys()]
    return await infer(
      { caseId: 'c', text: story, diseases },
      { reasoner: symbolicReasoner(ddxplus), lookUp },
    )
  } finally {
    await client.close()
  }
}

suite('looking up the candidates', () => {
  test('says what was asked of which tool and version, and cites it in the audit', async () => {
    const { lookups, candidates, audits, failures } = await diagnose(shipped)
    expect(failures).toEqual([])
    expect(lookups).toMatchObject([
      {
        tool: 'findings_that_separate',
        server: 'praxis-knowledge 1.2.3',
        arguments: { conditions: candidates.map(({ disease }) => disease) },
        source: expect.stringContaining('DDXPlus'),
      },
    ])
    const otitis = audits.find(({ disease }) => disease === 'Acute otitis media')
    expect(otitis?.cited?.notListed).toEqual(['Sore throat'])
    expect(otitis && tellAudit(otitis)).toContain(
      'not listed for it by findings_that_separate (praxis-knowledge 1.2.3): Sore throat',
    )
  })

  test('gives questions that separate the first two and are not answered yet', async () => {
    const diagnosis = await diagnose(shipped)
    const [first, second] = diagnosis.audits
    expect(diagnosis.questions).toHaveLength(3)
    for (const { content, question, listedFor } of diagnosis.questions ?? []) {
      expect(question).toMatch(/\?$/)
      expect(listedFor.includes(first?.disease ?? '')).not.toBe(listedFor.includes(second?.disease ?? ''))
      expect(diagnosis.patient.map(node => node.content)).not.toContain(content)
    }
    expect(tellQuestions(diagnosis)[0]).toContain('To ask next, by findings_that_separate')
  })

  test.each([
    ['man', false],
    ['woman', true],
    ['patient', true],
  ])('asks a %s what can be asked of that sex', async (person, asked) => {
    const story = `54-year-old ${person}. I have swollen or painful lymph nodes. I have pain in the fingers.`
    const { lookups, questions } = await solve(shipped, story)
    const labels = lookups?.flatMap(({ facts }) => facts.map(({ content }) => content))
    expect(labels).toContain('Seizure')
    expect(labels?.includes('Vaginal discharge')).toBe(asked)
    expect(questions?.some(({ content }) => content === 'Vaginal discharge')).toBe(asked)
  })

  test('asks of a single candidate what it shows', async () => {
    const client = await connectInMemory(shipped, '1')
    const lookup = await lookUpBy(client, calling())(['Croup'], [])
    await client.close()
    expect(lookup).toMatchObject({ tool: 'condition', arguments: { name: 'Croup' } })
    expect(lookup.facts.every(({ listedFor }) => listedFor[0] === 'Croup')).toBe(true)
    expect(lookup.facts.map(({ content }) => content)).toContain('Fever')
  })

  test('changes no decision of the symbolic reasoner', async () => {
    const story = { caseId: 'c', text, diseases: [...ddxplus.conditions.keys()] }
    const alone = await infer(story, { reasoner: symbolicReasoner(ddxplus) })
    expect((await diagnose(shipped)).decision).toEqual(alone.decision)
    expect(alone.lookups).toBeUndefined()
  })
})

suite('a knowledge tool that does not answer well', () => {
  test.each([
    ['never answers', () => new Promise<never>(() => {}), 'no answer within 0.03 s'],
    ['throws', () => Promise.reject(new Error('the index is gone')), 'the index is gone'],
    ['answers in another shape', async () => ({ separating: 7 }), 'its answer cannot be used'],
  ] as const)('%s: the diagnosis goes on, and says so', async (_, answer, said) => {
    const diagnosis = await diagnose(serverOf(answer), 30)
    expect(diagnosis.decision.disease).toBe('Influenza')
    expect(diagnosis.failures).toEqual([
      { stage: 'knowledge', reason: expect.stringContaining('findings_that_separate (other 9): ') },
    ])
    expect(diagnosis.failures[0]?.reason).toContain(said)
    expect(diagnosis.lookups?.[0]).toMatchObject({ facts: [], failed: expect.stringContaining(said) })
    expect(diagnosis.questions).toEqual([])
  })

  test('lacks the tool', async () => {
    const { failures, decision } = await diagnose(() => new McpServer({ name: 'other', version: '9' }))
    expect([failures.length, decision.disease]).toEqual([1, 'Influenza'])
  })

  test('speaks of other diseases: nothing of it is kept', async () => {
    const { lookups, failures } = await solve(separating({ listedFor: ['Dropsy'] }))
    expect([lookups?.[0]?.facts, failures]).toEqual([[], []])
  })

  test('says too much: its texts are cut, and steer nothing', async () => {
    const long = `\u001b[2J${'hives '.repeat(1000)}`
    const { lookups, failures } = await solve(separating({ code: long, label: long, question: long }))
    const [fact] = lookups?.[0]?.facts ?? []
    expect(failures).toEqual([])
    for (const text of [fact?.code, fact?.content, fact?.question]) {
      expect(text).toHaveLength(500)
      expect(text).toMatch(/^\[2Jhives .+…$/)
    }
  })

  test('contradicts itself: what it says both ways is left out and named', async () => {
    const { lookups, failures } = await solve(separating({ listedFor: ['URTI', 'flu'] }))
    expect(lookups?.[0]?.facts).toEqual([])
    expect(failures).toEqual([
      {
        stage: 'knowledge',
        reason: 'findings_that_separate (other 9): it lists both for and not for a candidate Hives',
      },
    ])
  })
})

test('a chat reasoner is told what was looked up, and the trace holds the call', async () => {
  const asked: string[] = []
  const chat: ChatModel['chat'] = async ({ messages }) => {
    const prompt = messages.flatMap(({ parts }) =>
      parts.flatMap(part => (part.type === 'text' ? [part.text] : [])),
    )
    asked.push(prompt[0] ?? '')
    const reply = prompt[0]?.includes('your first impression')
      ? { candidates: [{ disease: 'Influenza' }, { disease: 'URTI' }] }
      : { summary: 's', findings: [{ finding: 'Fever', words: 'fever', status: 'Present' }] }
    return { text: JSON.stringify(reply), toolCalls: [], finish: 'stop', usage: { requests: 1 } }
  }
  const model: ChatModel = { id: 'scripted', locality: 'local', cacheable: false, fingerprint: '', chat }
  const client = await connectInMemory(shipped, '1')
  const solver = diagnostician({
    reasonerFor: async ({ sampling, signal }, said) => chatReasoner({ model, sampling, signal, said }),
    knowledge: { client, deadlineMs: 5000 },
  })
  const options = ['Influenza', 'URTI'].map(name => ({ key: name, text: name }))
  const trace = await solver.solve(
    { caseId: 'c', question: { text, format: 'diagnosis', options }, media: [], prompt: { user: text } },
    { model, sampling: {}, signal: never, seed: 0 },
  )
  await client.close()
  const intervention = asked.find(prompt => prompt.includes('Go through the candidates'))
  expect(intervention).toContain('Known besides:')
  expect(intervention).toMatch(
    /findings_that_separate \(praxis-knowledge 1\.2\.3\) lists .+ for Influenza and not for URTI/,
  )
  const calls = trace.steps.filter(({ type }) => type === 'tool-call' || type === 'observation')
  expect(calls).toMatchObject([
    { type: 'tool-call', tool: 'findings_that_separate', arguments: { conditions: ['Influenza', 'URTI'] } },
    { type: 'observation', isError: false, text: expect.stringContaining('praxis-knowledge 1.2.3') },
  ])
})
