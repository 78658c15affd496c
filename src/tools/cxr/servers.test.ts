/** The four servers over the official client, in this process. */
import { crc32 } from 'node:zlib'
import type { Client } from '@modelcontextprotocol/client'
import sharp from 'sharp'
import { afterEach, expect, suite, test } from 'vitest'
import { decode, fromCoco, maskArea } from '../../imaging/index.ts'
import { type AnatomyModel, type FindingsModel, ProviderError } from '../../models/index.ts'
import { toolCardKey, toolCardSchema, toolFingerprint } from '../mcp/tool-card.ts'
import { connectTo, sharedOptions } from './__fixtures__/connect.ts'
import {
  boxAnatomy,
  boxMasks,
  dataUrl,
  effusionBelow,
  greyPicture,
  sayingModel,
} from './__fixtures__/models.ts'
import { anatomyServer } from './anatomy-server.ts'
import {
  anatomyAnswerSchema,
  findingsAnswerSchema,
  locateAnswerSchema,
  reportAnswerSchema,
} from './answers.ts'
import { findingsServer } from './findings-server.ts'
import { locateServer } from './locate-server.ts'
import { reportServer } from './report-server.ts'

const closing: Client[] = []
afterEach(async () => {
  for (const client of closing.splice(0)) await client.close()
})

type Made = Parameters<typeof connectTo>[0]

async function serve(factory: Made): Promise<Client> {
  const client = await connectTo(factory)
  closing.push(client)
  return client
}

const serveFindings = (...models: FindingsModel[]) => serve(findingsServer({ ...sharedOptions(), models }))

const call = (client: Client, name: string, args: Record<string, unknown>) =>
  client.callTool({ name, arguments: args })
type Result = Awaited<ReturnType<typeof call>>

function said({ content }: Result): string {
  return content.map(block => (block.type === 'text' ? block.text : '')).join('\n')
}

async function refusal(client: Client, name: string, args: Record<string, unknown>): Promise<string> {
  const result = await call(client, name, args)
  expect(result.isError).toBe(true)
  expect(said(result)).toMatch(/^[^\n]+$/)
  return said(result)
}

const bright = (x: number, y: number) => (x < 100 && y >= 100 ? 250 : 40)

suite('every chest server', () => {
  const models = [effusionBelow]
  const servers: [string, Made][] = [
    ['read_findings', findingsServer({ ...sharedOptions(), models })],
    ['segment_anatomy', anatomyServer({ ...sharedOptions(), anatomy: boxAnatomy })],
    ['locate_findings', locateServer({ ...sharedOptions(), models, anatomy: boxAnatomy })],
    ['write_report', reportServer({ ...sharedOptions(), models, anatomy: boxAnatomy })],
  ]
  for (const [name, factory] of servers)
    test(`offers ${name} with a card, closed arguments and a promised answer`, async () => {
      const client = await serve(factory)
      const { tools } = await client.listTools()
      expect(tools.map(tool => tool.name)).toEqual([name])
      for (const tool of tools) {
        const card = toolCardSchema.parse(tool._meta?.[toolCardKey])
        expect(card.fingerprint).toBe(toolFingerprint(tool))
        expect(card.limits).toContain('not a medical device')
        expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
        expect(tool.outputSchema).toMatchObject({ type: 'object' })
      }
      const { isError } = await call(client, name, { image: await greyPicture(200, 200, bright) })
      expect(isError).toBeFalsy()
      expect(await refusal(client, name, { image: 'x.png', colour: 'red' })).toContain('colour')
    })
})

suite('read_findings', () => {
  test('gives each label of the model its probability, and names model and picture', async () => {
    const client = await serveFindings(effusionBelow)
    const result = await call(client, 'read_findings', { image: await greyPicture(200, 160, () => 51) })
    const answer = findingsAnswerSchema.parse(result.structuredContent)
    expect(answer).toMatchObject({
      model: { name: 'below', version: '1' },
      image: { width: 200, height: 160 },
    })
    expect(answer.findings).toEqual([{ label: 'Effusion', probability: expect.closeTo(0.2, 6) }])
    expect(said(result)).toContain('Effusion 0.20')
  })

  test('asks the model that is named', async () => {
    const client = await serveFindings(effusionBelow, sayingModel({ Mass: 0.7 }))
    const image = await greyPicture(128, 128)
    const { structuredContent } = await call(client, 'read_findings', { image, model: 'saying' })
    expect(findingsAnswerSchema.parse(structuredContent).findings).toEqual([
      { label: 'Mass', probability: 0.7 },
    ])
    expect(await refusal(client, 'read_findings', { image, model: 'other' })).toContain('below, saying')
  })
})

