import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, suite, test } from 'vitest'
import { messageLines } from './json-lines.ts'

const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })

async function through(chunks: string[], maxBytes = 200) {
  const replies: { id: unknown; error: { code: number } }[] = []
  const lines = Readable.from(chunks.map(chunk => Buffer.from(chunk))).pipe(
    messageLines(maxBytes, reply => replies.push(JSON.parse(reply))),
  )
  return { passed: (await text(lines)).split('\n').slice(0, -1), replies }
}

suite('the lines of a stdio server', () => {
  test('messages pass, however they are cut into chunks', async () => {
    const whole = `${ping}\n${ping}\r\n`
    const { passed, replies } = await through([...whole])
    expect(passed.map(line => line.trim())).toEqual([ping, ping])
    expect(replies).toEqual([])
  })

  test('broken JSON is answered with a parse error, and what follows passes', async () => {
    const { passed, replies } = await through([`{"jsonrpc": \n\n${ping}\n`])
    expect(passed).toEqual([ping])
    expect(replies).toMatchObject([{ id: null, error: { code: -32700 } }])
  })

  test('JSON that is no message is an invalid request, under its id where it has one', async () => {
    const { passed, replies } = await through(['{"id":7,"hello":1}\n[1]\n42\n'])
    expect(passed).toEqual([])
    expect(replies.map(({ id, error }) => [id, error.code])).toEqual([
      [7, -32600],
      [null, -32600],
      [null, -32600],
    ])
  })

  test('a line that is too long is refused without being kept, and what follows passes', async () => {
    const { passed, replies } = await through([...Array(50).fill('x'.repeat(50)), `\n${ping}\n`])
    expect(passed).toEqual([ping])
    expect(replies).toMatchObject([{ error: { code: -32600 } }])
  })
})
