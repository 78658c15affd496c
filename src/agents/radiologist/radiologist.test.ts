import { Client, InMemoryTransport } from '@modelcontextprotocol/client'
import { McpServer } from '@modelcontextprotocol/server'
import { expect, suite, test } from 'vitest'
import * as z from 'zod'
import { chestReadingSchema, embedMedia, readMedia } from '../../cases/index.ts'
import { decode, emptyMask, encodePng, type Raster } from '../../imaging/index.ts'
import type { FindingsModel } from '../../models/index.ts'
import { connectInMemory, reportServer } from '../../tools/index.ts'
import { noModel } from '../no-model.ts'
import {
  agentsOf,
  anatomyModel,
  findingsModel,
  healthy,
  optionsOf,
  pictureOf,
  served,
} from './__fixtures__/agents.ts'
import type { FabricWeights } from './fabric-weights.ts'
import type { ChestAgents } from './gather.ts'
import { ownAgents } from './own-agents.ts'
import { type RadiologistOptions, readRadiograph } from './radiologist.ts'
import { radiologist } from './solver.ts'

const { 'Left Lung': left, 'Right Lung': right, Heart: heart, Mediastinum: mediastinum } = healthy.structures
const anatomy = anatomyModel({
  'Left Lung': left,
  'Right Lung': right,
  Heart: heart,
  Mediastinum: mediastinum,
})
const sure = findingsModel('sure', { Effusion: 0.9, Edema: 0.1, Cardiomegaly: 0.02 })

async function read(
  models: FindingsModel[],
  change: Partial<RadiologistOptions> & { raster?: Raster; without?: keyof ChestAgents } = {},
  outlines = anatomy,
) {
  const { raster = healthy.image, without, ...options } = change
  const { radiograph, given } = await pictureOf(raster)
  const all = await agentsOf(models, outlines)
  const agents = without === undefined ? all : { ...all, [without]: undefined }
  const result = await readRadiograph(radiograph, given, { ...optionsOf(agents), ...options })
  return { ...result, impression: result.reading.sentences.filter(({ section }) => section === 'impression') }
}

suite('a reading', () => {
  test('tells what is present in the published grammar, with place and what it rests on', async () => {
    const { reading, impression, media } = await read([sure])
    expect(chestReadingSchema.parse(reading)).toEqual(reading)
    expect(impression).toEqual([
      {
        section: 'impression',
        text: 'The patient has Effusion mainly located in Right Lung area.',
        artifacts: ['probability sure Effusion', 'heat map Effusion', 'mask Right Lung'],
        support: 'supported',
      },
    ])
    expect(reading.findings.find(({ label }) => label === 'Effusion')).toMatchObject({
      state: 'present',
      location: 'Right Lung',
      side: 'right',
      agents: { sure: 0.9 },
    })
    const heat = reading.artifacts.find(({ id }) => id === 'heat map Effusion')
    expect(heat?.tool).toEqual({ name: 'praxis-cxr-locate/sure', version: '0.1' })
    expect(await decode(media.get(heat?.media ?? '') ?? new Uint8Array())).toMatchObject({
      width: 128,
      height: 128,
      channels: 1,
    })
    expect(reading.failures).toEqual([])
    expect(reading.outOfDepth.is).toBe(false)
  })

  test('cites something in every sentence, and denies only what was looked for', async () => {
    const { reading } = await read([sure])
    for (const { artifacts } of reading.sentences) expect(artifacts).not.toEqual([])
    const texts = reading.sentences.map(({ text }) => text)
    expect(texts).toContain('No Edema.')
    expect(texts).toContain('No Cardiomegaly.')
    expect(texts.join(' ')).not.toContain('Pneumothorax')
  })

  test('tells what was measured on the masks', async () => {
    const { Weasand: trachea, Spine: spine } = healthy.structures
    const outlined = anatomyModel({
      'Left Lung': left,
      'Right Lung': right,
      Heart: heart,
      Weasand: trachea,
      Spine: spine,
    })
    const { reading } = await read([sure], {}, outlined)
    const said = (section: string) => reading.sentences.filter(one => one.section === section)
    expect(said('airway')[0]).toMatchObject({
      text: expect.stringMatching(
        /^The trachea lies 0\.0\d of the width of the chest to the (left|right) of the spine\.$/,
      ),
      artifacts: ['measurement tracheal offset to the left'],
    })
    expect(said('cardiac').map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^The cardiothoracic ratio is 0\.\d\d, not above 0\.50\.$/),
    )
  })

  test('says so where nothing is found', async () => {
    const { impression } = await read([findingsModel('calm', { Edema: 0.1, Mass: 0.02 })])
    expect(impression).toMatchObject([
      { text: 'The patient has no confident disease detected.', support: 'supported' },
    ])
    expect(impression[0]?.artifacts).toEqual(['probability calm Edema', 'probability calm Mass'])
  })

  test('weighs agents by their measured AUC', async () => {
    const weights: FabricWeights = {
      agents: {
        sure: { Effusion: { auc: 0.5, slope: 1, intercept: 0 } },
        calm: { Effusion: { auc: 0.9, slope: 1, intercept: 0 } },
      },
      labels: {},
      fitted: { cases: 1, data: 'made up' },
    }
    const calm = findingsModel('calm', { Effusion: 0.1 })
    const { reading } = await read([sure, calm], { weights })
    const effusion = reading.findings.find(({ label }) => label === 'Effusion')
    expect(effusion).toMatchObject({ state: 'absent', agents: { sure: 0.9, calm: 0.1 } })
    expect(effusion?.probability).toBeCloseTo(0.1, 9)
  })
})

