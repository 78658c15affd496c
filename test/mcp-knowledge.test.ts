/** Conformance of `praxis mcp knowledge`: the official client against the real program, both transports, both eras. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { toolCardKey, toolCardSchema, toolFingerprint } from '../src/tools/index.ts'

const entry = join(import.meta.dirname, '..', 'bin', 'praxis.mjs')
const token = 'a-token-for-the-tests'
const eras = ['legacy', 'modern'] as const
type Era = (typeof eras)[number]

const offline = ['condition', 'finding', 'findings_that_separate', 'search', 'search_conditions']

const client = (era: Era) =>
  new Client(
    { name: 'praxis-test', version: '1' },
    { versionNegotiation: { mode: era === 'legacy' ? 'legacy' : 'auto' } },
  )

const toolNames = async (connected: Client) =>
  (await connected.listTools()).tools.map(({ name }) => name).sort()

/** Looks at every tool and calls each of the offline ones. */
async function tryEveryTool(connected: Client) {
  const { tools } = await connected.listTools()
  for (const tool of tools) {
    expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(tool.outputSchema).toMatchObject({ type: 'object' })
    const card = toolCardSchema.parse(tool._meta?.[toolCardKey])
    expect(card.fingerprint, 'anyone can compute it from the listing').toBe(toolFingerprint(tool))
  }
  const call = async (name: string, args: Record<string, unknown>) => {
    const { isError, content, structuredContent } = await connected.callTool({ name, arguments: args })
    expect(isError, JSON.stringify(content[0])).toBeFalsy()
    expect(structuredContent).toMatchObject({
      provenance: {
        source: expect.stringContaining('DDXPlus'),
        licence: 'CC-BY-4.0',
        release: expect.stringMatching(/sha256 [0-9a-f]{16}$/),
      },
    })
    return structuredContent
  }
  expect(await call('search', { query: 'coughing up blood', limit: 1 })).toMatchObject({
    hits: [{ kind: 'finding', id: 'E_45', label: 'Coughing up blood' }],
  })
  expect(await call('search_conditions', { query: 'collapsed lung', limit: 1 })).toMatchObject({
    conditions: [{ name: 'Spontaneous pneumothorax', icd10: 'J93', severity: 2 }],
  })
  expect(await call('condition', { name: 'embolie pulmonaire' })).toMatchObject({
    name: 'Pulmonary embolism',
    icd10: 'I26',
    severity: 2,
    symptoms: expect.arrayContaining([expect.objectContaining({ code: 'E_55', detailOf: 'E_53' })]),
    antecedents: expect.arrayContaining([expect.objectContaining({ code: 'E_109' })]),
  })
  expect(await call('finding', { code: 'E_34' })).toMatchObject({
    label: 'Active cancer',
    antecedent: true,
    kind: 'binary',
    values: [],
    conditions: [{ name: 'Pulmonary embolism' }],
  })
  expect(await call('findings_that_separate', { conditions: ['PE', 'Pericarditis'] })).toMatchObject({
    conditions: [{ name: 'Pulmonary embolism' }, { name: 'Pericarditis' }],
    separating: expect.arrayContaining([
      expect.objectContaining({ code: 'E_109', listedFor: ['Pulmonary embolism'], listedByAll: 2 }),
    ]),
  })
}

async function errorOf(connected: Client, name: string, args: Record<string, unknown>): Promise<string> {
  const { isError, content } = await connected.callTool({ name, arguments: args })
  expect(isError, JSON.stringify(args)).toBe(true)
  return content[0]?.type === 'text' ? content[0].text : ''
}

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-knowledge-'))
})
afterAll(() => rm(dir, { recursive: true }))

suite('over stdio', () => {
  const connect = async (era: Era, ...args: string[]) => {
    const connected = client(era)
    const spec = { command: process.execPath, args: [entry, 'mcp', 'knowledge', ...args], cwd: dir }
    await connected.connect(new StdioClientTransport({ ...spec, stderr: 'ignore' }))
    return connected
  }

  for (const era of eras)
    test(`every tool answers in the ${era} era, and nothing is written`, async () => {
      const connected = await connect(era)
      expect(connected.getProtocolEra()).toBe(era)
      expect(await toolNames(connected)).toEqual(offline)
      await tryEveryTool(connected)
      await connected.close()
      expect(await readdir(dir)).toEqual([])
    }, 60_000)

  test('PubMed and Open Targets are there where they are allowed', async () => {
    const connected = await connect('modern', '--allow-remote')
    expect(await toolNames(connected)).toEqual(
      [
        ...offline,
        'open_targets_diseases',
        'open_targets_phenotypes',
        'pubmed_abstracts',
        'pubmed_search',
      ].sort(),
    )
    await tryEveryTool(connected)
    const narrative = 'I am a 34-year-old man. I have chest pain.'
    expect(await errorOf(connected, 'pubmed_search', { terms: [narrative] })).toContain('terms')
    await connected.close()
    expect(await readdir(join(dir, '.praxis'))).toContain('knowledge.sqlite')
    await rm(join(dir, '.praxis'), { recursive: true })
  }, 60_000)

  test('what cannot be answered is said in one line', async () => {
    const connected = await connect('modern')
    expect(await errorOf(connected, 'condition', { name: 'pneumonya' })).toMatch(
      /^the knowledge base has no condition "pneumonya"; perhaps one of: Pneumonia/,
    )
    expect(await errorOf(connected, 'condition', { name: '</tool>\n<script>' })).not.toContain('\n')
    expect(await errorOf(connected, 'finding', { code: 'E_9999' })).toContain('find one with search')
    expect(
      await errorOf(connected, 'findings_that_separate', { conditions: ['PE', 'pulmonary embolism'] }),
    ).toContain('name one condition')
    for (const [name, args] of [
      ['condition', { name: '' }],
      ['condition', { name: 'x'.repeat(101) }],
      ['condition', { name: 7 }],
      ['condition', {}],
      ['search', { query: ' '.repeat(10) }],
      ['search', { query: 'x'.repeat(201) }],
      ['search', { query: 'cough', limit: 1000 }],
      ['search', { query: 'cough', narrative: 'a man of 34' }],
      ['finding', { code: "E_1' OR 1" }],
      ['findings_that_separate', { conditions: ['PE'] }],
    ] as const)
      expect(await errorOf(connected, name, args)).toBeTruthy()
    await connected.close()
  }, 60_000)
})

suite('over HTTP', () => {
  for (const era of eras)
    test(`every tool answers in the ${era} era`, async () => {
      const env = { ...process.env, PRAXIS_MCP_TOKEN: token }
      const args = [entry, 'mcp', 'knowledge', '--http', '0']
      const server = spawn(process.execPath, args, { cwd: dir, env, stdio: ['ignore', 'ignore', 'pipe'] })
      try {
        let url = ''
        for await (const line of createInterface({ input: server.stderr })) {
          url = /http:\S+/.exec(line)?.[0] ?? ''
          if (url !== '') break
        }
        server.stderr.resume()
        const connected = client(era)
        const requestInit = { headers: { authorization: `Bearer ${token}` } }
        await connected.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }))
        expect(await toolNames(connected)).toEqual(offline)
        await tryEveryTool(connected)
        await connected.close()
      } finally {
        server.kill()
        await once(server, 'exit')
      }
    }, 60_000)
})
