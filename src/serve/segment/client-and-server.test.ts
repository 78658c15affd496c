/** Our clients against our server, over real sockets, in both shapes: the same masks as without a wire between. */
import * as fc from 'fast-check'
import { afterEach, expect, suite, test } from 'vitest'
import * as z from 'zod'
import { box, type Mask, point, type Raster } from '../../imaging/index.ts'
import { createSegmenter, type Prompt, type Segmenter } from '../../models/index.ts'
import { openRoots, type Serving } from '../../tools/index.ts'
import { hosted, serveApp } from '../host/serve-app.ts'
import { disc } from './__fixtures__/service.ts'
import { authPaths, segmentService } from './index.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve({
  port = 0,
  segmenter,
  token,
}: {
  port?: number
  segmenter?: Segmenter
  token?: string
} = {}) {
  const log: string[] = []
  const options = { log: (line: string) => log.push(line), token }
  const { routes, close } = segmentService({
    segmenter: segmenter ?? (await createSegmenter('builtin')),
    roots: await openRoots([], 1),
    version: '1',
    ...options,
  })
  const serving: Serving & { url: string } = await serveApp(
    hosted(routes, { host: '127.0.0.1', open: authPaths, ...options }),
    '127.0.0.1',
    port,
  )
  const stop = async () => {
    close()
    await serving.close()
    await serving.ended
  }
  closing.push(stop)
  const active = async () =>
    z.object({ active_sessions: z.number() }).parse(await (await fetch(`${serving.url}/health`)).json())
      .active_sessions
  return { url: serving.url, log, stop, active }
}

/** A query that names a model asks for MONAI Label. */
const shapes = [
  ['MedSAM-Agent', ''],
  ['MONAI Label', '?model=builtin'],
] as const

const noisy: Raster = { ...disc, samples: disc.samples.map((value, i) => value + ((i * 7919) % 31)) }
const colour: Raster = {
  width: 96,
  height: 80,
  channels: 3,
  samples: Uint8Array.from({ length: 3 * 96 * 80 }, (_, i) =>
    i % 3 === 0 ? (noisy.samples[Math.floor(i / 3)] ?? 0) : 60,
  ),
}
const prompts: Prompt[] = [
  { kind: 'box', box: box(25, 15, 75, 65) },
  { kind: 'point', at: point(31.5, 40.5), positive: false },
  { kind: 'point', at: point(60.5, 50.5), positive: true },
  { kind: 'point', at: point(5.5, 5.5), positive: false },
]

async function masksOf(segmenter: Segmenter, image: Raster, given = prompts): Promise<Mask[]> {
  const session = await segmenter.open(image)
  const masks: Mask[] = []
  for (const prompt of given) masks.push(await session.add(prompt))
  session.close()
  return masks
}

suite.each(shapes)('%s', (_, query) => {
  test.each([
    ['grey', noisy],
    ['colour', colour],
  ])('a %s picture: the same masks as in this process', async (_name, image) => {
    const { url, log, active } = await serve()
    const remote = await createSegmenter(`http:${url}${query}`)
    expect(remote).toMatchObject({ id: `http:${url}${query}`, locality: 'local' })
    expect(await masksOf(remote, image)).toEqual(await masksOf(await createSegmenter('builtin'), image))
    await expect.poll(active).toBe(0)
    expect(log).toEqual([])
  })

  test('whatever is clicked, in whatever order', async () => {
    const { url } = await serve()
    const remote = await createSegmenter(url + query)
    const local = await createSegmenter('builtin')
    const click = fc.record({
      kind: fc.constant('point' as const),
      at: fc.tuple(fc.nat(95), fc.nat(79)).map(([x, y]) => point(x + 0.5, y + 0.5)),
      positive: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(click, { minLength: 1, maxLength: 4 }), async clicks => {
        expect(await masksOf(remote, noisy, clicks)).toEqual(await masksOf(local, noisy, clicks))
      }),
      { numRuns: 5 },
    )
  })

  test('a prompt taken back leaves no trace', async () => {
    const { url } = await serve()
    const [first, wrong, last] = prompts as [Prompt, Prompt, Prompt]
    const session = await (await createSegmenter(url + query)).open(noisy)
    await session.add(first)
    await session.add(wrong)
    session.undo?.()
    const mask = await session.add(last)
    expect(session.prompts()).toEqual([first, last])
    expect(mask).toEqual((await masksOf(await createSegmenter('builtin'), noisy, [first, last]))[1])
  })

  test('a server that dies and comes back during a prompt goes on from where it was', async () => {
    const first = await serve()
    const session = await (await createSegmenter(first.url + query)).open(noisy)
    const [boxed, click] = prompts as [Prompt, Prompt]
    await session.add(boxed)
    await first.stop()
    const asked = session.add(click)
    const again = await serve({ port: Number(new URL(first.url).port) })
    await asked
    expect(session.prompts()).toEqual([boxed, click])
    expect(session.mask()).toEqual(
      (await masksOf(await createSegmenter('builtin'), noisy, [boxed, click]))[1],
    )
    session.close()
    await expect.poll(again.active).toBe(0)
  })
})

test('a 16-bit picture is kept in MONAI Label’s shape, and narrowed to 8 bits in MedSAM-Agent’s', async () => {
  const { url } = await serve()
  const values = Array.from(noisy.samples, value => 1000 + 20 * value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const spread = (most: number) => values.map(value => ((value - low) * most) / (high - low))
  const deep = Uint16Array.from(values)
  const local = await createSegmenter('builtin')
  const drawn = (segmenter: Segmenter, samples: Raster['samples']) =>
    masksOf(segmenter, { ...noisy, samples })
  const monai = await drawn(await createSegmenter(`${url}?model=builtin`), deep)
  expect(monai).toEqual(await drawn(local, Uint16Array.from(spread(65535).map(Math.round))))
  expect(await drawn(await createSegmenter(url), deep)).toEqual(
    await drawn(local, Uint8Array.from(spread(255))),
  )
})

test('a server with a token is asked with it, and says so where it is missing', async () => {
  const token = 'a-token-for-the-tests'
  const { url } = await serve({ token })
  await expect(createSegmenter(url)).rejects.toMatchObject({ code: 'provider-auth' })
})