suite('contradictions between tools', () => {
  test('a large heart that is not wide is marked, with the ratio', async () => {
    expect(healthy.cardiothoracicRatio).toBeLessThan(0.45)
    const { reading } = await read([findingsModel('sure', { Cardiomegaly: 0.95, Edema: 0.1 })])
    const marked = reading.sentences.filter(({ support }) => support === 'contradicted')
    expect(marked.map(({ section }) => section)).toEqual(['impression', 'cardiac'])
    for (const { why, artifacts } of marked) {
      expect(why).toMatch(/^the cardiothoracic ratio is 0\.[34]\d$/)
      expect(artifacts).toContain('measurement cardiothoracic ratio')
    }
  })

  test('a label that another one implies is not denied unmarked', async () => {
    const { reading } = await read([findingsModel('sure', { Consolidation: 0.9, 'Lung Opacity': 0.1 })])
    expect(reading.sentences.find(({ text }) => text === 'No Lung Opacity.')).toMatchObject({
      support: 'contradicted',
      why: 'Consolidation, which implies it, is present',
    })
  })

  test('two agents that are sure of the opposite are named', async () => {
    const { impression } = await read([
      findingsModel('loud', { Effusion: 0.999 }),
      findingsModel('quiet', { Effusion: 0.1 }),
    ])
    expect(impression).toMatchObject([{ support: 'contradicted', why: 'loud gives 1.00, quiet 0.10' }])
  })
})

