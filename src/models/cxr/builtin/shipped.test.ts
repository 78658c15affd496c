import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { type FindingLabel, shippedPath } from '../../../cases/index.ts'
import { dice, gridOf, type Mask, type Raster } from '../../../imaging/index.ts'
import type { AnatomyModel, FindingsModel } from '../chest-models.ts'
import { builtinAnatomy } from './anatomy.ts'
import { builtinFindings } from './findings.ts'
import { readNetworkFile, weightsFile } from './network-file.ts'

/** Two lungs of air in a grey chest with a heart: enough for a network to outline, drawn without the phantoms' code. */
const chest = (size = 224): Raster => {
  const samples = new Uint8Array(size * size)
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const [u, v] = [x / size, y / size]
      const inLung = (centre: number) => ((u - centre) / 0.14) ** 2 + ((v - 0.45) / 0.3) ** 2 < 1
      const inBody = ((u - 0.5) / 0.44) ** 2 + ((v - 0.6) / 0.75) ** 2 < 1
      samples[y * size + x] = !inBody ? 5 : inLung(0.3) || inLung(0.7) ? 60 : 150
    }
  return { width: size, height: size, channels: 1, samples }
}
const turned = ({ width, samples, ...image }: Raster): Raster => ({
  ...image,
  width,
  samples: samples.map((_, i) => samples[(i % width) * width + Math.floor(i / width)] ?? 0),
})
const inverted = (image: Raster): Raster => ({ ...image, samples: image.samples.map(value => 255 - value) })

let findings: FindingsModel[] = []
let anatomy: AnatomyModel
beforeAll(async () => {
  findings = await builtinFindings()
  anatomy = await builtinAnatomy()
})
afterAll(() => {
  for (const { close } of [...findings, anatomy]) close()
})

const excess = async (model: FindingsModel, image: Raster) => {
  const { outOfDistribution: ood } = await model.read(image)
  return ood === undefined ? Number.NaN : ood.score - ood.threshold
}

suite('the built-in chest networks', () => {
  test('answer every label with a probability, and the same picture alike', async () => {
    for (const model of findings) {
      const [first, again] = [await model.read(chest()), await model.read(chest())]
      expect([...first.probabilities.keys()]).toEqual(model.labels)
      for (const value of first.probabilities.values()) expect(value >= 0 && value <= 1).toBe(true)
      expect(again).toEqual(first)
    }
  })

  test('find what is no upright chest unlike what they know', async () => {
    const noise: Raster = { ...chest(), samples: chest().samples.map((_, i) => (i * 7919) % 251) }
    for (const model of findings)
      for (const picture of [inverted(chest()), turned(chest()), noise])
        expect(await excess(model, picture)).toBeGreaterThan(0)
  })

  test('show evidence over the whole picture, whatever its shape', async () => {
    const wide: Raster = { ...chest(), height: 112, samples: chest().samples.slice(0, 112 * 224) }
    const labels: FindingLabel[] = ['Edema', 'Mass']
    for (const { explain } of findings) {
      const evidence = await explain?.(wide, labels)
      expect([...(evidence?.keys() ?? [])]).toEqual(labels)
      const { width, height, values } = evidence?.get('Mass') ?? { width: 0, height: 0, values: [] }
      expect([width, height, values.length]).toEqual([28, 14, 28 * 14])
    }
  })

  test('outline the lungs, left on the right, and where they lie in a wider picture', async () => {
    const { masks } = await anatomy.segment(chest())
    const [left, right] = [masks.get('Left Lung'), masks.get('Right Lung')] as [Mask, Mask]
    const disk = (centre: number): Mask => ({
      ...left,
      data: left.data.map((_, i) =>
        Number((((i % 224) / 224 - centre) / 0.14) ** 2 + ((i / 224 / 224 - 0.45) / 0.3) ** 2 < 1),
      ),
    })
    expect(dice(gridOf(disk(0.7)), gridOf(left))).toBeGreaterThan(0.8)
    expect(dice(gridOf(disk(0.3)), gridOf(right))).toBeGreaterThan(0.8)
    // Twice as large: the outline grows with the picture.
    const { masks: large } = await anatomy.segment(chest(448))
    const small = large.get('Left Lung')?.data.filter((_, i) => i % 2 === 0 && Math.floor(i / 448) % 2 === 0)
    expect(small && dice(gridOf(left), gridOf({ ...left, data: small }))).toBeGreaterThan(0.97)
  })

  test('fit into 5 MB, and their card tells what they can do', async () => {
    const sizes = await Promise.all(
      (['local', 'sides', 'whole', 'anatomy'] as const).map(name =>
        stat(shippedPath(`cxr-demo/${weightsFile(name)}`)),
      ),
    )
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(5e6)
    const card = JSON.parse(await readFile(shippedPath('cxr-demo/card.json'), 'utf8'))
    expect(Object.keys(card.measured.labels)).toEqual(findings[0]?.labels)
    expect(card.limits).toContain('PHANTOMS')
  })

  test('are refused where they are damaged or not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'praxis-weights-'))
    await expect(readNetworkFile('whole', folder)).rejects.toMatchObject({ code: 'data-missing' })
    const bytes = await readFile(shippedPath('cxr-demo/local.safetensors'))
    await writeFile(join(folder, 'whole.safetensors'), bytes)
    await expect(readNetworkFile('whole', folder)).rejects.toThrow('the network needs')
    await writeFile(join(folder, 'whole.safetensors'), bytes.subarray(0, 5000))
    await expect(readNetworkFile('whole', folder)).rejects.toMatchObject({ code: 'data-malformed' })
    await rm(folder, { recursive: true })
  })
})
