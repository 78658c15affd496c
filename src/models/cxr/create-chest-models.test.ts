import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, suite, test } from 'vitest'
import { structures, xrvLabels } from '../../cases/index.ts'
import { maskArea, type Raster } from '../../imaging/index.ts'
import { type Graph, onnxFile } from '../onnx/__fixtures__/write-onnx.ts'
import { createAnatomy, createFindings } from './create-chest-models.ts'
import { classifier, segmenter } from './onnx/__fixtures__/networks.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'praxis-chest-'))
})
afterAll(() => rm(root, { recursive: true }))

const closing: { close: () => void }[] = []
afterEach(() => {
  for (const model of closing.splice(0)) model.close()
})

/** A folder with these networks and sidecars, as an id. */
async function folderOf(
  networks: Record<string, Graph>,
  sidecars: Record<string, unknown> = {},
): Promise<string> {
  const folder = await mkdtemp(join(root, 'models-'))
  for (const [name, graph] of Object.entries(networks))
    await writeFile(join(folder, `${name}.onnx`), onnxFile(graph))
  for (const [name, sidecar] of Object.entries(sidecars))
    await writeFile(
      join(folder, `${name}.json`),
      typeof sidecar === 'string' ? sidecar : JSON.stringify(sidecar),
    )
  return `onnx:${folder}`
}

async function findingsIn(...args: Parameters<typeof folderOf>) {
  const models = await createFindings(await folderOf(...args), { timeoutMs: 20_000 })
  closing.push(...models)
  return models
}

async function answerOf(image: Raster, ...args: Parameters<typeof folderOf>) {
  const [model] = await findingsIn(...args)
  return Object.fromEntries((await model?.read(image))?.probabilities ?? [])
}

async function anatomyIn(...args: Parameters<typeof folderOf>) {
  const model = await createAnatomy(await folderOf(...args), { timeoutMs: 20_000 })
  closing.push(model)
  return model
}

function filled(width: number, height: number, at: (x: number, y: number) => number): Raster {
  const samples = Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)))
  return { width, height, channels: 1, samples }
}

/** As bright as can be, so that its mean after preparation is 1024. */
const white = filled(8, 8, () => 255)
const eighteen = xrvLabels.map((_, i) => i / 20)
const onlyTwo = { labels: ['Mass', '', 'Effusion'] }