suite('an agent that fails', () => {
  test('is named, and the others are read', async () => {
    const broken = findingsModel(
      'broken',
      { Effusion: 0.9 },
      {
        read: async () => ({ probabilities: new Map([['Effusion', Number.NaN]]) }),
      },
    )
    const { reading, impression } = await read([broken, sure])
    expect(reading.failures).toEqual([{ agent: 'broken', reason: expect.stringContaining('cannot be read') }])
    expect(impression[0]?.text).toContain('Effusion')
  })

  test('is given up at its deadline', async () => {
    const slow = findingsModel('slow', { Effusion: 0.9 }, { read: () => new Promise(() => {}) })
    const began = performance.now()
    const { reading } = await read([slow, sure], { deadlineMs: 300 })
    expect(reading.failures).toEqual([
      { agent: 'slow', reason: expect.stringContaining('no answer within 0.3 s') },
    ])
    expect(performance.now() - began).toBeLessThan(3000)
  })

  test('leaves a budget that ends everything, and a reading all the same', async () => {
    const slow = findingsModel('slow', { Effusion: 0.9 }, { read: () => new Promise(() => {}) })
    const { reading, impression } = await read([slow], { budgetMs: 300 })
    expect(reading.failures[0]).toEqual({
      agent: 'slow',
      reason: expect.stringContaining('budget of 0.3 s is spent'),
    })
    expect(impression).toMatchObject([
      { support: 'unsupported', why: 'no agent that gives findings answered' },
    ])
    expect(reading.findings).toEqual([])
  })

  test('costs places where it is the locator, and masks where it is the anatomy', async () => {
    const { impression } = await read([sure], { without: 'locate' })
    expect(impression[0]?.text).toBe('The patient has Effusion.')
    const bare = await read([sure], { without: 'anatomy' })
    expect(bare.reading.artifacts.some(({ kind }) => kind === 'mask')).toBe(false)
  })

  test('ends with the caller', async () => {
    const slow = findingsModel('slow', { Effusion: 0.9 }, { read: () => new Promise(() => {}) })
    await expect(read([slow], { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout')
  })
})

suite('a server of somebody else', () => {
  const answer = (given: object) => ({
    model: { name: 'other', version: '9' },
    findings: [{ label: 'Effusion', probability: 0.9 }],
    ...given,
  })
  /** Promises no schema, so that its answers are checked here alone. */
  async function other(structured: (image: object) => object, tool = 'read_findings') {
    const { radiograph, given } = await pictureOf(healthy.image)
    const { sha256, width, height } = radiograph.image
    const server = new McpServer({ name: 'elsewhere', version: '1' })
    server.registerTool(tool, { inputSchema: z.object({ image: z.string() }) }, async () => ({
      content: [],
      structuredContent: { ...structured({ sha256, width, height }) },
    }))
    const [ours, theirs] = InMemoryTransport.createLinkedPair()
    await server.connect(theirs)
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(ours)
    const agent = { name: 'other', client }
    const agents = tool === 'read_findings' ? { findings: [agent] } : { findings: [], anatomy: agent }
    return readRadiograph(radiograph, given, optionsOf(agents))
  }

  test('is read where it speaks the same answers', async () => {
    const { reading } = await other(image => answer({ image }))
    expect(reading.failures).toEqual([])
    expect(reading.artifacts[0]?.tool).toEqual({ name: 'elsewhere/other', version: '9' })
  })

  test.each([
    [
      'another picture',
      () => answer({ image: { sha256: '0'.repeat(64), width: 1, height: 1 } }),
      'another picture',
    ],
    [
      'no such label',
      (image: object) => answer({ image, findings: [{ label: 'Flu', probability: 1 }] }),
      'findings.0.label',
    ],
    [
      'a probability of 7',
      (image: object) => answer({ image, findings: [{ label: 'Edema', probability: 7 }] }),
      'probability',
    ],
    [
      'one label twice',
      (image: object) =>
        answer({
          image,
          findings: [
            { label: 'Edema', probability: 0 },
            { label: 'Edema', probability: 1 },
          ],
        }),
      'tells Edema twice',
    ],
    ['nothing', () => ({}), 'cannot be used'],
    ['no version', (image: object) => answer({ image, model: { name: 'x', version: ' ' } }), 'blank'],
  ])('is a failure where it tells %s', async (_, structured, reason) => {
    const { reading } = await other(structured)
    expect(reading.failures).toEqual([{ agent: 'other', reason: expect.stringContaining(reason) }])
    expect(reading.findings).toEqual([])
  })

  const measured = { measures: 'ratio', value: 1, unit: '1', structures: [] }
  const mask = { structure: 'Heart', area: 0.1, rle: { size: [128, 128], counts: 'PPP' } }
  test.each([
    ['one measurement twice', { masks: [], measurements: [measured, measured] }, 'tells ratio twice'],
    ['no unit', { masks: [], measurements: [{ ...measured, unit: 'µ' }] }, 'none of UCUM'],
    ['a mask that does not fill the picture', { masks: [mask], measurements: [] }, 'mask of Heart'],
    [
      'a mask of another size',
      { masks: [{ ...mask, rle: { size: [9, 9], counts: 'A1' } }], measurements: [] },
      'mask of Heart',
    ],
  ])('is a failure where it outlines %s', async (_, outlined, reason) => {
    const model = { name: 'other', version: '9' }
    const { reading } = await other(image => ({ model, image, ...outlined }), 'segment_anatomy')
    expect(reading.failures).toEqual([{ agent: 'other', reason: expect.stringContaining(reason) }])
    expect(reading.artifacts).toEqual([])
  })
})

suite('an agent that writes a report', () => {
  test('is held to the tools, sentence by sentence', async () => {
    const { radiograph, given } = await pictureOf(healthy.image)
    const all = await agentsOf([sure], anatomy)
    const writer = findingsModel('writer', { Effusion: 0.8, Edema: 0.9, Fracture: 0.9 })
    const client = await connectInMemory(reportServer({ ...served, models: [writer], anatomy }), '1')
    const agents = { ...all, reports: [{ name: 'writer', client }] }
    const { reading } = await readRadiograph(radiograph, given, optionsOf(agents))
    const judged = (text: string) => reading.sentences.find(one => one.text.startsWith(text))
    expect(judged('The patient has Effusion (probability 0.80)')?.support).toBe('supported')
    expect(judged('The patient has Edema')).toMatchObject({
      support: 'contradicted',
      why: 'the tools together give Edema 0.10',
    })
    expect(judged('The patient has Fracture')).toMatchObject({
      support: 'unsupported',
      why: 'no tool looked for Fracture',
    })
    expect(reading.findings.map(({ label }) => label)).not.toContain('Fracture')
  })
})

suite('out of its depth', () => {
  const beyond = { score: 3, threshold: 1 }

  test('it is not confident of anything, and says so first', async () => {
    const { reading } = await read([findingsModel('lost', { Effusion: 0.99 }, { ood: beyond })])
    expect(reading.outOfDepth).toEqual({
      score: 3,
      threshold: 1,
      is: true,
      why: 'it is unlike the training data of lost',
    })
    expect(reading.sentences).toEqual([
      {
        section: 'impression',
        text: 'No confident finding: it is unlike the training data of lost.',
        artifacts: ['depth lost'],
        support: 'supported',
      },
    ])
    expect(reading.findings).toMatchObject([{ label: 'Effusion', state: 'uncertain' }])
  })

  test('one agent of three is set aside', async () => {
    const lost = findingsModel('lost', { Effusion: 0.99, Mass: 0.9 }, { ood: beyond })
    const at = (name: string) => findingsModel(name, { Effusion: 0.1 }, { ood: { score: 0, threshold: 1 } })
    const { reading } = await read([lost, at('a'), at('b')])
    expect(reading.outOfDepth).toEqual({ score: 0, threshold: 1, is: false })
    expect(reading.findings.map(({ label }) => label)).toEqual(['Effusion'])
    expect(reading.findings[0]?.agents).toEqual({ a: 0.1, b: 0.1 })
    expect(reading.failures).toEqual([
      { agent: 'lost', reason: expect.stringContaining('score 3.00 over 1.00') },
    ])
  })

  test('the anatomy alone, it places and measures nothing', async () => {
    const masks = { 'Left Lung': left, 'Right Lung': right, Heart: heart }
    const at = (name: string) => findingsModel(name, { Effusion: 0.9 }, { ood: { score: 0, threshold: 1 } })
    const { reading, impression } = await read([at('a'), at('b')], {}, anatomyModel(masks, beyond))
    expect(impression[0]?.text).toBe('The patient has Effusion.')
    expect(reading.artifacts.map(({ kind }) => kind)).toContain('heat-map')
    expect(reading.sentences.map(({ text }) => text).join()).not.toContain('ratio')
    expect(reading.failures).toMatchObject([{ agent: 'anatomy' }])
  })

  test.each([
    ['inverted', (at: number) => 255 - at, 'it is inverted'],
    ['noise', (_: number, i: number) => (i * 7919 + ((i * i) % 251) * 83) % 256, 'as in noise'],
    ['a drawing', (at: number) => (at > 128 ? 255 : 0), 'only 2 shades'],
    ['one grey', () => 90, 'a single grey'],
  ])('where the picture is %s', async (_, change, why) => {
    const samples = Uint8Array.from(healthy.image.samples, change)
    const { reading } = await read([sure], { raster: { ...healthy.image, samples } })
    expect(reading.outOfDepth).toMatchObject({ is: true, why: expect.stringContaining(why) })
    expect(reading.sentences).toHaveLength(1)
  })

  test('where it is in colour', async () => {
    const samples = Uint8Array.from({ length: 3 * 128 * 128 }, (_, i) =>
      i % 3 === 0 ? (healthy.image.samples[Math.floor(i / 3)] ?? 0) : 20,
    )
    const { reading } = await read([sure], { raster: { width: 128, height: 128, channels: 3, samples } })
    expect(reading.outOfDepth.why).toContain('in colour')
  })

  test('where lungs are missing or cut off', async () => {
    const gone = anatomyModel({ 'Left Lung': left, 'Right Lung': emptyMask(128, 128) })
    expect((await read([sure], {}, gone)).reading.outOfDepth.why).toBe('no right lung was found')
    const cut = { ...right, data: right.data.map((value, i) => (i % 128 === 0 && i < 128 * 64 ? 1 : value)) }
    const { reading } = await read([sure], {}, anatomyModel({ 'Left Lung': left, 'Right Lung': cut }))
    expect(reading.outOfDepth.why).toContain('cut off at the border')
  })
})

test('as a solver it leaves its report in the trace, and the reading as a medium', async () => {
  const { 'Left Lung': a, 'Right Lung': b } = healthy.structures
  const own = await ownAgents([sure], anatomyModel({ 'Left Lung': a, 'Right Lung': b }), {
    ...{ version: '1', log: () => {}, timeoutMs: 5000 },
  })
  const solver = radiologist({
    asksNoModel: true,
    read: async (radiograph, bytes, how) => {
      const { given, release } = own.hold(bytes)
      const read = await readRadiograph(radiograph, given, { ...optionsOf(own.agents), ...how })
      release()
      return read
    },
  })
  const image = embedMedia('image', await encodePng(healthy.image), 'image/png')
  const task = {
    ...{ caseId: 'c', media: [image], prompt: { user: '' } },
    question: { text: 'Which labels hold?', format: 'labels' as const },
  }
  const context = { model: noModel, sampling: {}, signal: new AbortController().signal, seed: 0 }
  const trace = await solver.solve(task, context)
  expect(trace).toMatchObject({ solver: 'radiologist', stop: 'answered' })
  expect(trace.answer).toBe('The patient has Effusion mainly located in Right Lung area.')
  expect(trace.steps.map(({ type }) => type)).toContain('thought')
  const [output] = trace.outputs ?? []
  const bytes = output && (await readMedia(output))
  expect(chestReadingSchema.parse(JSON.parse(Buffer.from(bytes ?? []).toString())).failures).toEqual([])
  await expect(solver.solve({ ...task, media: [] }, context)).rejects.toThrow('no picture')
  await own.close()
})
