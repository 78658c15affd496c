import { expect, suite, test } from 'vitest'
import type { FindingLabel } from '../../cases/index.ts'
import type { Raster } from '../../imaging/index.ts'
import type { Evidence, FindingsModel } from './chest-models.ts'
import { explainFindings } from './explain-findings.ts'
import { occlusionEvidence } from './occlusion.ts'

const side = 64

/** Black, with white squares: [x, y, side]. */
function squares(...white: [number, number, number][]): Raster {
  const samples = new Uint8Array(side * side)
  for (const [left, top, size] of white)
    for (let y = top; y < top + size; y++) samples.fill(255, y * side + left, y * side + left + size)
  return { width: side, height: side, channels: 1, samples }
}

/** Knows a label by how bright the picture is on its left, and another by how dark it is. */
const byBrightness = (asked: Raster[] = []): FindingsModel => ({
  name: 'bright',
  version: '1',
  about: 'a test',
  labels: ['Mass', 'Emphysema'],
  read: async image => {
    asked.push(image)
    let sum = 0
    for (let y = 0; y < image.height; y++)
      for (let x = 0; x < image.width / 2; x++) sum += image.samples[y * image.width + x] ?? 0
    const light = 0.1 + (0.8 * sum) / (255 * image.height * (image.width / 2))
    return {
      probabilities: new Map<FindingLabel, number>([
        ['Mass', light],
        ['Emphysema', 1 - light],
      ]),
    }
  },
  close: () => {},
})

/** The cells of the grid with evidence, as x,y. */
function lit({ width, values }: Evidence): string[] {
  return [...values].flatMap((value, i) => (value > 0 ? [`${i % width},${Math.floor(i / width)}`] : []))
}

const total = ({ values }: Evidence) => values.reduce((sum, value) => sum + value, 0)

async function evidenceFor(label: FindingLabel, image: Raster, model = byBrightness()): Promise<Evidence> {
  const found = (await occlusionEvidence(model, image, [label])).get(label)
  if (found === undefined) throw new Error('no evidence')
  return found
}

