import { Client, InMemoryTransport } from '@modelcontextprotocol/client'
import { McpServer } from '@modelcontextprotocol/server'
import { expect, suite, test } from 'vitest'
import * as z from 'zod'
import { connectInMemory } from '../../tools/index.ts'
import { agentsOf, anatomy, healthy, optionsOf, pictureOf, sure } from './__fixtures__/agents.ts'
import { readRadiograph } from './radiologist.ts'

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

  test.each([
    ['cardiothoracic ratio', 7, '1'],
    ['cardiothoracic ratio', 14.2, 'cm'],
    ['cardiothoracic ratio', -3, '1'],
    ['tracheal offset to the left', 1e300, '1'],
  ])('that measures a %s of %d %s is no evidence', async (measures, value, unit) => {
    const measured = { measures, value, unit, structures: ['Heart'] }
    const { reading } = await other(
      image => ({ image, model: { name: 'other', version: '9' }, masks: [], measurements: [measured] }),
      'segment_anatomy',
    )
    expect(reading.failures).toEqual([
      { agent: 'other', reason: expect.stringContaining(`a ${measures} of ${value} ${unit} is none`) },
    ])
    expect([reading.findings, reading.artifacts]).toEqual([[], []])
  })

  test('places nothing that it was not asked for, and draws only what is a picture', async () => {
    const { radiograph, given } = await pictureOf(healthy.image)
    const { sha256, width, height } = radiograph.image
    const model = { name: 'other', version: '9' }
    const placed = { probability: 0.9, location: 'Left Lung', shares: [], heatMap: 'bm90aGluZw==' }
    const findings = ['Effusion', 'Mass'].map(label => ({ label, ...placed }))
    const located = { model, anatomy: model, image: { sha256, width, height }, method: 'network', findings }
    const client = await connectInMemory(() => {
      const server = new McpServer({ name: 'elsewhere', version: '1' })
      server.registerTool(
        'locate_findings',
        { inputSchema: z.looseObject({ image: z.string() }) },
        async () => ({ content: [], structuredContent: located }),
      )
      return server
    }, '1')
    const agents = { ...(await agentsOf([sure], anatomy)), locate: { name: 'other', client } }
    const { reading } = await readRadiograph(radiograph, given, optionsOf(agents))
    expect(reading.findings.find(({ label }) => label === 'Effusion')?.location).toBe('Left Lung')
    expect(reading.failures).toEqual([{ agent: 'other', reason: 'its heat map of Effusion is no picture' }])
    Object.assign(placed, { side: 'right' })
    located.findings = [{ label: 'Effusion', ...placed }]
    const { reading: torn } = await readRadiograph(radiograph, given, optionsOf(agents))
    expect(torn.findings.find(({ label }) => label === 'Effusion')).not.toHaveProperty('location')
    expect(torn.failures[0]?.reason).toBe('it places Effusion in Left Lung and on the right')
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
