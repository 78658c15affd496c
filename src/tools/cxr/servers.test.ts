/** The four servers over the official client, in this process. */
import type { Client } from '@modelcontextprotocol/client'
import { afterEach, expect, suite, test } from 'vitest'
import type { FindingsModel } from '../../models/index.ts'
import { toolCardKey, toolCardSchema, toolFingerprint } from '../mcp/tool-card.ts'
import { connectTo, sharedOptions } from './__fixtures__/connect.ts'
import { boxAnatomy, effusionBelow, greyPicture, sayingModel } from './__fixtures__/models.ts'
import { anatomyServer } from './anatomy-server.ts'
import { findingsAnswerSchema } from './answers.ts'
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

const bright = (x: number, y: number) => (x < 50 && y >= 50 ? 250 : 40)

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
      const { isError } = await call(client, name, { image: await greyPicture(100, 100, bright) })
      expect(isError).toBeFalsy()
      expect(await refusal(client, name, { image: 'x.png', colour: 'red' })).toContain('colour')
    })
})

suite('read_findings', () => {
  test('gives each label of the model its probability, and names model and picture', async () => {
    const client = await serveFindings(effusionBelow)
    const result = await call(client, 'read_findings', { image: await greyPicture(100, 80, () => 51) })
    const answer = findingsAnswerSchema.parse(result.structuredContent)
    expect(answer).toMatchObject({
      model: { name: 'below', version: '1' },
      image: { width: 100, height: 80 },
    })
    expect(answer.findings).toEqual([{ label: 'Effusion', probability: expect.closeTo(0.2, 6) }])
    expect(said(result)).toContain('Effusion 0.20')
  })

  test('asks the model that is named', async () => {
    const client = await serveFindings(effusionBelow, sayingModel({ Mass: 0.7 }))
    const image = await greyPicture(64, 64)
    const { structuredContent } = await call(client, 'read_findings', { image, model: 'saying' })
    expect(findingsAnswerSchema.parse(structuredContent).findings).toEqual([
      { label: 'Mass', probability: 0.7 },
    ])
    expect(await refusal(client, 'read_findings', { image, model: 'other' })).toContain('below, saying')
  })
})
