import { expect, suite, test } from 'vitest'
import { chestReadingSchema, embedMedia, readMedia } from '../../cases/index.ts'
import { decode, encodePng } from '../../imaging/index.ts'
import { connectInMemory, reportServer } from '../../tools/index.ts'
import { noModel } from '../no-model.ts'
import {
  agentsOf,
  anatomy,
  anatomyModel,
  findingsModel,
  healthy,
  heart,
  left,
  optionsOf,
  pictureOf,
  read,
  right,
  served,
  sure,
} from './__fixtures__/agents.ts'
import type { FabricWeights } from './fabric-weights.ts'
import { ownAgents } from './own-agents.ts'
import { readRadiograph } from './radiologist.ts'
import { radiologist } from './solver.ts'

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

suite('an agent that writes a report', () => {
  test('is held to the tools, sentence by sentence', async () => {
    const { radiograph, given } = await pictureOf(healthy.image)
    const all = await agentsOf([sure], anatomy)
    const writer = findingsModel('writer', { Effusion: 0.9, Edema: 0.9, Fracture: 0.9 })
    const client = await connectInMemory(reportServer({ ...served, models: [writer], anatomy }), '1')
    const agents = { ...all, reports: [{ name: 'writer', client }] }
    const { reading } = await readRadiograph(radiograph, given, optionsOf(agents))
    const judged = (text: string) => reading.sentences.find(one => one.text.startsWith(text))
    expect(judged('The patient has Effusion (probability 0.90)')?.support).toBe('supported')
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

test('a findings model cannot take the name of what is measured', async () => {
  const named = { ...sure, name: 'measurements' }
  const own = ownAgents([named], anatomyModel({}), { version: '1', log: () => {}, timeoutMs: 1000 })
  await expect(own).rejects.toMatchObject({ code: 'data-malformed' })
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
