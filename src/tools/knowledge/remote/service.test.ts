import { createServer } from 'node:http'
import { expect, suite, test } from 'vitest'
import { listen } from '../../mcp/listen.ts'
import { memory, skippingClock } from './__fixtures__/manners.ts'
import { openService } from './service.ts'

async function serveNobody(): Promise<{ url: URL; requests: () => number; close: () => void }> {
  let requests = 0
  const server = createServer((_, response) => {
    requests++
    response.destroy()
  })
  const url = new URL(`http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}/`)
  return { url, requests: () => requests, close: () => server.close() }
}

const question = (url: URL) => ({ url, contentType: 'text/plain', body: 'secretive question' })
const signal = new AbortController().signal

suite('a question to a service', () => {
  test('that cannot be reached is asked three times, with growing pauses, and named without the question', async () => {
    const { url, requests, close } = await serveNobody()
    const clock = skippingClock()
    const ask = openService({ name: 'The service', perSecond: 100, cache: memory(), clock })
    const failed = ask(question(url), body => body, signal)
    await expect(failed).rejects.toMatchObject({
      code: 'provider-unavailable',
      message: expect.stringMatching(
        /^The service cannot be reached \((?!.*secretive).*check the connection$/,
      ),
    })
    expect(requests()).toBe(3)
    expect(clock.slept).toEqual([500, 1_000])
    close()
  })

  test('takes a turn for every attempt', async () => {
    const { url, close } = await serveNobody()
    const clock = skippingClock()
    const ask = openService({ name: 'The service', perSecond: 1, cache: memory(), clock })
    await expect(ask(question(url), body => body, signal)).rejects.toThrow()
    expect(clock.slept, 'pauses and the rest of each second').toEqual([500, 550, 1_000, 50])
    close()
  })

  test('is answered from the cache without a turn, and what cannot be read there is asked again', async () => {
    const cache = memory()
    cache.get = () => ({ body: 'kept', at: 7 })
    const { url, requests, close } = await serveNobody()
    const ask = openService({ name: 'The service', perSecond: 1, cache, clock: skippingClock() })
    expect(await ask(question(url), body => body.length, signal)).toEqual({ value: 4, at: 7 })
    expect(requests()).toBe(0)
    const unreadable = () => {
      throw new Error('of another version')
    }
    await expect(ask(question(url), unreadable, signal)).rejects.toThrow('cannot be reached')
    expect(requests()).toBe(3)
    close()
  })

  test('that was cancelled before it began is not asked', async () => {
    const { url, requests, close } = await serveNobody()
    const ask = openService({ name: 'The service', perSecond: 1, cache: memory() })
    const cancelled = AbortSignal.abort(new Error('cancelled'))
    await expect(ask(question(url), body => body, cancelled)).rejects.toThrow('cancelled')
    expect(requests()).toBe(0)
    close()
  })
})