suite('segment_anatomy', () => {
  test('gives masks as run lengths, with areas and measures', async () => {
    const client = await serve(anatomyServer({ ...sharedOptions(), anatomy: boxAnatomy }))
    const result = await call(client, 'segment_anatomy', { image: await greyPicture(200, 200) })
    const answer = anatomyAnswerSchema.parse(result.structuredContent)
    const heart = answer.masks.find(({ structure }) => structure === 'Heart')
    expect(heart?.area).toBe(0.09)
    expect(maskArea(fromCoco(heart?.rle ?? { size: [0, 0], counts: '' }))).toBe(3600)
    expect(answer.measurements[0]).toMatchObject({ measures: 'cardiothoracic ratio', value: 30 / 80 })
    expect(said(result)).toContain('cardiothoracic ratio 0.38')
  })

  test('gives only the structures asked for, and measures on all', async () => {
    const client = await serve(anatomyServer({ ...sharedOptions(), anatomy: boxAnatomy }))
    const image = await greyPicture(128, 128)
    const { structuredContent } = await call(client, 'segment_anatomy', {
      image,
      structures: ['Heart', 'Aorta'],
    })
    const answer = anatomyAnswerSchema.parse(structuredContent)
    expect(answer.masks.map(({ structure }) => structure)).toEqual(['Heart'])
    expect(answer.measurements).toHaveLength(4)
  })

  test('a mask of another size, or none, is an error of the model', async () => {
    for (const masks of [boxMasks(10, 10), new Map()]) {
      const lying: AnatomyModel = { ...boxAnatomy, segment: async () => ({ masks }) }
      const client = await serve(anatomyServer({ ...sharedOptions(), anatomy: lying }))
      const image = await greyPicture(128, 128)
      expect(await refusal(client, 'segment_anatomy', { image })).toContain('not of 128×128 pixels')
    }
  })
})

suite('locate_findings', () => {
  const located = async (models: FindingsModel[], args: Record<string, unknown>) => {
    const client = await serve(locateServer({ ...sharedOptions(), models, anatomy: boxAnatomy }))
    const result = await call(client, 'locate_findings', {
      image: await greyPicture(200, 200, bright),
      ...args,
    })
    return { answer: locateAnswerSchema.parse(result.structuredContent), text: said(result) }
  }

  test('hides patches where the model cannot say itself, and draws the evidence', async () => {
    const { answer, text } = await located([effusionBelow], {})
    expect(answer).toMatchObject({
      method: 'occlusion',
      model: { name: 'below' },
      anatomy: { name: 'boxes' },
    })
    expect(answer.findings).toMatchObject([{ label: 'Effusion', location: 'Right Lung', side: 'right' }])
    expect(text).toContain('mainly located in Right Lung area.')
    const map = await decode(Buffer.from(answer.findings[0]?.heatMap ?? '', 'base64'))
    expect(map).toMatchObject({ width: 200, height: 200, channels: 1 })
    expect(Math.max(...map.samples)).toBe(255)
    // Nothing of it on the other side.
    expect(map.samples[140 * 200 + 180]).toBe(0)
  })

  test('takes the evidence of a model that has its own', async () => {
    const values = Float32Array.of(0, 1, 0, 0)
    const own = sayingModel(
      { Mass: 0.9, Nodule: 0.4 },
      {
        explain: async (_, labels) => new Map(labels.map(label => [label, { width: 2, height: 2, values }])),
      },
    )
    const { answer } = await located([own], {})
    expect(answer.method).toBe('network')
    expect(answer.findings).toMatchObject([{ label: 'Mass', location: 'Left Lung', side: 'left' }])
  })

  test('locates what is asked for, however improbable, or from another probability on', async () => {
    const model = sayingModel({ Mass: 0.9, Nodule: 0.4, Edema: 0.1 })
    const labels = async (args: Record<string, unknown>) =>
      (await located([model], args)).answer.findings.map(({ label }) => label)
    expect(await labels({})).toEqual(['Mass'])
    expect(await labels({ minProbability: 0.4 })).toEqual(['Mass', 'Nodule'])
    expect(await labels({ labels: ['Edema', 'Hernia'] })).toEqual(['Edema'])
    expect(await labels({ minProbability: 1 })).toEqual([])
  })

  test('tells the client how far it is, upwards only', async () => {
    const client = await serve(
      locateServer({ ...sharedOptions(), models: [effusionBelow], anatomy: boxAnatomy }),
    )
    const seen: { progress: number; total?: number | undefined }[] = []
    const image = await greyPicture(200, 200, bright)
    await client.callTool(
      { name: 'locate_findings', arguments: { image } },
      { onprogress: step => seen.push(step) },
    )
    expect(seen.length).toBeGreaterThan(5)
    expect(seen.map(({ progress }) => progress)).toEqual(seen.map((_, i) => i + 1))
    for (const { progress, total = 0 } of seen) expect(progress).toBeLessThanOrEqual(total)
  })
})

