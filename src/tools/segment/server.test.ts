/** The tools over the official client and the HTTP handler, in this process: no socket is opened. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { afterEach, expect, suite, test } from 'vitest'
import { decode, encodePng } from '../../imaging/index.ts'
import type { Segmenter } from '../../models/index.ts'
import { painter } from './__fixtures__/painter.ts'
import { maskStateSchema, openedSchema } from './schemas.ts'
import { type SegmentServerOptions, segmentServer } from './server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(options: Partial<SegmentServerOptions> = {}) {
  const log: string[] = []
  const { factory, close } = segmentServer({
    segmenter: painter,
    roots: { folders: [], read: async () => new Uint8Array(), locate: async () => '' },
    version: '1.0.0',
    log: line => log.push(line),
    soleClient: false,
    ...options,
  })
  const handler = createMcpHandler(factory)
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  const fetch = (url: URL | string, init?: RequestInit) => handler.fetch(new Request(url, init))
  await client.connect(new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), { fetch }))
  closing.push(() => client.close(), close)
  const call = (name: string, args: Record<string, unknown>) => client.callTool({ name, arguments: args })
  return { call, client, log }
}

async function picture(width: number, height: number): Promise<string> {
  const png = await encodePng({ width, height, channels: 1, samples: new Uint8Array(width * height) })
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`
}

const said = (result: { content: { type: string; text?: string }[] }) => result.content[0]?.text ?? ''

async function opened(call: Awaited<ReturnType<typeof serve>>['call'], width = 100, height = 50) {
  const { structuredContent } = await call('open_image', { image: await picture(width, height) })
  return openedSchema.parse(structuredContent).session
}

suite('an episode over MCP', () => {
  test('goes on in one session whichever tool is called', async () => {
    const { call, client } = await serve()
    const session = await opened(call)
    const boxed = await call('add_bbox', { session, bbox_2d: [0, 0, 500, 999] })
    expect(boxed.structuredContent).toMatchObject({
      turn: 1,
      areaPixels: 50 * 50,
      areaFraction: 0.5,
      components: 1,
      box: { x0: 0, y0: 0, x1: 50, y1: 50 },
    })
    const clicked = await call('add_point', { session, point_2d: [800, 500], point_type: 'positive' })
    expect(clicked.structuredContent).toMatchObject({ turn: 2, components: 2, stopped: false })
    const stopped = await call('stop_action', { session })
    expect(stopped.structuredContent).toMatchObject({
      ...maskStateSchema.parse(clicked.structuredContent),
      stopped: true,
    })
    expect((await call('add_bbox', { session, bbox_2d: [0, 0, 9, 9] })).isError).toBe(true)
    const { contents } = await client.readResource({
      uri: maskStateSchema.parse(boxed.structuredContent).mask,
    })
    const [mask] = contents
    const { samples } = await decode(Buffer.from(mask && 'blob' in mask ? mask.blob : '', 'base64'))
    expect(samples.filter(value => value === 255)).toHaveLength(50 * 50)
  })

  test('two episodes do not see each other', async () => {
    const { call } = await serve()
    const [a, b] = [await opened(call), await opened(call)]
    await call('add_bbox', { session: a, bbox_2d: [0, 0, 500, 500] })
    expect((await call('get_mask', { session: b })).structuredContent).toMatchObject({
      turn: 0,
      areaPixels: 0,
    })
  })

  test('calls made at once are carried out one after the other', async () => {
    const { call } = await serve()
    const session = await opened(call)
    const xs = [100, 300, 500, 700, 900]
    await Promise.all(xs.map(x => call('add_point', { session, point_2d: [x, 500], point_type: 'positive' })))
    expect((await call('get_mask', { session })).structuredContent).toMatchObject({ turn: 5, components: 5 })
  })

  test('the sole client of a server may leave the session out, one of many may not', async () => {
    const sole = await serve({ soleClient: true })
    expect(said(await sole.call('get_mask', {}))).toContain('call open_image first')
    await opened(sole.call)
    expect((await sole.call('get_mask', {})).structuredContent).toMatchObject({ turn: 0 })
    const shared = await serve()
    await opened(shared.call)
    expect((await shared.call('get_mask', {})).isError).toBe(true)
  })
})

suite('what goes wrong', () => {
  const wrong: [string, Record<string, unknown>, string][] = [
    ['add_bbox', { bbox_2d: [500, 0, 100, 999] }, 'inside out'],
    ['add_bbox', { bbox_2d: [0, 0, 1000, 999] }, '999'],
    ['add_bbox', { bbox_2d: [0, 0, 10] }, 'bbox_2d'],
    ['add_bbox', { bbox_2d: [0, 0, 10, 10], label: 'tumour' }, 'label'],
    ['add_point', { point_2d: [-1, 0], point_type: 'positive' }, 'point_2d'],
    ['add_point', { point_2d: [0.5, 0], point_type: 'positive' }, 'point_2d'],
    ['add_point', { point_2d: [1, 1], point_type: 'maybe' }, 'point_type'],
    ['stop_action', { now: true }, 'now'],
  ]
  for (const [name, args, words] of wrong)
    test(`${name} ${JSON.stringify(args)} is told, and the episode goes on`, async () => {
      const { call } = await serve()
      const session = await opened(call)
      const result = await call(name, { session, ...args })
      expect(result.isError).toBe(true)
      expect(said(result)).toContain(words)
      expect((await call('get_mask', { session })).structuredContent).toMatchObject({
        turn: 0,
        stopped: false,
      })
    })

  test('a session that is unknown', async () => {
    const { call } = await serve()
    const result = await call('get_mask', { session: 'nobody' })
    expect(result.isError).toBe(true)
    expect(said(result)).toContain('open the image again')
  })

  test('images that cannot be had', async () => {
    const { call } = await serve()
    const bomb = await picture(4001, 4000)
    for (const [image, words] of [
      ['data:image/png;base64,AAAA', 'readable image'],
      ['data:image/png;base64,%%', 'broken'],
      ['data:image/png,plain', 'not base64'],
      [`${(await picture(64, 64)).slice(0, -30)}`, 'does not decode'],
      [bomb, '16000000 are taken at most'],
      ['missing.png', 'no bytes'],
    ] as const) {
      const result = await call('open_image', { image })
      expect(result.isError).toBe(true)
      expect(said(result)).toContain(words)
    }
  })

  test('a segmenter that hangs is given up, its session closed, the server alive', async () => {
    let hangs = true
    let closed = 0
    const moody: Segmenter = {
      ...painter,
      open: async (image, signal) => {
        const session = await painter.open(image, signal)
        const add: typeof session.add = (...args) => (hangs ? new Promise(() => {}) : session.add(...args))
        return { ...session, add, close: () => closed++ }
      },
    }
    const { call } = await serve({ segmenter: moody, timeoutMs: 30 })
    const session = await opened(call)
    const late = await call('add_bbox', { session, bbox_2d: [0, 0, 500, 500] })
    expect(late.isError).toBe(true)
    expect(said(late)).toContain('open the image again')
    expect(closed).toBe(1)
    hangs = false
    const again = await opened(call)
    expect((await call('add_bbox', { session: again, bbox_2d: [0, 0, 500, 500] })).isError).toBeFalsy()
  })

  test('a segmenter that fails while opening leaves no session behind', async () => {
    const log: string[] = []
    const broken: Segmenter = { ...painter, open: () => Promise.reject(new Error('no weights at /secret')) }
    const { call } = await serve({
      segmenter: broken,
      limits: { sessions: 1, weight: 1e6, idleMs: 1e6 },
      log: line => log.push(line),
    })
    for (let i = 0; i < 3; i++) {
      const result = await call('open_image', { image: await picture(8, 8) })
      expect(said(result)).toContain('The server failed')
      expect(said(result)).not.toContain('secret')
    }
    expect(log.join()).toContain('no weights')
  })

  test('no more sessions than there is room for, until one is finished', async () => {
    const { call } = await serve({ limits: { sessions: 2, weight: 1e6, idleMs: 1e6 } })
    const first = await opened(call)
    await opened(call)
    expect(said(await call('open_image', { image: await picture(8, 8) }))).toContain('no room')
    await call('stop_action', { session: first })
    expect((await call('open_image', { image: await picture(8, 8) })).isError).toBeFalsy()
    expect((await call('get_mask', { session: first })).isError).toBe(true)
  })
})