suite('an ONNX classifier', () => {
  test('answers the 18 labels in their order', async () => {
    const answer = await answerOf(white, { net: classifier(eighteen) })
    expect(Object.keys(answer)).toEqual([...xrvLabels])
    expect(answer['Enlarged Cardiomediastinum']).toBeCloseTo(17 / 20, 6)
  })

  test('of a published name answers only what that was trained for', async () => {
    const answer = await answerOf(white, { 'densenet121-res224-rsna': classifier(eighteen) })
    expect(answer).toEqual({ Pneumonia: expect.closeTo(0.4, 6), 'Lung Opacity': expect.closeTo(0.8, 6) })
    const [chex] = await findingsIn({ 'densenet121-res224-chex': classifier(eighteen) })
    expect(chex?.labels).toHaveLength(11)
    const [nih] = await findingsIn({ 'densenet121-res224-nih': classifier(eighteen) })
    expect(nih?.labels).toEqual(xrvLabels.slice(0, 14))
    const [half] = await findingsIn({ 'densenet121-res224-pc_fp16': classifier(eighteen) })
    expect(half?.labels).toEqual([...xrvLabels.slice(0, 14), 'Fracture'])
  })

  test('takes labels, version and words from its sidecar, and leaves unnamed outputs alone', async () => {
    const [model] = await findingsIn(
      { net: classifier([0.25, Number.NaN, 0.5]) },
      { net: { ...onlyTwo, version: '7', about: 'a test', unknown: 1 } },
    )
    expect(model).toMatchObject({ name: 'net', version: '7', about: 'a test', labels: ['Mass', 'Effusion'] })
    expect([...((await model?.read(white))?.probabilities ?? [])]).toEqual([
      ['Mass', 0.25],
      ['Effusion', 0.5],
    ])
  })

  test('is named by the hash of its file where no version is told', async () => {
    const [a] = await findingsIn({ net: classifier([0.1]) }, { net: { labels: ['Mass'] } })
    const [b] = await findingsIn({ net: classifier([0.2]) }, { net: { labels: ['Mass'] } })
    expect(a?.version).toMatch(/^sha256:[0-9a-f]{12}$/)
    expect(a?.version).not.toBe(b?.version)
  })

  test('of logits is squashed, and then normalised to its operating points', async () => {
    const sidecar = { ...onlyTwo, outputs: 'logits', opThresholds: [0.2, null, null] }
    const logits = (mass: number) => answerOf(white, { net: classifier([mass, 0, 0]) }, { net: sidecar })
    // The logit of 0.1 is half-way to the threshold; that of 0.6 half-way from it to 1.
    expect((await logits(Math.log(0.1 / 0.9))).Mass).toBeCloseTo(0.25, 5)
    expect(await logits(Math.log(0.6 / 0.4))).toEqual({ Mass: expect.closeTo(0.75, 5), Effusion: 0.5 })
  })

  test('is several models where there are several, in the order of their names; a segmenter beside them is none', async () => {
    const models = await findingsIn({
      b: classifier(eighteen),
      a: classifier(eighteen),
      masks: segmenter(structures.map(() => 1)),
    })
    expect(models.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('sees the square in the middle of the picture', async () => {
    const [model] = await findingsIn({ net: classifier([1]) }, { net: { labels: ['Mass'] } })
    const barred = filled(32, 8, x => (x < 12 || x >= 20 ? 0 : 255))
    expect((await model?.read(barred))?.probabilities.get('Mass')).toBeCloseTo(1, 6)
  })
})

suite('an answer that is none', () => {
  const wrong: [string, number[], object][] = [
    ['no number', [Number.NaN, 0, 0], onlyTwo],
    ['endless', [Number.POSITIVE_INFINITY, 0, 0], onlyTwo],
    ['a probability above 1', [1.01, 0, 0], onlyTwo],
    ['a probability below 0', [-0.01, 0, 0], onlyTwo],
    ['a logit that is no number', [Number.NaN, 0, 0], { ...onlyTwo, outputs: 'logits' }],
    ['fewer outputs than labels', [0.1, 0.2], onlyTwo],
    ['more outputs than labels', [0.1, 0.2, 0.3, 0.4], onlyTwo],
  ]
  for (const [what, weights, sidecar] of wrong)
    test(`${what} is an error of the model, in one line`, async () => {
      const answering = answerOf(white, { net: classifier(weights) }, { net: sidecar })
      await expect(answering).rejects.toMatchObject({ code: 'provider-malformed' })
      await expect(answering).rejects.toThrow(/^net cannot be used: [^\n]+$/)
    })

  test('a network that does not run is an error of the model', async () => {
    const broken = classifier([0.5])
    // Weights that cannot be broadcast onto the mean of one picture and two labels.
    broken.constants = [
      { name: 'weights', dims: [1, 2], values: [0, 0] },
      { name: 'biases', dims: [1, 3], values: [0, 0, 0] },
    ]
    const answering = answerOf(white, { net: broken }, { net: { labels: ['Mass'] } })
    await expect(answering).rejects.toMatchObject({ code: expect.stringMatching(/^(provider-|data-)/) })
  })
})

suite('an ONNX segmenter', () => {
  const dark = structures.map(name => (name.endsWith('Lung') ? -1 : 1))

  test('cuts logits at 0 and puts the square back where it was', async () => {
    const model = await anatomyIn({ psp: segmenter(dark) })
    expect(model.structures).toEqual(structures)
    // Dark left half of the square, which is columns 4 to 19 of 24.
    const { masks } = await model.segment(filled(24, 16, x => (x < 12 ? 0 : 255)))
    const lung = masks.get('Left Lung')
    expect(lung).toMatchObject({ width: 24, height: 16 })
    expect(lung?.data.subarray(0, 24).join('')).toBe('000011111111000000000000')
    expect(masks.get('Heart')?.data.subarray(0, 24).join('')).toBe('000000000000111111110000')
    expect(maskArea(lung ?? { width: 0, height: 0, data: new Uint8Array() })).toBe(8 * 16)
  })

  test('takes the names of its channels from its sidecar', async () => {
    const model = await anatomyIn({ net: segmenter([1, 1]) }, { net: { structures: ['', 'Heart'] } })
    expect([...(await model.segment(white)).masks.keys()]).toEqual(['Heart'])
  })

  test('that gives no numbers, or another count of channels, is an error', async () => {
    for (const weights of [structures.map(() => Number.NaN), [1, 2, 3]]) {
      const segmenting = (await anatomyIn({ net: segmenter(weights) })).segment(white)
      await expect(segmenting).rejects.toMatchObject({ code: 'provider-malformed' })
    }
  })
})

suite('a folder that cannot be used is refused in one line', () => {
  const refused = async (making: Promise<unknown>, code: string, words: RegExp) => {
    await expect(making).rejects.toMatchObject({ code })
    await expect(making).rejects.toThrow(words)
    await expect(making).rejects.toThrow(/^[^\n]+$/)
  }

  test('missing, empty, or with networks for something else only', async () => {
    await refused(createFindings(`onnx:${join(root, 'none')}`), 'data-missing', /cannot be read/)
    await refused(createFindings(await folderOf({})), 'data-missing', /0 \.onnx files/)
    await refused(createFindings(await folderOf({ s: segmenter([1]) })), 'data-malformed', /beside s\.onnx/)
    await refused(
      createAnatomy(await folderOf({ c: classifier([1]) })),
      'data-malformed',
      /no network for anatomy/,
    )
  })

  test('two segmenters', async () => {
    const two = await folderOf({ a: segmenter([1]), b: segmenter([1]) })
    await refused(createAnatomy(two), 'data-malformed', /2 segmenters \(a, b\)/)
  })

  test('an input of three colours, or a sidecar that is wrong', async () => {
    const colours = classifier([1])
    colours.inputs = [{ name: 'image', dims: [1, 3, 8, 8] }]
    await refused(
      createFindings(await folderOf({ net: colours })),
      'data-malformed',
      /takes image \[1, 3, 8, 8\]/,
    )
    for (const sidecar of [
      { labels: ['Flu'] },
      { labels: ['Mass', '', '', 'Mass'] },
      { opThresholds: [0] },
      'no JSON',
    ])
      await refused(
        createFindings(await folderOf({ net: classifier([1]) }, { net: sidecar })),
        'data-malformed',
        /net\.json: .*docs\/chest-models\.md/,
      )
  })

  test('operating points that are not one a label', async () => {
    const id = await folderOf(
      { net: classifier([1]) },
      { net: { labels: ['Mass'], opThresholds: [0.1, 0.2] } },
    )
    await refused(createFindings(id), 'data-malformed', /2 opThresholds for 1 labels/)
  })

  test('an unknown form', async () => {
    await refused(createFindings('torch:all'), 'model-unknown', /builtin, onnx:DIR/)
    await refused(createAnatomy('onnx:'), 'model-unknown', /builtin, onnx:DIR/)
  })
})
