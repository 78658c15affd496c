/** The client against services that fail in every way that a network knows, over real sockets. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, suite, test } from 'vitest'
import { box, emptyMask, encodePng, maskArea, maskPng, point, type Raster } from '../../../imaging/index.ts'
import { createSegmenter } from '../create-segmenter.ts'
import type { Prompt } from '../segmenter.ts'
import { type Answer, type Handler, health, json, listening, painter } from './__fixtures__/service.ts'
import { httpSegmenter } from './index.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const image: Raster = { width: 20, height: 10, channels: 1, samples: new Uint8Array(200) }
const boxed: Prompt = { kind: 'box', box: box(2, 3, 7, 9) }
const click: Prompt = { kind: 'point', at: point(4.5, 5.5), positive: true }

async function service(handler: Handler) {
  const running = await listening(handler)
  closing.push(running.close)
  return running
}

const turned = json({ masks: [Buffer.from(await maskPng(emptyMask(10, 20))).toString('base64')] })

/** Three tries, hardly any wait. */
const quick = { retries: { tries: 3, firstWaitMs: 1 }, timeoutMs: 2000, env: {} }

async function opened(handler: Handler) {
  const { url, asked } = await service(handler)
  const session = await (await httpSegmenter(url, quick)).open(image)
  const paths = () =>
    asked
      .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/, 'ID')}`)
      .filter(one => one !== 'GET /health')
  return { session, asked, paths }
}

/** Answers in turn, the last one for ever. */
function inTurn(...answers: (Answer | 'usual' | 'never')[]) {
  let n = 0
  return () => {
    const answer = answers[Math.min(n++, answers.length - 1)]
    return answer === 'usual' ? undefined : answer
  }
}

suite('the MedSAM-Agent client', () => {
  test('opens one session an image, sends each prompt once, and closes it', async () => {
    const { session, asked, paths } = await opened(painter())
    expect(maskArea(session.mask())).toBe(0)
    expect(maskArea(await session.add(boxed))).toBe(30)
    await session.add(click)
    expect(session.prompts()).toEqual([boxed, click])
    session.close()
    await expect
      .poll(paths)
      .toEqual([
        'POST /session/create',
        'POST /session/add_bbox',
        'POST /session/add_click',
        'DELETE /session/ID',
      ])
    const [, create, add, clicked] = asked
    const id = create?.form.get('session_id')
    expect(create?.form.get('image')).toMatchObject({ type: 'image/png', name: 'image.png' })
    expect(Object.fromEntries(add?.form ?? [])).toEqual({ session_id: id, bbox: '[2,3,7,9]' })
    expect(Object.fromEntries(clicked?.form ?? [])).toEqual({
      session_id: id,
      point_x: '4',
      point_y: '5',
      is_positive: 'true',
    })
    await expect(session.add(click)).rejects.toMatchObject({ code: 'bad-usage' })
  })

  test('a prompt off the image is refused here, and nothing is sent', async () => {
    const { session, paths } = await opened(painter())
    for (const prompt of [
      { kind: 'point', at: point(-1, 5), positive: true },
      { kind: 'point', at: point(1e12, 5), positive: true },
      { kind: 'point', at: point(Number.NaN, 5), positive: true },
      { kind: 'box', box: box(7, 3, 2, 9) },
      { kind: 'box', box: box(0, 0, 21, 10) },
    ] satisfies Prompt[])
      await expect(session.add(prompt)).rejects.toMatchObject({ code: 'bad-usage' })
    expect(paths()).toEqual(['POST /session/create'])
  })

  test('after a fault the image is handed over again with the prompts that were answered', async () => {
    const unavailable = json({ detail: 'Segmentation failed: out of memory' }, 500)
    const { session, paths } = await opened(
      painter({ 'POST /session/add_click': inTurn(unavailable, 'usual') }),
    )
    await session.add(boxed)
    await session.add(click)
    expect(session.prompts()).toEqual([boxed, click])
    expect(paths().filter(path => !path.startsWith('DELETE'))).toEqual([
      'POST /session/create',
      'POST /session/add_bbox',
      'POST /session/add_click',
      'POST /session/create',
      'POST /session/add_bbox',
      'POST /session/add_click',
    ])
  })

  test('a session that the service has forgotten is opened again', async () => {
    const lost = json({ detail: 'Session not found' }, 404)
    const { session, paths } = await opened(painter({ 'POST /session/add_click': inTurn(lost, 'usual') }))
    await session.add(boxed)
    await session.add(click)
    expect(paths().filter(path => path === 'POST /session/create')).toHaveLength(2)
  })

  test('a prompt that fails for good is not among them, and the next one works', async () => {
    const { session, paths } = await opened(
      painter({ 'POST /session/add_click': inTurn(json({ detail: 'broken' }, 500)) }),
    )
    const first = await session.add(boxed)
    await expect(session.add(click)).rejects.toMatchObject({ code: 'provider-unavailable' })
    expect(session.prompts()).toEqual([boxed])
    expect(session.mask()).toEqual(first)
    expect(paths().filter(path => path === 'POST /session/add_click')).toHaveLength(3)
    const other: Prompt = { kind: 'box', box: box(0, 0, 2, 2) }
    expect(maskArea(await session.add(other))).toBe(4)
    expect(session.prompts()).toEqual([boxed, other])
  })

  test('a prompt taken back is told to a new session no more', async () => {
    const { session, asked } = await opened(painter())
    await session.add(boxed)
    await session.add(click)
    session.undo?.()
    expect(session.prompts()).toEqual([boxed])
    expect(maskArea(session.mask())).toBe(30)
    await session.add({ kind: 'box', box: box(0, 0, 2, 2) })
    const told = asked.slice(-3).map(({ path, form }) => form.get('bbox') ?? path)
    expect(told).toEqual(['/session/create', '[2,3,7,9]', '[0,0,2,2]'])
  })

  test('a connection cut in the middle of an answer is tried again', async () => {
    let cuts = 2
    const usual = painter()
    const { session } = await opened((asked, response, request) => {
      if (asked.path !== '/session/add_bbox' || cuts-- <= 0) return usual(asked, response, request)
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"session_id"')
      setTimeout(() => request.socket.destroy(), 5)
      return undefined
    })
    expect(maskArea(await session.add(boxed))).toBe(30)
  })

  test('too many requests: the pause that is asked for is kept, a longer one is a no', async () => {
    const limited = (seconds: string): Answer => ({
      status: 429,
      headers: { 'retry-after': seconds },
      body: '{}',
    })
    const patient = await opened(painter({ 'POST /session/add_bbox': inTurn(limited('0.2'), 'usual') }))
    const began = performance.now()
    await patient.session.add(boxed)
    expect(performance.now() - began).toBeGreaterThan(190)
    const refused = await opened(painter({ 'POST /session/add_bbox': inTurn(limited('3600')) }))
    await expect(refused.session.add(boxed)).rejects.toMatchObject({ code: 'provider-rate-limit' })
    expect(refused.paths().filter(path => path === 'POST /session/add_bbox')).toHaveLength(1)
  })

  test('a service that hangs or trickles is given up on after the time limit, once', async () => {
    const usual = painter()
    for (const stall of ['hang', 'trickle'] as const) {
      const { url, asked } = await service((call, response, request) => {
        if (call.path !== '/session/add_bbox') return usual(call, response, request)
        if (stall === 'trickle') {
          response.writeHead(200, { 'content-type': 'application/json' })
          const timer = setInterval(() => response.write(' '), 20)
          request.socket.once('close', () => clearInterval(timer))
        }
        return undefined
      })
      const session = await (await httpSegmenter(url, { ...quick, timeoutMs: 150 })).open(image)
      const began = performance.now()
      await expect(session.add(boxed)).rejects.toMatchObject({ code: 'provider-timeout' })
      expect(performance.now() - began).toBeLessThan(1000)
      expect(asked.filter(({ path }) => path === '/session/add_bbox')).toHaveLength(1)
      expect(session.prompts()).toEqual([])
    }
  })

  test('an abort ends a call and a wait at once, with its reason, and leaves the session as it was', async () => {
    const hanging = await opened(painter({ 'POST /session/add_click': inTurn('never', 'usual') }))
    await hanging.session.add(boxed)
    const stop = new AbortController()
    const call = hanging.session.add(click, stop.signal)
    await sleep(30)
    stop.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
    expect(hanging.session.prompts()).toEqual([boxed])
    await hanging.session.add(click)
    expect(hanging.session.prompts()).toEqual([boxed, click])
    const waiting = await opened(
      painter({ 'POST /session/add_bbox': inTurn({ status: 503, headers: { 'retry-after': '20' } }) }),
    )
    const again = new AbortController()
    const paused = waiting.session.add(boxed, again.signal)
    await sleep(30)
    again.abort(new Error('enough'))
    await expect(paused).rejects.toThrow('enough')
  })

  test.each([
    [
      'a page of HTML',
      { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><p>Welcome</p>' },
      /an HTML page where JSON was expected/,
    ],
    ['broken JSON', { body: '{"masks": [' }, /where JSON was expected/],
    ['JSON of another shape', json({ mask: 'x' }), /masks/],
    ['no mask', json({ masks: [] }), /masks/],
    ['broken base64', json({ masks: ['@@@@'] }), /base64 is broken/],
    [
      'base64 of something else',
      json({ masks: [Buffer.from('hello').toString('base64')] }),
      /cannot be read/,
    ],
    ['half a PNG', json({ masks: ['iVBORw0KGgo='] }), /cannot be read/],
    ['a mask of another size', turned, /10×20 for an image of 20×10/],
    ['a body without end', { body: 'x'.repeat(300_000) }, /too long/],
  ] as const)('%s is one line of provider-malformed, and not asked for again', async (_, answer, words) => {
    const { session, paths } = await opened(painter({ 'POST /session/add_bbox': inTurn(answer) }))
    const error = await session.add(boxed).then(
      () => undefined,
      (thrown: Error) => thrown,
    )
    expect(error).toMatchObject({ code: 'provider-malformed', message: expect.stringMatching(words) })
    expect(error?.message).not.toMatch(/\n|<p>/)
    expect(error?.message.length).toBeLessThan(400)
    expect(paths().filter(path => path === 'POST /session/add_bbox')).toHaveLength(1)
    expect(session.prompts()).toEqual([])
  })

  test('a mask that claims a huge picture is refused by its header', async () => {
    const png = Buffer.from(await encodePng(image))
    png.writeUInt32BE(2 ** 31 - 1, 16)
    png.writeUInt32BE(2 ** 31 - 1, 20)
    const { session } = await opened(
      painter({ 'POST /session/add_bbox': inTurn(json({ masks: [png.toString('base64')] })) }),
    )
    await expect(session.add(boxed)).rejects.toThrow('a mask of 2147483647×2147483647 for an image of 20×10')
  })

  test('a reason is told, a page is not', async () => {
    const said = async (answer: Answer) => {
      const { session } = await opened(painter({ 'POST /session/add_bbox': inTurn(answer) }))
      return session.add(boxed).then(String, (error: Error) => error.message)
    }
    expect(await said(json({ detail: 'CUDA out of memory' }, 500))).toContain(
      'answered 500 (CUDA out of memory)',
    )
    expect(await said({ status: 502, body: '<html><h1>Bad Gateway</h1></html>' })).toContain(
      'answered 502 (Bad Gateway)',
    )
    expect(await said(json({ detail: [{ loc: ['body', 'bbox'], msg: 'wrong' }] }, 422))).toContain(
      '"msg":"wrong"',
    )
    expect(await said({ status: 302, headers: { location: 'http://elsewhere.example/' } })).toContain(
      'redirects are not followed',
    )
  })
})

test('after eight images in a row that could not be handed over each has one try, until one succeeds', async () => {
  let down = true
  const gone = json({ detail: 'Model not loaded' }, 503)
  const { url, asked } = await service(painter({ 'POST /session/create': () => (down ? gone : undefined) }))
  const segmenter = await httpSegmenter(url, quick)
  const creations = async (images: number) => {
    const before = asked.length
    for (let n = 0; n < images; n++) await segmenter.open(image).catch(() => {})
    return asked.slice(before).filter(({ path }) => path === '/session/create').length
  }
  expect(await creations(8)).toBe(24)
  expect(await creations(2)).toBe(2)
  down = false
  expect(await creations(1)).toBe(1)
  down = true
  expect(await creations(1)).toBe(3)
})

suite('finding out what is at an address', () => {
  test('both spellings are one segmenter; a loopback host is local, any other remote', async () => {
    const { url } = await service(painter())
    const [plain, prefixed] = await Promise.all([createSegmenter(url), createSegmenter(`http:${url}/`)])
    expect(plain.id).toBe(`http:${url}`)
    expect(prefixed.id).toBe(plain.id)
    expect(plain.locality).toBe('local')
  })

  test.each([
    ['http:nothing', /there is no segmenter/],
    ['http://', /no address/],
    ['http:http://user:secret@127.0.0.1:1', /holds no password/],
    ['http://127.0.0.1:1?modle=x', /parameter "modle"/],
  ])('%s is no address', async (id, words) => {
    const failed = createSegmenter(id)
    await expect(failed).rejects.toMatchObject({
      code: 'model-unknown',
      message: expect.stringMatching(words),
    })
    await expect(failed).rejects.not.toThrow('secret')
  })

  test('neither service: what was seen is said', async () => {
    const { url } = await service(({ path }) =>
      path === '/health'
        ? { headers: { 'content-type': 'text/html' }, body: '<html>hello</html>' }
        : json({ detail: 'Not Found' }, 404),
    )
    await expect(httpSegmenter(url, quick)).rejects.toMatchObject({
      code: 'provider-rejected',
      message: expect.stringMatching(/\/info\/ gave status 404.*\/health gave an HTML page/),
    })
    const odd = await service(() => json({ models: 'none', status: 'ok' }))
    await expect(httpSegmenter(odd.url, quick)).rejects.toThrow(/JSON of another shape/)
  })

  test('nobody there, a token that is missing, and one that is sent', async () => {
    const dead = await listening(painter())
    await dead.close()
    await expect(httpSegmenter(dead.url, quick)).rejects.toMatchObject({ code: 'provider-unavailable' })
    const { url, asked } = await service(({ headers }) =>
      headers.authorization === 'Bearer a-secret-token' ? health : json({ detail: 'Not authenticated' }, 401),
    )
    await expect(httpSegmenter(url, quick)).rejects.toMatchObject({
      code: 'provider-auth',
      message: expect.stringContaining('PRAXIS_SEGMENTER_TOKEN'),
    })
    await httpSegmenter(url, { ...quick, env: { PRAXIS_SEGMENTER_TOKEN: 'a-secret-token' } })
    expect(asked.at(-1)?.path).toBe('/health')
  })
})
