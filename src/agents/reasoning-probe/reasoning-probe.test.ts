import { afterEach, expect, suite, test } from 'vitest'
import { startStubServer } from '../../../bench/stub-server.ts'
import { createModel } from '../../models/index.ts'
import { forksOf, traceSchema } from '../../verify/index.ts'
import type { Task } from '../solver.ts'
import { reasoningProbe } from './reasoning-probe.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const task: Task = {
  caseId: 'case-7',
  question: { text: 'Is there a mass?', format: 'yes-no' },
  media: [],
  prompt: { system: 'Be brief.', user: 'Is there a mass? End with "Answer: …".' },
}

type Sent = { messages: { role: string; content: unknown }[] }

function isSent(body: unknown): body is Sent {
  return typeof body === 'object' && body !== null && 'messages' in body && Array.isArray(body.messages)
}

suite('the reasoning probe before a server', () => {
  test('puts the changed chain into the model’s mouth, after the same question', async () => {
    const sent: Sent[] = []
    const server = await startStubServer({
      answer: (_, body) => {
        if (isSent(body)) sent.push(body)
        return isSent(body) && body.messages.length > 2
          ? 'Answer: no'
          : '1. The left lung is white.\n2. The heart is pushed aside.\n3. So the answer is yes.\nAnswer: yes'
      },
    })
    closing.push(server.close)
    const model = await createModel(`compatible:stub@${server.url}`, { seed: 1, env: {} })
    const signal = new AbortController().signal
    const trace = await reasoningProbe.solve(task, { model, sampling: {}, signal, seed: 0 })

    expect(traceSchema.parse(trace)).toEqual(trace)
    expect(trace.usage.requests).toBe(9)
    expect(trace.usage.outputTokens).toBeGreaterThan(9)
    expect(sent.map(({ messages }) => messages.map(({ role }) => role).join(' ')).toSorted()).toEqual([
      ...Array(2).fill('system user'),
      ...Array(7).fill('system user assistant user'),
    ])
    const given = sent.flatMap(({ messages }) => messages.filter(({ role }) => role === 'assistant'))
    expect(given).toContainEqual({ role: 'assistant', content: 'Reasoning: none yet.' })
    expect(given).toContainEqual({ role: 'assistant', content: 'Reasoning:\n1. The left lung is white.' })
    expect(JSON.stringify(given)).not.toContain('So the answer is yes')
    expect(JSON.stringify(sent)).toContain('I think the answer is no.')
    const states = forksOf(trace).map(({ probe, state }) => `${probe} ${state}`)
    expect(states).toContain('corrupt answered')
    expect(forksOf(trace).find(({ probe }) => probe === 'truncate-50')?.text).toBe('Answer: no')
  })
})
