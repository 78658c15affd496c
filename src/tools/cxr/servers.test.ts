/** The four servers over the official client, in this process. */
import { expect, suite, test } from 'vitest'
import { decode, fromCoco, maskArea } from '../../imaging/index.ts'
import type { AnatomyModel, FindingsModel } from '../../models/index.ts'
import { toolCardKey, toolCardSchema, toolFingerprint } from '../mcp/tool-card.ts'
import { sharedOptions } from './__fixtures__/connect.ts'
import { boxAnatomy, boxMasks, effusionBelow, greyPicture, sayingModel } from './__fixtures__/models.ts'
import { bright, call, type Made, refusal, said, serve, serveFindings } from './__fixtures__/served.ts'
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
