import { expect, suite, test } from 'vitest'
import { emptyMask } from '../../imaging/index.ts'
import {
  anatomyModel,
  findingsModel,
  healthy,
  heart,
  left,
  read,
  right,
  sure,
} from './__fixtures__/agents.ts'

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

  test('one agent of two is enough', async () => {
    const lost = findingsModel('lost', { Effusion: 0.99 }, { ood: beyond })
    const sound = findingsModel('sound', { Effusion: 0.99 }, { ood: { score: 0, threshold: 1 } })
    expect((await read([lost, sound])).reading.outOfDepth).toMatchObject({ is: true, score: 3 })
    const masks = { 'Left Lung': left, 'Right Lung': right, Heart: heart }
    const outlined = await read([lost, sound], {}, anatomyModel(masks, { score: 0, threshold: 1 }))
    expect(outlined.reading.outOfDepth.is).toBe(true)
  })

  test('one agent of three is set aside', async () => {
    const lost = findingsModel('lost', { Effusion: 0.99, Mass: 0.9 }, { ood: beyond })
    const at = (name: string) => findingsModel(name, { Effusion: 0.1 }, { ood: { score: 0, threshold: 1 } })
    const { reading } = await read([lost, at('a'), at('b')])
    expect(reading.outOfDepth).toEqual({ score: 0, threshold: 1, is: false })
    expect(reading.findings.map(({ label }) => label)).toEqual(['Effusion'])
    expect(reading.findings[0]?.agents).toEqual({ a: 0.1, b: 0.1 })
    expect(reading.artifacts.filter(({ agent }) => agent === 'lost').map(({ id }) => id)).toEqual([
      'depth lost',
    ])
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
    expect(reading.sentences.map(({ text }) => text).join()).not.toMatch(/ratio|Outlined/)
    expect(reading.artifacts.filter(({ agent }) => agent === 'anatomy').map(({ id }) => id)).toEqual([
      'depth anatomy',
    ])
    expect(reading.failures).toMatchObject([{ agent: 'anatomy' }])
  })

  test('the anatomy alone, what it outlined says nothing of the picture', async () => {
    const sound = findingsModel('sound', { Effusion: 0.9 }, { ood: { score: 0, threshold: 1 } })
    const gone = { 'Left Lung': emptyMask(128, 128), 'Right Lung': emptyMask(128, 128) }
    expect((await read([sound], {}, anatomyModel(gone, beyond))).reading.outOfDepth.is).toBe(false)
  })

  test('nothing is measured, though what was outlined is kept', async () => {
    const masks = { 'Left Lung': left, 'Right Lung': right, Heart: heart }
    const lost = findingsModel('lost', { Cardiomegaly: 0.9 }, { ood: beyond })
    const { reading } = await read([lost], {}, anatomyModel(masks, { score: 0, threshold: 1 }))
    const kinds = reading.artifacts.map(({ kind }) => kind)
    expect(kinds).toContain('mask')
    expect(kinds).not.toContain('measurement')
    expect(reading.findings[0]?.agents).toEqual({ lost: 0.9 })
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

  test('but not where 12 bits are stored in 16', async () => {
    const deep = (scale: number) => Uint16Array.from(healthy.image.samples, value => value * scale)
    const of = async (samples: Uint16Array) =>
      (await read([sure], { raster: { ...healthy.image, samples } })).reading.outOfDepth.is
    expect([await of(deep(16)), await of(deep(257))]).toEqual([false, false])
    expect(await of(deep(16).map(value => 4000 + value / 1000))).toBe(true)
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
