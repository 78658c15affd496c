import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { direct } from '../agents/index.ts'
import type { CaseItem } from '../benchmarks/index.ts'
import { type Case, PraxisError } from '../cases/index.ts'
import type { ChatModel } from '../models/index.ts'
import { answerVerifier } from '../verify/index.ts'
import { executeRun, type RunPlan } from './execute.ts'
import { fixedGate } from './gate.ts'
import { retryDefaults } from './retry.ts'
import { openRun, readRecords } from './run-folder.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-chain-'))
})
afterEach(() => rm(dir, { recursive: true }))

const options = [
  { key: 'A', text: 'Yes' },
  { key: 'B', text: 'No' },
]

function question(id: string, after?: Case['after']): CaseItem {
  return {
    ok: true,
    case: {
      id,
      cluster: 'face',
      media: [],
      question: { text: id, format: 'choice', options },
      reference: { format: 'choice', key: 'A' },
      tags: {},
      ...(after && { after }),
    },
  }
}

/** A beard with a colour that is asked where there is a beard, and its shade where the colour is "yes". */
const beard: CaseItem[] = [
  question('beard'),
  question('colour', { case: 'beard', answers: ['yes'] }),
  question('shade', { case: 'colour', answers: ['Yes'] }),
  question('clean-shaven', { case: 'beard', answers: ['No'] }),
]

function answering(answers: Record<string, string | PraxisError>): { model: ChatModel; asked: string[] } {
  const asked: string[] = []
  const model: ChatModel = {
    id: 'test:said',
    locality: 'local',
    cacheable: false,
    fingerprint: '',
    chat: async ({ about }) => {
      const id = about?.caseId ?? ''
      asked.push(id)
      await new Promise(resolve => setTimeout(resolve, id === 'beard' ? 20 : 0))
      const answer = answers[id] ?? 'Answer: A'
      if (answer instanceof PraxisError) throw answer
      return { text: answer, toolCalls: [], finish: 'stop', usage: { requests: 1 } }
    },
  }
  return { model, asked }
}

function plan(model: ChatModel, cases: CaseItem[] = beard): RunPlan {
  const card = {
    name: 'faces',
    version: '1',
    licence: 'CC0',
    access: 'open' as const,
    citation: '',
    source: '',
    intendedUse: '',
    limits: '',
  }
  return {
    dir,
    run: {
      version: 1,
      id: 'r',
      createdAt: '2026-01-01T00:00:00.000Z',
      ask: {
        benchmark: 'faces',
        data: 'faces',
        dataFingerprint: 'f',
        model: model.id,
        solver: 'direct',
        mode: 'plain',
        seed: 0,
        scoring: 'strict',
        sampling: {},
      },
      card,
      code: { praxis: '0', node: '24' },
      prices: { asOf: '2026-01-01', sha256: '' },
      notice: 'Research use, not a medical device.',
    },
    chained: true,
    cases: async function* () {
      yield* cases
    },
    pose: c => ({ caseId: c.id, question: c.question, media: c.media, prompt: { user: c.question.text } }),
    solver: direct,
    model,
    verifier: answerVerifier(),
    manners: {
      gate: fixedGate(4),
      retry: { ...retryDefaults, attempts: 1, baseMs: 1 },
      timeoutMs: 1000,
      caseBudget: {},
      price: usage => usage,
    },
    workers: 4,
    runBudget: {},
    signal: new AbortController().signal,
    graceMs: 0,
  }
}

async function outcomes(): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const record of readRecords(dir)) found[record.case.id] = record.verdict.outcome
  return found
}

suite('questions that an answer opens', () => {
  test('are put where that answer was given, and recorded as not asked where it was not', async () => {
    const { model, asked } = answering({})
    await executeRun(plan(model))
    expect(await outcomes()).toEqual({
      beard: 'correct',
      colour: 'correct',
      shade: 'correct',
      'clean-shaven': 'not-asked',
    })
    expect(asked.toSorted()).toEqual(['beard', 'colour', 'shade'])
  })

  test('stay closed all the way down where the first answer closes them', async () => {
    const { model, asked } = answering({ beard: 'Answer: B' })
    await executeRun(plan(model))
    expect(await outcomes()).toEqual({
      beard: 'incorrect',
      colour: 'not-asked',
      shade: 'not-asked',
      'clean-shaven': 'correct',
    })
    expect(asked.toSorted()).toEqual(['beard', 'clean-shaven'])
  })

  test('are not opened by an answer that cannot be read', async () => {
    await executeRun(plan(answering({ beard: 'a face' }).model))
    expect(await outcomes()).toMatchObject({ beard: 'unextracted', colour: 'not-asked' })
  })

  test('share the failure of the server on what opens them, so that they are asked again with it', async () => {
    const failed = new PraxisError('provider-rejected', 'the server failed', 'look at it')
    await executeRun(plan(answering({ beard: failed }).model))
    expect(await outcomes()).toMatchObject({ beard: 'provider-error', shade: 'provider-error' })
  })

  test('become problems where what opens them is not in the data', async () => {
    const end = await executeRun(plan(answering({}).model, beard.slice(1)))
    expect(end.progress.problems).toBe(3)
    expect((await openRun(dir)).problems[0]?.message).toMatch(
      /the case that opens it, beard, could not be asked/,
    )
    expect(await outcomes()).toEqual({})
  })

  test('find the answer of an interrupted run when it is continued', async () => {
    await executeRun(plan(answering({ beard: 'Answer: B' }).model))
    const log = join(dir, 'records.jsonl')
    const [first = '', ...others] = (await readFile(log, 'utf8')).trimEnd().split('\n')
    await writeFile(log, `${first}\n`)
    await appendFile(log, others.filter(line => line.includes('"id":"colour"')).join('\n'))
    const { model, asked } = answering({})
    await executeRun(plan(model))
    expect(await outcomes()).toMatchObject({
      beard: 'incorrect',
      colour: 'not-asked',
      'clean-shaven': 'correct',
    })
    expect(asked).toEqual(['clean-shaven'])
  })
})
