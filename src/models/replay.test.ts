import { expect, suite, test } from 'vitest'
import type { ChatMessage } from './chat-model.ts'
import { createModel } from './create-model.ts'

async function* run() {
  yield { caseId: 'a', replies: ['Let me see.', 'Answer: A'] }
  yield { caseId: 'b', replies: ['Answer: B'] }
}

const user: ChatMessage = { role: 'user', parts: [{ type: 'text', text: 'Go.' }] }
const assistant: ChatMessage = { role: 'assistant', parts: [{ type: 'text', text: 'Let me see.' }] }

async function ask(caseId: string, messages: ChatMessage[]) {
  const model = await createModel('replay:runs/first', { seed: 1, replies: run })
  const about = { caseId, question: { text: 'Go.', format: 'open' as const } }
  return model.chat({ messages, about }, new AbortController().signal)
}

suite('a replay', () => {
  test('gives the n-th reply to the n-th turn, whatever the order of cases', async () => {
    expect((await ask('b', [user])).text).toBe('Answer: B')
    expect((await ask('a', [user])).text).toBe('Let me see.')
    expect((await ask('a', [user, assistant, user])).text).toBe('Answer: A')
  })

  test('gives a fork its own reply, and only to the conversation that it had', async () => {
    async function* forked() {
      yield {
        caseId: 'a',
        replies: ['Answer: A'],
        forks: [{ said: ['Go.', 'Put in.', 'So?'], reply: 'Answer: C' }],
      }
    }
    const model = await createModel('replay:runs/first', { seed: 1, replies: forked })
    const about = { caseId: 'a', question: { text: 'Go.', format: 'open' as const } }
    const said = (own: string): ChatMessage[] => [
      user,
      { role: 'assistant', parts: [{ type: 'text', text: own }] },
      { role: 'user', parts: [{ type: 'text', text: 'So?' }] },
    ]
    const signal = new AbortController().signal
    expect((await model.chat({ messages: said('Put in.'), about }, signal)).text).toBe('Answer: C')
    expect((await model.chat({ messages: [user], about }, signal)).text).toBe('Answer: A')
    await expect(model.chat({ messages: said('Other.'), about }, signal)).rejects.toThrow(
      'reply 2 is missing',
    )
  })

  test('makes no request and costs nothing', async () => {
    expect((await ask('b', [user])).usage).toMatchObject({ requests: 0, usd: 0 })
  })

  test('names the case that the run does not hold, or has no further reply for', async () => {
    await expect(ask('c', [user])).rejects.toMatchObject({
      code: 'provider-rejected',
      message: 'case c: this case is not in runs/first; replay a run that holds it',
    })
    await expect(ask('b', [user, assistant, user])).rejects.toMatchObject({
      code: 'provider-rejected',
      message: expect.stringContaining('reply 2 is missing, there are 1'),
    })
  })
})
