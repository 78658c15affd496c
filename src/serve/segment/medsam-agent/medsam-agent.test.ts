/** Requests as the clients of MedSAM-Agent's service send them. */
import { afterEach, expect, suite, test } from 'vitest'
import { box, type Mask, point, readMask } from '../../../imaging/index.ts'
import { createSegmenter, type Segmenter } from '../../../models/index.ts'
import { disc, formOf, pngFile, serviceFor } from '../__fixtures__/service.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function service(options: Parameters<typeof serviceFor>[0] = {}) {
  const running = await serviceFor(options)
  closing.push(running.close)
  const create = async () =>
    (await running.json('POST', '/session/create', formOf({ image: await pngFile() }))).session_id ?? ''
  return { ...running, create }
}

const maskOf = ({ masks = [] }: { masks?: string[] | undefined }): Promise<Mask> =>
  readMask(Buffer.from(masks[0] ?? '', 'base64'))

/** What the built-in segmenter draws in this process. */
async function drawnHere(): Promise<Mask[]> {
  const session = await (await createSegmenter('builtin')).open(disc)
  return [
    await session.add({ kind: 'box', box: box(25, 15, 75, 65) }),
    await session.add({ kind: 'point', at: point(31.5, 40.5), positive: false }),
  ]
}

suite('the service of MedSAM-Agent', () => {
  test('clients learn which networks draw, and not where they lie', async () => {
    const drawer = await createSegmenter('builtin')
    const { ask } = await service({ segmenter: { ...drawer, id: 'onnx:/home/somebody/networks/sam/' } })
    for (const path of ['/', '/health', '/info/']) {
      const told = await (await ask('GET', path)).text()
      expect(told).toContain('onnx:sam')
      expect(told).not.toContain('somebody')
    }
  })

  test('a session from opening to closing, field by field', async () => {
    const { json } = await service()
    const opened = await json(
      'POST',
      '/session/create',
      formOf({ image: await pngFile(), session_id: 'ep-1_x' }),
    )
    expect(opened).toEqual({
      status: 200,
      session_id: 'ep-1_x',
      message: 'Session created successfully',
      image_size: [96, 80],
    })
    const [boxed, clicked] = await drawnHere()
    const first = await json(
      'POST',
      '/session/add_bbox',
      formOf({ session_id: 'ep-1_x', bbox: '[25,15,75,65]', multimask_output: 'false' }),
    )
    expect(first).toMatchObject({
      status: 200,
      session_id: 'ep-1_x',
      category_pred: [],
      round_number: 1,
      total_clicks: 1,
      message: 'Segmentation round 1 completed (bbox initialization)',
    })
    expect(first.masks).toHaveLength(1)
    expect(await maskOf(first)).toEqual(boxed)
    const second = await json(
      'POST',
      '/session/add_click',
      formOf({ session_id: 'ep-1_x', point_x: '31', point_y: '40', is_positive: 'False' }),
    )
    expect(second).toMatchObject({
      round_number: 2,
      total_clicks: 2,
      message: 'Segmentation round 2 completed',
    })
    expect(await maskOf(second)).toEqual(clicked)
    const status = await json('GET', '/session/ep-1_x/status')
    expect(status).toEqual({
      status: 200,
      session_id: 'ep-1_x',
      round_number: 2,
      total_clicks: 2,
      clicks_history: ['bbox:[25,15,75,65]', [31, 40, 0]],
      has_mask: true,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      last_accessed: expect.any(String),
      image_size: [96, 80],
    })
    expect(await json('GET', '/sessions')).toMatchObject({
      total_sessions: 1,
      sessions: [{ session_id: 'ep-1_x', round_number: 2 }],
    })
    expect(await json('GET', '/health')).toMatchObject({
      status: 'healthy',
      model_loaded: true,
      model_type: 'builtin',
      active_sessions: 1,
    })
    expect(await json('DELETE', '/session/ep-1_x')).toEqual({
      status: 200,
      session_id: 'ep-1_x',
      message: 'Session deleted',
      remaining_sessions: 0,
    })
    expect((await json('DELETE', '/session/ep-1_x')).status).toBe(404)
  })

  test('several prompts at once: the box, then the points; or from the start again', async () => {
    const { json, create } = await service()
    const session_id = await create()
    const [boxed, clicked] = await drawnHere()
    const all = { session_id, bbox: [25, 15, 75, 65], point_coords: [[31, 40]], point_labels: [0] }
    const drawn = await json('POST', '/session/segment', formOf(all))
    expect(drawn).toMatchObject({ round_number: 1, total_clicks: 0 })
    expect(await maskOf(drawn)).toEqual(clicked)
    const anew = await json(
      'POST',
      '/session/segment',
      formOf({ session_id, bbox: [25, 15, 75, 65], use_previous_mask: 'false' }),
    )
    expect(await maskOf(anew)).toEqual(boxed)
    const added = await json(
      'POST',
      '/session/segment',
      formOf({ session_id, point_coords: [[31, 40]], point_labels: [0] }),
    )
    expect(await maskOf(added)).toEqual(clicked)
  })

  test('a prediction without a session, with prompts as its web demo sends them', async () => {
    const { json } = await service()
    const form = formOf({
      image: await pngFile(),
      point_coords: '[[31,40]]',
      point_labels: '[0]',
      bbox: '[25,15,75,65]',
      text: '["disc"]',
    })
    const predicted = await json('POST', '/predict', form)
    expect(predicted).toMatchObject({ status: 200, category_pred: [], message: 'Prediction succeeded' })
    expect(await maskOf(predicted)).toEqual((await drawnHere())[1])
    expect(await json('GET', '/sessions')).toMatchObject({ total_sessions: 0 })
  })

  test('logits are not given: the answer says what to use', async () => {
    const { json } = await service()
    const zeros = Buffer.alloc(4 * 256 * 256).toString('base64')
    const form = formOf({ image: await pngFile(), previous_logits: zeros, bbox: '[25,15,75,65]' })
    expect(await json('POST', '/predict_with_state', form)).toEqual({
      status: 501,
      detail: 'no logits are handed out here: state is kept in sessions; open one at /session/create',
    })
  })

  test.each([
    [
      'off to the left',
      'add_click',
      { point_x: '-1', point_y: '5' },
      400,
      /-1,5 is not on the image of 96×80/,
    ],
    ['far off', 'add_click', { point_x: '999999999999999', point_y: '5' }, 400, /not on the image/],
    ['too many digits', 'add_click', { point_x: '9'.repeat(30), point_y: '5' }, 422, /no whole number/],
    ['no number', 'add_click', { point_x: 'NaN', point_y: '5' }, 422, /no whole number/],
    ['half a pixel', 'add_click', { point_x: '3.5', point_y: '5' }, 422, /no whole number/],
    ['no y', 'add_click', { point_x: '3' }, 422, /"loc":\["body","point_y"\],"msg":"Field required"/],
    [
      'neither true nor false',
      'add_click',
      { point_x: '3', point_y: '4', is_positive: 'maybe' },
      422,
      /is_positive/,
    ],
    ['inside out', 'add_bbox', { bbox: '[50,50,10,10]' }, 400, /has no area/],
    ['beside the image', 'add_bbox', { bbox: '[-50,-50,-10,-10]' }, 400, /has no area/],
    ['three numbers', 'add_bbox', { bbox: '[1,2,3]' }, 422, /bbox/],
    ['huge', 'add_bbox', { bbox: '[0,0,1e300,5]' }, 422, /bbox/],
    ['no JSON', 'add_bbox', { bbox: '[1,2' }, 422, /no JSON/],
    ['text', 'add_bbox', { bbox: '["a","b","c","d"]' }, 422, /bbox/],
    ['no prompt', 'segment', {}, 422, /point_coords with point_labels, or bbox/],
    [
      'labels that do not fit',
      'segment',
      { point_coords: '[[1,2],[3,4]]', point_labels: '[1]' },
      422,
      /1 labels do not fit 2 points/,
    ],
    ['a label of 2', 'segment', { point_coords: '[[1,2]]', point_labels: '[2]' }, 422, /point_labels/],
    [
      'one of two off',
      'segment',
      { point_coords: '[[1,2],[300,4]]', point_labels: '[1,1]' },
      400,
      /300,4 is not on/,
    ],
    [
      '101 points',
      'segment',
      {
        point_coords: JSON.stringify(Array(101).fill([1, 1])),
        point_labels: JSON.stringify(Array(101).fill(1)),
      },
      422,
      /100/,
    ],
  ])(
    'a prompt that is %s is the caller’s fault and changes nothing',
    async (_, call, fields, status, words) => {
      const { json, create, log } = await service()
      const session_id = await create()
      const refused = await json('POST', `/session/${call}`, formOf({ session_id, ...fields }))
      expect(refused.status).toBe(status)
      expect(JSON.stringify(refused.detail)).toMatch(words)
      expect(await json('GET', `/session/${session_id}/status`)).toMatchObject({
        round_number: 0,
        total_clicks: 0,
        has_mask: false,
      })
      expect(log).toEqual([])
    },
  )

  test('a box that reaches over the edge is cut to the image', async () => {
    const { json, create } = await service()
    const session_id = await create()
    const drawn = await json('POST', '/session/add_bbox', formOf({ session_id, bbox: '[-500,-500,1e6,1e6]' }))
    expect(drawn).toMatchObject({ status: 200, round_number: 1 })
  })

  test.each([
    ['no image', {}, 422, /"loc":\["body","image"\],"msg":"Field required"/],
    ['an empty one', { image: new File([], 'a.png') }, 400, /no bytes/],
    ['text', { image: new File(['hello'], 'a.png') }, 400, /not a readable image/],
    [
      'an SVG',
      { image: new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.svg') },
      400,
      /not a readable image/,
    ],
    [
      'half a PNG',
      { image: new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)], 'a.png') },
      400,
      /does not decode/,
    ],
  ])('an upload with %s is refused', async (_, fields, status, words) => {
    const { json } = await service()
    const refused = await json('POST', '/session/create', formOf(fields))
    expect(refused.status).toBe(status)
    expect(JSON.stringify(refused.detail)).toMatch(words)
  })

  test('an id that could not stand in a path is refused, and a session taken twice begins anew', async () => {
    const { json } = await service()
    const create = async (session_id: string) =>
      json('POST', '/session/create', formOf({ image: await pngFile(), session_id }))
    for (const id of ['../etc', 'a/b', 'upload:x', 'a b', 'x'.repeat(201)])
      expect((await create(id)).status).toBe(422)
    await create('same')
    await json('POST', '/session/add_click', formOf({ session_id: 'same', point_x: '50', point_y: '40' }))
    await create('same')
    expect(await json('GET', '/session/same/status')).toMatchObject({ round_number: 0 })
    expect(
      (await json('POST', '/session/add_click', formOf({ session_id: 'none', point_x: '5', point_y: '4' })))
        .status,
    ).toBe(404)
    expect((await json('GET', '/session/none/status')).status).toBe(404)
  })

  test('a broken or missing form, and a body that is too large', async () => {
    const { json } = await service({ maxBodyBytes: 1000 })
    const type = { 'content-type': 'multipart/form-data; boundary=x' }
    for (const [body, headers] of [
      ['--x\r\nContent-Disposition: form-data; name="a"', type],
      ['{"session_id": "a"}', { 'content-type': 'application/json' }],
    ] as const)
      expect(await json('POST', '/session/create', body, headers)).toEqual({
        status: 400,
        detail: 'There was an error parsing the body',
      })
    expect(await json('POST', '/session/create', 'x'.repeat(2000), type)).toMatchObject({ status: 413 })
  })

  test('a picture of too many pixels is refused before the segmenter sees it', async () => {
    const { json } = await service()
    const wide = await pngFile({
      width: 16_001,
      height: 1000,
      channels: 1,
      samples: new Uint8Array(16_001_000),
    })
    expect(await json('POST', '/session/create', formOf({ image: wide }))).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/16000000 are taken/),
    })
  })

  test('where there is no room for a session, it is the server that is busy', async () => {
    const { json, create } = await service({ limits: { sessions: 1, weight: 1e6, idleMs: 60_000 } })
    await create()
    expect(await json('POST', '/session/create', formOf({ image: await pngFile() }))).toMatchObject({
      status: 503,
      detail: expect.stringMatching(/no room/),
    })
  })

  test('a segmenter that hangs is given up on, its session with it, and the client’s goes on', async () => {
    const builtin = await createSegmenter('builtin')
    let hang = true
    const segmenter: Segmenter = {
      ...builtin,
      open: async image => {
        const session = await builtin.open(image)
        let busy = false
        const add: typeof session.add = prompt => {
          if (busy) throw new Error('a prompt before the one before it is done')
          busy = hang
          return hang ? new Promise(() => {}) : session.add(prompt)
        }
        return { ...session, add }
      },
    }
    const { json, create } = await service({ segmenter, timeoutMs: 50 })
    const session_id = await create()
    const add = () => json('POST', '/session/add_bbox', formOf({ session_id, bbox: '[25,15,75,65]' }))
    expect(await add()).toMatchObject({
      status: 504,
      detail: expect.stringMatching(/gave no mask within 0.05 s/),
    })
    hang = false
    const drawn = await add()
    expect(drawn).toMatchObject({ status: 200, round_number: 1 })
    expect(await maskOf(drawn)).toEqual((await drawnHere())[0])
  })

  test('a bug is told to the log and not to the client', async () => {
    const segmenter: Segmenter = {
      id: 'odd',
      locality: 'local',
      open: async () => {
        throw new TypeError('a secret of the house')
      },
    }
    const { json, log } = await service({ segmenter })
    expect(await json('POST', '/session/create', formOf({ image: await pngFile() }))).toEqual({
      status: 500,
      detail: 'Internal Server Error',
    })
    expect(log.join()).toContain('a secret of the house')
  })
})
