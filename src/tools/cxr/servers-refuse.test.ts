/** What the four servers refuse, and how they fail. */
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { expect, suite, test } from 'vitest'
import { type FindingsModel, ProviderError } from '../../models/index.ts'
import { sharedOptions } from './__fixtures__/connect.ts'
import { dataUrl, effusionBelow, greyPicture, sayingModel } from './__fixtures__/models.ts'
import { bright, call, refusal, said, serve, serveFindings } from './__fixtures__/served.ts'
import { findingsAnswerSchema } from './answers.ts'
import { findingsServer } from './findings-server.ts'

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