suite('write_report', () => {
  const serveReport = (...models: FindingsModel[]) =>
    serve(reportServer({ ...sharedOptions(), models, anatomy: boxAnatomy }))

  test('from an image reads, locates and measures', async () => {
    const client = await serveReport(effusionBelow)
    const result = await call(client, 'write_report', { image: await greyPicture(200, 200, bright) })
    const answer = reportAnswerSchema.parse(result.structuredContent)
    expect(answer).toMatchObject({
      model: { name: 'below' },
      anatomy: { name: 'boxes' },
      image: { width: 200 },
    })
    expect(answer.text).toContain(
      'Diaphragm: The patient has Effusion (probability 0.98) mainly located in Right Lung area.',
    )
    expect(answer.text).toContain(
      'Cardiac: Measured on the masks: cardiothoracic ratio 0.38, not above 0.50.',
    )
    expect(answer.text).toContain('not a medical device')
    expect(said(result)).toBe(answer.text)
  })

  test('from given findings says the same each time, and names no model', async () => {
    const client = await serveReport()
    const args = {
      findings: [{ label: 'Fracture', probability: 0.8 }],
      locations: [{ label: 'Fracture', location: 'Other' }],
    }
    const [first, again] = [
      await call(client, 'write_report', args),
      await call(client, 'write_report', args),
    ]
    expect(first.structuredContent).toEqual(again.structuredContent)
    const answer = reportAnswerSchema.parse(first.structuredContent)
    expect(answer).not.toHaveProperty('model')
    expect(answer.sentences.map(({ text }) => text)).toEqual([
      'The patient has Fracture (probability 0.80) mainly located in Other area.',
    ])
  })

  test('says first that the findings are out of distribution', async () => {
    const client = await serveReport()
    const findings = [{ label: 'Mass', probability: 0.9 }]
    const outOfDistribution = { score: 3.2, threshold: 1 }
    const measurements = [{ measures: 'cardiothoracic ratio', value: 0.6, unit: '1', structures: [] }]
    const args = { findings, measurements, outOfDistribution }
    const result = await call(client, 'write_report', args)
    const { sentences } = reportAnswerSchema.parse(result.structuredContent)
    expect(sentences.map(({ isConfident }) => isConfident)).toEqual([false, false, false])
    expect(said(result)).toMatch(/^The picture is unlike the training data of the models \(score 3\.20/)
    expect(said(result)).not.toContain('The patient has')
  })

  test('needs an image or findings, not both, and no label twice', async () => {
    const client = await serveReport(effusionBelow)
    const findings = [{ label: 'Mass', probability: 0.9 }]
    expect(await refusal(client, 'write_report', {})).toContain('give an image, or findings')
    const both = { findings, image: await greyPicture(128, 128) }
    expect(await refusal(client, 'write_report', both)).toContain('give one of them')
    const twice = { findings: [...findings, { label: 'Mass', probability: 0.1 }] }
    expect(await refusal(client, 'write_report', twice)).toContain('given twice')
    const ratio = { measures: 'cardiothoracic ratio', value: 0.6, unit: '1', structures: ['Heart'] }
    const measured = { findings, measurements: [ratio, { ...ratio, value: 0.3 }] }
    expect(await refusal(client, 'write_report', measured)).toContain('a measurement is given twice')
    const torn = { findings, locations: [{ label: 'Mass', location: 'Left Lung', side: 'right' }] }
    expect(await refusal(client, 'write_report', torn)).toContain('in Left Lung and on the right')
    expect(
      await refusal(client, 'write_report', { findings: [{ label: 'Flu', probability: 0.9 }] }),
    ).toContain('label')
    expect(
      await refusal(client, 'write_report', { findings: [{ label: 'Mass', probability: 2 }] }),
    ).toContain('probability')
  })
})

/** A small PNG whose header claims another size. */
async function claiming(width: number, height: number): Promise<string> {
  const png = Buffer.from((await greyPicture(128, 128)).replace(/^[^,]*,/, ''), 'base64')
  png.writeUInt32BE(width, 16)
  png.writeUInt32BE(height, 20)
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
  return dataUrl(png)
}

async function animated(): Promise<string> {
  const raw = { width: 128, height: 256, channels: 3 as const, pageHeight: 128 }
  const samples = Uint8Array.from({ length: 3 * 128 * 256 }, (_, i) => (i < 3 * 128 * 128 ? 40 : 200))
  return dataUrl(await sharp(samples, { raw }).gif().toBuffer())
}

suite('what goes wrong', () => {
  test('an image that cannot be read, is tiny or is huge', async () => {
    const client = await serveFindings(effusionBelow)
    for (const [image, words] of [
      ['data:image/png;base64,AAAA', 'readable image'],
      [dataUrl(new TextEncoder().encode('%PDF-1.7 not a picture')), 'readable image'],
      [dataUrl(new Uint8Array(0)), 'broken'],
      [`${(await greyPicture(128, 128, bright)).slice(0, -40)}`, 'does not decode'],
      ['missing.png', 'no bytes'],
      [await greyPicture(8, 8), '8×8 pixels'],
      [await greyPicture(2000, 111), '2000×111 pixels'],
      [await claiming(6400, 6400), '6400×6400 pixels'],
      [await animated(), '2 frames'],
    ] as const)
      expect(await refusal(client, 'read_findings', { image })).toContain(words)
    expect((await call(client, 'read_findings', { image: await greyPicture(128, 128) })).isError).toBeFalsy()
  })

  test.each([65535, 4095])('a picture in 16 bits is read by the bits in use: up to %i', async most => {
    const client = await serveFindings(effusionBelow)
    const image = await greyPicture(128, 128, x => (x === 127 ? most : most / 5), 16)
    const { structuredContent } = await call(client, 'read_findings', { image })
    expect(findingsAnswerSchema.parse(structuredContent).findings[0]?.probability).toBeCloseTo(0.2, 4)
  })

  test('a picture unlike the training data passes with its score, and that is said first', async () => {
    const model = sayingModel({ Mass: 0.9 })
    const unsure: FindingsModel = {
      ...model,
      read: async image => ({
        ...(await model.read(image)),
        outOfDistribution: { score: 2.5, threshold: 1 },
      }),
    }
    const client = await serveFindings(unsure)
    const result = await call(client, 'read_findings', { image: await greyPicture(128, 128) })
    expect(findingsAnswerSchema.parse(result.structuredContent).outOfDistribution).toEqual({
      score: 2.5,
      threshold: 1,
    })
    expect(said(result)).toMatch(/^The picture is unlike the training data of saying \(score 2\.50/)
  })

  test('a model that answers no number, a share above 1 or not all its labels', async () => {
    for (const probabilities of [{ Mass: Number.NaN }, { Mass: 1.2 }, { Edema: 0.5 }]) {
      const client = await serveFindings(sayingModel(probabilities, { labels: ['Mass'] }))
      expect(await refusal(client, 'read_findings', { image: await greyPicture(128, 128) })).toContain(
        'the answer of saying cannot be read',
      )
    }
  })

  test('a model that hangs is given up in time, and the server serves on', async () => {
    let hangs = true
    const moody: FindingsModel = {
      ...effusionBelow,
      read: image => (hangs ? new Promise(() => {}) : effusionBelow.read(image)),
    }
    const client = await serve(findingsServer({ ...sharedOptions(), models: [moody], timeoutMs: 30 }))
    const image = await greyPicture(128, 128)
    expect(await refusal(client, 'read_findings', { image })).toContain('no answer within 0.03 s')
    hangs = false
    expect((await call(client, 'read_findings', { image })).isError).toBeFalsy()
  })

  test('a call that is cancelled stops the model', async () => {
    let aborted: () => void = () => {}
    const stopped = new Promise<void>(resolve => {
      aborted = resolve
    })
    const slow: FindingsModel = {
      ...effusionBelow,
      read: (_, signal) =>
        new Promise(() => {
          signal?.addEventListener('abort', aborted)
          stop.abort()
        }),
    }
    const stop = new AbortController()
    const options = sharedOptions()
    const client = await serve(findingsServer({ ...options, models: [slow] }))
    const image = await greyPicture(128, 128)
    const calling = client.callTool({ name: 'read_findings', arguments: { image } }, { signal: stop.signal })
    await expect(calling).rejects.toThrow()
    await stopped
    expect(options.lines).toEqual([])
  })

  test('a bug in a model is logged, and tells the client nothing of it', async () => {
    const options = sharedOptions()
    const broken = sayingModel({}, { read: () => Promise.reject(new Error('no weights at /secret')) })
    const client = await serve(findingsServer({ ...options, models: [broken] }))
    const text = await refusal(client, 'read_findings', { image: await greyPicture(128, 128) })
    expect(text).toContain('The server failed')
    expect(text).not.toContain('secret')
    expect(options.lines.join()).toContain('no weights')
  })

  test('a failure of a provider is told with what to do', async () => {
    const failing = sayingModel(
      {},
      {
        read: () =>
          Promise.reject(new ProviderError('provider-timeout', 'net.onnx did not answer', 'allow more time')),
      },
    )
    const client = await serveFindings(failing)
    const text = await refusal(client, 'read_findings', { image: await greyPicture(128, 128) })
    expect(text).toBe('net.onnx did not answer; allow more time')
  })

  test('no model at all', async () => {
    const client = await serveFindings()
    expect(await refusal(client, 'read_findings', { image: await greyPicture(128, 128) })).toContain(
      'no findings model',
    )
  })
})
