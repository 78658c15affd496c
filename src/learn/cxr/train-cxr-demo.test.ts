import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, suite, test } from 'vitest'
import { readFabricWeights } from '../../agents/index.ts'
import { cardSchema } from '../../cases/index.ts'
import { readNetworkFile } from '../../models/index.ts'
import { readRealLungs } from './real-lungs.ts'
import { trainCxrDemo } from './train-cxr-demo.ts'
import { trainNetwork } from './train-network.ts'

suite('training of a built-in network', () => {
  test('learns, and the same seed gives the same network', async () => {
    const losses: number[] = []
    const train = () =>
      trainNetwork({ name: 'whole', steps: 18, every: 6, onProgress: (_, loss) => losses.push(loss) })
    const [first, second] = [await train(), await train()]
    expect(losses[2]).toBeLessThan(losses[0] ?? 0)
    expect(losses.slice(3)).toEqual(losses.slice(0, 3))
    expect(second).toEqual(first)
  }, 60_000)

  test('writes networks, weights of the fabric and a card, all of which are read again', async () => {
    const out = await mkdtemp(join(tmpdir(), 'praxis-train-'))
    const scale = {
      steps: { local: 1, sides: 1, whole: 1, anatomy: 1 },
      heldOut: { fit: 20, threshold: 20, measure: 20 },
    }
    const { bytes, measured } = await trainCxrDemo({ out, scale, threads: 1 })
    expect((await readdir(out)).sort()).toEqual([
      'anatomy.safetensors',
      'card.json',
      'fabric.json',
      'local.safetensors',
      'sides.safetensors',
      'whole.safetensors',
    ])
    expect(bytes).toBeLessThan(5e6)
    expect(measured.phantoms).toBe(20)
    const { threshold, version } = await readNetworkFile('local', out)
    expect(threshold).toBeGreaterThan(1)
    expect(version).toMatch(/^cxr-demo [0-9a-f]{8}$/)
    expect(Object.keys((await readFabricWeights(join(out, 'fabric.json'))).agents)).toEqual([
      'local',
      'measurements',
      'sides',
      'whole',
    ])
    expect(cardSchema.parse(JSON.parse(await readFile(join(out, 'card.json'), 'utf8'))).licence).toBe(
      'Apache-2.0',
    )
    await rm(out, { recursive: true })
  }, 60_000)
})

suite('the real lungs', () => {
  test('are four pairs, the left one on the right of the picture', async () => {
    const real = await readRealLungs()
    expect(real).toHaveLength(4)
    for (const { masks } of real) {
      const column = (name: string) => {
        const mask = masks.get(name)
        return (mask?.data.indexOf(1) ?? 0) % (mask?.width ?? 1)
      }
      expect(column('Left Lung')).toBeGreaterThan(column('Right Lung'))
    }
  })
})