suite('evidence by occlusion', () => {
  test('lies in the quarter of the patch that holds what the model saw', async () => {
    // A patch is 8 pixels wide, so its quarters are 4; column 8, row 40 begins the quarter 2,10.
    const evidence = await evidenceFor('Mass', squares([8, 40, 4]))
    expect([evidence.width, evidence.height]).toEqual([16, 16])
    expect(lit(evidence)).toEqual(['2,10'])
  })

  test('is the drop of the logit', async () => {
    const image = squares([8, 40, 4])
    const model = byBrightness()
    const logitOf = async (picture: Raster) => {
      const p = (await model.read(picture)).probabilities.get('Mass') ?? 0
      return Math.log(p / (1 - p))
    }
    // Hidden by the mean of 5 × 5 patches, of which the picture has 4 × 5: of 32 × 40 pixels 16 are white.
    const hidden = squares()
    for (let y = 40; y < 48; y++)
      hidden.samples.fill(Math.round((255 * 16) / (32 * 40)), y * side + 8, y * side + 16)
    const drop = (await logitOf(image)) - (await logitOf(hidden))
    expect(total(await evidenceFor('Mass', image))).toBeCloseTo(drop, 5)
  })

  test('lies nowhere for what speaks against a label, or changes nothing', async () => {
    expect(lit(await evidenceFor('Emphysema', squares([8, 40, 4])))).not.toContain('2,10')
    // The right side does not move the model.
    expect(lit(await evidenceFor('Mass', squares([40, 8, 8])))).toEqual([])
    expect(lit(await evidenceFor('Mass', squares()))).toEqual([])
  })

  test('of a patch that is bright as a whole is shared by its quarters', async () => {
    const evidence = await evidenceFor('Mass', squares([8, 8, 8]))
    expect(lit(evidence)).toEqual(['2,2', '3,2', '2,3', '3,3'])
    const values = [...evidence.values].filter(value => value > 0)
    for (const value of values) expect(value).toBeCloseTo(total(evidence) / 4, 5)
  })

  test('is asked for once a patch, whatever the number of labels, and not for patches that are even', async () => {
    const asked: Raster[] = []
    const seen: [number, number][] = []
    await occlusionEvidence(byBrightness(asked), squares([8, 40, 4]), ['Mass', 'Emphysema', 'Hernia'], {
      onProgress: (done, most) => seen.push([done, most]),
    })
    // The picture, and the 4 × 5 patches near the white spot, whose surroundings are not even; then the quarters of its own,
    // which matters for one label, and of 8 others, which matter alike for the other.
    expect(asked).toHaveLength(1 + 4 * 5 + 4 * (1 + 8))
    expect(seen.map(([done]) => done)).toEqual(asked.map((_, i) => i + 1))
    expect(seen.every(([done, most]) => done <= most && most === seen[0]?.[1])).toBe(true)
  })

  test('of a large deep picture comes from a smaller copy', async () => {
    const asked: Raster[] = []
    const width = 1000
    const samples = new Uint16Array(width * 500).fill(1000)
    for (let y = 300; y < 340; y++) samples.fill(65000, y * width + 100, y * width + 140)
    await occlusionEvidence(byBrightness(asked), { width, height: 500, channels: 1, samples }, ['Mass'])
    expect(asked.length).toBeGreaterThan(1)
    for (const image of asked) {
      expect([image.width, image.height]).toEqual([448, 224])
      expect(image.samples).toBeInstanceOf(Uint16Array)
    }
  })

  test('is given up when it is no longer wanted', async () => {
    const stop = new AbortController()
    const asking = occlusionEvidence(byBrightness(), squares([8, 40, 4]), ['Mass'], {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    })
    await expect(asking).rejects.toThrow('enough')
  })

  test('leaves time limits a chance between questions to a model that computes on this thread', async () => {
    const asked: Raster[] = []
    const stop = AbortSignal.timeout(1)
    const busy: FindingsModel = {
      ...byBrightness(asked),
      read: async image => {
        const end = performance.now() + 2
        while (performance.now() < end);
        return byBrightness(asked).read(image)
      },
    }
    const asking = occlusionEvidence(busy, squares([8, 40, 4]), ['Mass'], { signal: stop })
    await expect(asking).rejects.toThrow()
    expect(asked.length).toBeLessThan(10)
  })
})

suite('an explanation', () => {
  const own = (values: Float32Array, width = 2, height = 2): FindingsModel => ({
    ...byBrightness(),
    explain: async () => new Map([['Mass', { width, height, values }]]),
  })

  test('is the model’s own where it has one', async () => {
    const values = Float32Array.of(0, 1, 2, 3)
    const { method, evidence } = await explainFindings(own(values), squares(), ['Mass'])
    expect([method, evidence.get('Mass')?.values]).toEqual(['network', values])
    expect((await explainFindings(byBrightness(), squares(), ['Mass'])).method).toBe('occlusion')
  })

  test('of nothing asks nothing', async () => {
    const asked: Raster[] = []
    const explained = await explainFindings(byBrightness(asked), squares([8, 40, 4]), [])
    expect(explained).toEqual({ method: 'occlusion', evidence: new Map() })
    expect(asked).toEqual([])
  })

  test('by occlusion of a model that gives no numbers is an error', async () => {
    const lost: FindingsModel = {
      ...byBrightness(),
      read: async () => ({ probabilities: new Map([['Mass', Number.NaN]]) }),
    }
    await expect(explainFindings(lost, squares([8, 40, 4]), ['Mass'])).rejects.toMatchObject({
      code: 'provider-malformed',
    })
  })

  test('that is none is an error of the model', async () => {
    for (const [model, label] of [
      [own(Float32Array.of(0, 1, Number.NaN, 3)), 'Mass'],
      [own(Float32Array.of(0, 1, -1, 3)), 'Mass'],
      [own(Float32Array.of(0, 1)), 'Mass'],
      [own(new Float32Array(), 0, 0), 'Mass'],
      [own(Float32Array.of(0, 1, 2, 3)), 'Emphysema'],
    ] as const)
      await expect(explainFindings(model, squares(), [label])).rejects.toMatchObject({
        code: 'provider-malformed',
      })
  })
})
