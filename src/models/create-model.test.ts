import { expect, suite, test } from 'vitest'
import { isLoopback } from './compatible.ts'
import { createModel, modelForms } from './create-model.ts'

const open = (id: string, env: Record<string, string> = {}) => createModel(id, { seed: 1, env })
const keys = { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k', GOOGLE_GENERATIVE_AI_API_KEY: 'k' }

suite('a model id', () => {
  test('that is unknown is answered with all forms', async () => {
    const wrong = [
      '',
      'gpt-4o',
      'openai:',
      'opnai:gpt',
      'builtin:oracle',
      'compatible:x',
      'compatible:x@localhost',
      'compatible:@http://localhost/v1',
    ]
    for (const id of wrong) {
      const error: Error = await open(id).then(
        () => new Error('opened'),
        error => error,
      )
      expect(error).toMatchObject({ code: 'model-unknown' })
      for (const form of modelForms({})) expect(error.message).toContain(form.id)
    }
  })

  test('that is unknown is answered with what else may stand there', async () => {
    await expect(createModel('gpt-4o', { seed: 1, others: ['symbolic'] })).rejects.toThrow(
      /there is no model "gpt-4o"; use one of symbolic, openai:NAME, .*, builtin:bayes$/,
    )
  })

  test('of a hosted provider without a key names the variable', async () => {
    for (const [id, key] of [
      ['openai:x', 'OPENAI_API_KEY'],
      ['anthropic:x', 'ANTHROPIC_API_KEY'],
      ['google:x', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    ] as const)
      await expect(open(id)).rejects.toMatchObject({
        code: 'provider-auth',
        message: expect.stringContaining(key),
      })
  })

  test('of a hosted provider is remote, even where its address is this machine', async () => {
    const env = {
      ...keys,
      OPENAI_BASE_URL: 'http://127.0.0.1:1',
      ANTHROPIC_BASE_URL: 'http://localhost:1',
      GOOGLE_BASE_URL: 'http://[::1]:1',
    }
    for (const id of ['openai:x', 'anthropic:x', 'google:x'])
      expect((await open(id, env)).locality).toBe('remote')
  })

  test('of a compatible server is local on loopback hosts only', async () => {
    const locality = async (host: string) => (await open(`compatible:m@http://${host}/v1`)).locality
    for (const host of ['localhost', 'LOCALHOST:8000', '127.0.0.1:8000', '127.9.8.7', '127.1', '[::1]:11434'])
      expect(await locality(host)).toBe('local')
    for (const host of [
      'example.org',
      '10.0.0.1',
      '192.168.1.2',
      '0.0.0.0',
      '127.0.0.1.example.org',
      'localhost.example.org',
      '[::2]',
    ])
      expect(await locality(host)).toBe('remote')
    expect(isLoopback('127.0.0.1.nip.io')).toBe(false)
  })

  test('of a compatible server may hold an @ in the name, and no password in the address', async () => {
    expect((await open('compatible:org/m@v2@http://localhost/v1')).fingerprint).toBe('http://localhost/v1')
    await expect(open('compatible:m@http://me:secret@localhost/v1')).rejects.toMatchObject({
      code: 'model-unknown',
      message: expect.not.stringContaining('secret'),
    })
  })

  test('of a replay needs a reader of runs', async () => {
    await expect(open('replay:runs/a')).rejects.toMatchObject({ code: 'model-unsuited' })
  })
})

test('the list of forms says which key is missing', () => {
  const status = (id: string, env: Record<string, string>) =>
    modelForms(env).find(form => form.id === id)?.status
  expect(status('openai:NAME', {})).toBe('needs OPENAI_API_KEY')
  expect(status('openai:NAME', keys)).toBe('ready')
})
