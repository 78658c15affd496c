/** PubMed and Open Targets over the official MCP client, with a local server in the place of both. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as bodyOf } from 'node:stream/consumers'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { listen } from '../../mcp/listen.ts'
import { toolCardKey, toolCardSchema, toolFingerprint } from '../../mcp/tool-card.ts'
import { openKnowledgeBase } from '../base.ts'
import { knowledgeServer } from '../server.ts'
import * as fixtures from './__fixtures__/answers.ts'
import { openRemoteSources } from './open.ts'

type Reply = (response: ServerResponse) => void
type Seen = { path: string; body: string; headers: IncomingHttpHeaders }

const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Reply =>
  response =>
    response.writeHead(status, headers).end(JSON.stringify(value))
const sent =
  (body: string, status = 200, headers: Record<string, string> = {}): Reply =>
  response =>
    response.writeHead(status, headers).end(body)

let dir: string
let outside: Server
let address: string
let seen: Seen[]
let connections: number
let replies: Record<string, Reply[]>
const closing: (() => unknown)[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-remote-'))
  seen = []
  connections = 0
  replies = {
    '/esearch.fcgi': [json(fixtures.esearch)],
    '/esummary.fcgi': [json(fixtures.esummary)],
    '/efetch.fcgi': [sent(fixtures.medline)],
    '/graphql': [json(fixtures.diseases)],
  }
  outside = createServer(async (request, response) => {
    const path = request.url ?? ''
    seen.push({ path, body: await bodyOf(request), headers: request.headers })
    const queue = replies[path] ?? []
    const reply = queue.length > 1 ? queue.shift() : queue[0]
    if (reply === undefined) response.writeHead(404).end()
    else reply(response)
  })
  outside.on('connection', () => connections++)
  address = `http://127.0.0.1:${await listen(outside, 0, '127.0.0.1')}`
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  outside.closeAllConnections()
  await new Promise(resolve => outside.close(resolve))
  await rm(dir, { recursive: true })
})

async function connect({ allowed = true, env = {}, timeoutMs = 10_000 } = {}) {
  const addresses = { pubmed: new URL(`${address}/`), openTargets: new URL(`${address}/graphql`) }
  const cacheFile = join(dir, 'cache.sqlite')
  const remote = allowed ? openRemoteSources({ cacheFile, env, addresses, timeoutMs }) : undefined
  const log: string[] = []
  const base = await openKnowledgeBase()
  const handler = createMcpHandler(
    knowledgeServer({ base, remote, version: '1.0.0', log: line => log.push(line) }),
  )
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  const fetch = (url: URL | string, init?: RequestInit) => handler.fetch(new Request(url, init))
  await client.connect(new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), { fetch }))
  const close = async () => {
    await client.close()
    remote?.close()
  }
  closing.push(close)
  const call = async (name: string, args: Record<string, unknown>) => {
    const { isError, content, structuredContent } = await client.callTool({ name, arguments: args })
    return {
      isError: isError === true,
      text: content[0]?.type === 'text' ? content[0].text : '',
      structuredContent,
    }
  }
  return { client, call, log, close: () => closing.splice(closing.indexOf(close), 1)[0]?.() }
}

const search = { terms: ['Pericarditis', 'chest pain'], limit: 2 }

suite('where remote sources are not allowed', () => {
  test('their tools do not exist, and no call opens a socket', async () => {
    const { client, call } = await connect({ allowed: false })
    const { tools } = await client.listTools()
    expect(tools.filter(({ name }) => /pubmed|targets/.test(name))).toEqual([])
    for (const [name, args] of [
      ['pubmed_search', search],
      ['pubmed_abstracts', { pmids: ['1'] }],
      ['open_targets_diseases', { term: 'gout' }],
      ['open_targets_phenotypes', { disease: 'EFO_1' }],
    ] as const)
      await expect(call(name, args)).rejects.toThrow(name)
    expect((await call('condition', { name: 'PE' })).isError).toBe(false)
    expect(connections).toBe(0)
  })
})

suite('every remote tool', () => {
  test('carries a card whose fingerprint anyone can compute, and says that it asks the open world', async () => {
    const { client } = await connect()
    const { tools } = await client.listTools()
    expect(tools).toHaveLength(9)
    for (const tool of tools) {
      const card = toolCardSchema.parse(tool._meta?.[toolCardKey])
      expect(card.fingerprint).toBe(toolFingerprint(tool))
      expect(tool.annotations?.openWorldHint).toBe(/pubmed|targets/.test(tool.name))
    }
    expect(connections, 'listing asks nobody').toBe(0)
  })

  test('pubmed_search finds and describes articles; a summary that PubMed lacks is left out', async () => {
    const { call } = await connect()
    expect((await call('pubmed_search', search)).structuredContent).toMatchObject({
      query: '(pericarditis) AND (chest pain)',
      understood: '"pericarditis"[MeSH Terms] AND "chest pain"[MeSH Terms]',
      ignored: ['wheezzing'],
      total: 41,
      articles: [
        {
          pmid: '90000002',
          title: 'Chest pain in pericarditis.',
          journal: 'Journal of Invented Results',
          date: '2024 Mar 5',
          authors: ['Doe J'],
          types: ['Journal Article', 'Review'],
          doi: '10.0000/90000002',
        },
      ],
      provenance: { source: 'PubMed, NCBI E-utilities', release: expect.stringMatching(/^asked on \d{4}-/) },
    })
  })

  test('pubmed_abstracts keeps the order that was asked for, joins lines and names what is missing', async () => {
    const { call } = await connect()
    const pmids = ['90000002', '90000001', '90000003']
    expect((await call('pubmed_abstracts', { pmids })).structuredContent).toMatchObject({
      articles: [
        { pmid: '90000002', abstract: '', authors: [] },
        {
          pmid: '90000001',
          title: 'An invented trial of nothing in particular.',
          abstract: 'First line of the abstract, and the second.',
          authors: ['Doe J', 'Roe R'],
          types: ['Journal Article', 'Retracted Publication'],
          doi: '10.0000/90000001',
          headings: ['Chest Pain/*etiology'],
        },
      ],
      missing: ['90000003'],
    })
  })

  test('open_targets_diseases and open_targets_phenotypes name the release of the data', async () => {
    const { call } = await connect()
    expect(
      (await call('open_targets_diseases', { term: 'Pulmonary embolism' })).structuredContent,
    ).toMatchObject({
      diseases: [{ id: 'EFO_0000001', name: 'pulmonary embolism' }, { description: '' }],
      provenance: { release: expect.stringContaining('data 26.09') },
    })
    replies['/graphql'] = [json(fixtures.phenotypes)]
    const { text, structuredContent } = await call('open_targets_phenotypes', { disease: 'EFO_0000001' })
    expect(structuredContent).toMatchObject({
      name: 'pulmonary embolism',
      total: 3,
      phenotypes: [
        { id: 'HP_0002094', name: 'Dyspnea', excluded: false, frequency: 'Frequent', sources: ['HPO'] },
        { id: 'HP_0001945', name: 'Fever', excluded: true },
      ],
    })
    expect(text).toContain('not Fever')
    replies['/graphql'] = [json({ data: { ...fixtures.phenotypes.data, disease: null } })]
    expect(await call('open_targets_phenotypes', { disease: 'EFO_0000404' })).toMatchObject({
      isError: true,
      text: 'Open Targets has no disease EFO_0000404; find one with open_targets_diseases',
    })
  })
})

suite('what is sent', () => {
  test('is the terms and who asks, and the key never comes back', async () => {
    const { call } = await connect({ env: { NCBI_API_KEY: 'secret-key', NCBI_EMAIL: 'me@example.org' } })
    await call('pubmed_search', search)
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
      db: 'pubmed',
      term: '(pericarditis) AND (chest pain)',
      retmode: 'json',
      retmax: '2',
      sort: 'relevance',
      tool: 'praxis',
      email: 'me@example.org',
      api_key: 'secret-key',
    })
    expect(seen.every(({ path }) => !path.includes('secret-key'))).toBe(true)
    replies['/efetch.fcgi'] = [json({ error: 'API key invalid', 'api-key': 'secret-key' }, 400)]
    const { isError, text } = await call('pubmed_abstracts', { pmids: ['1'] })
    expect(isError).toBe(true)
    expect(text).not.toContain('secret-key')
  })

  test('is nothing where the arguments are no terms or identifiers', async () => {
    const { call } = await connect()
    const narrative = 'I am a 34-year-old man. I have had chest pain since Monday.'
    for (const [name, args] of [
      ['pubmed_search', { terms: [narrative] }],
      ['pubmed_search', { terms: ['cough) OR (all[sb]'] }],
      ['pubmed_search', { terms: [] }],
      ['pubmed_search', { terms: Array(5).fill('cough') }],
      ['pubmed_search', { terms: ['cough'], context: narrative }],
      ['pubmed_abstracts', { pmids: ['1&db=nuccore'] }],
      ['pubmed_abstracts', { pmids: ['1,2'] }],
      ['open_targets_diseases', { term: 'x") { hits { id } } evil: search(queryString: "y' }],
      ['open_targets_diseases', { term: narrative }],
      ['open_targets_phenotypes', { disease: 'EFO_1") { id } }' }],
    ] as const)
      expect((await call(name, args)).isError, JSON.stringify(args)).toBe(true)
    expect(connections).toBe(0)
  })

  test('has operators in lower case, where they are words; and travels as a GraphQL variable', async () => {
    const { call } = await connect()
    await call('pubmed_search', { terms: ['cough OR NOT fever'] })
    expect(new URLSearchParams(seen[0]?.body).get('term')).toBe('(cough or not fever)')
    await call('open_targets_diseases', { term: "Crohn's disease" })
    const { query, variables } = JSON.parse(seen.at(-1)?.body ?? '')
    expect(variables).toEqual({ term: "crohn's disease", size: 5 })
    expect(query).not.toContain('crohn')
  })
})

suite('the cache', () => {
  test('answers the same question without asking, over a restart and with another key', async () => {
    const first = await connect()
    const before = await first.call('pubmed_search', search)
    expect(seen).toHaveLength(2)
    await first.close()
    const second = await connect({ env: { NCBI_API_KEY: 'other' } })
    expect(await second.call('pubmed_search', search)).toEqual(before)
    expect(seen).toHaveLength(2)
    await second.call('pubmed_search', { ...search, limit: 1 })
    expect(seen).toHaveLength(4)
  })

  test('keeps no failure and no answer that cannot be read', async () => {
    const { call } = await connect()
    replies['/graphql'] = [sent('<html>'), json(fixtures.diseases)]
    expect((await call('open_targets_diseases', { term: 'gout' })).isError).toBe(true)
    expect((await call('open_targets_diseases', { term: 'gout' })).isError).toBe(false)
  })
})

suite('a service that misbehaves', () => {
  const failing = async (path: string, reply: Reply, name: string, args: Record<string, unknown>) => {
    const { call, log } = await connect()
    replies[path] = [reply]
    const { isError, text } = await call(name, args)
    expect(isError).toBe(true)
    expect(text).not.toContain('\n')
    expect(text.length).toBeLessThan(400)
    expect(log, 'is no bug of ours').toEqual([])
    return text
  }
  const html = sent('<!DOCTYPE html>\n<html>\u0007 maintenance</html>')
  const endless: Reply = response => {
    response.on('error', () => {})
    const block = 'x'.repeat(2 ** 20)
    for (let i = 0; i < 4; i++) response.write(block)
    response.end()
  }

  test('with HTML, broken JSON, wrong types or missing fields is named in one line', async () => {
    for (const reply of [
      html,
      sent(''),
      sent('{"esearchresult": {'),
      sent('null'),
      json([]),
      json({ esearchresult: { count: 'many', idlist: [] } }),
      json({ esearchresult: { count: '1', idlist: [{ $ne: 1 }] } }),
      json({ esearchresult: { count: '1', idlist: ['1&api_key='] } }),
      json({ esearchresult: { idlist: ['1'] } }),
    ])
      expect(await failing('/esearch.fcgi', reply, 'pubmed_search', search)).toMatch(/^PubMed sent /)
    for (const reply of [html, json({ result: { uids: ['1'] } }), json({ result: { uids: ['1'], '1': 7 } })])
      expect(await failing('/esummary.fcgi', reply, 'pubmed_search', search)).toMatch(/^PubMed sent /)
    for (const reply of [html, sent('<?xml version="1.0"?><eFetchResult><ERROR>'), json({ error: 'x' })])
      expect(await failing('/efetch.fcgi', reply, 'pubmed_abstracts', { pmids: ['1'] })).toMatch(
        /^PubMed sent /,
      )
    for (const reply of [html, json({ data: null }), json({ data: { meta: {}, search: { hits: 3 } } })])
      expect(await failing('/graphql', reply, 'open_targets_diseases', { term: 'gout' })).toMatch(
        /^Open Targets sent /,
      )
  })

  test('with JSON of another shape is told which field is at fault', async () => {
    const counted = json({ esearchresult: { count: 'many', idlist: [] } })
    expect(await failing('/esearch.fcgi', counted, 'pubmed_search', search)).toBe(
      'PubMed sent JSON that is not as documented (esearchresult.count); try again later',
    )
  })

  test('with more bytes than are read is left', async () => {
    expect(await failing('/efetch.fcgi', endless, 'pubmed_abstracts', { pmids: ['1'] })).toContain(
      'PubMed sent more than is read',
    )
  })

  test('with an error of its own is quoted on one bounded line', async () => {
    const message = `Cannot query\n\nfield ${'x'.repeat(5_000)}`
    const errors = json({ errors: [{ message }], data: null })
    expect(await failing('/graphql', errors, 'open_targets_diseases', { term: 'gout' })).toContain(
      'Open Targets could not answer (Cannot query field xxx',
    )
    const refusing = json({ esearchresult: { ERROR: 'Invalid query' } })
    expect(await failing('/esearch.fcgi', refusing, 'pubmed_search', search)).toContain('(Invalid query)')
  })

  test('with a redirect is not followed', async () => {
    const elsewhere = sent('', 302, { location: 'http://127.0.0.1:9/' })
    expect(await failing('/efetch.fcgi', elsewhere, 'pubmed_abstracts', { pmids: ['1'] })).toContain(
      'redirect',
    )
  })

  test('in passing is asked again; with a refusal is not', async () => {
    const { call } = await connect()
    replies['/graphql'] = [sent('', 503), json(fixtures.diseases)]
    expect((await call('open_targets_diseases', { term: 'gout' })).isError).toBe(false)
    expect(seen).toHaveLength(2)
    replies['/graphql'] = [sent('', 400)]
    expect((await call('open_targets_diseases', { term: 'croup' })).text).toContain(
      'Open Targets answered 400',
    )
    expect(seen).toHaveLength(3)
    replies['/efetch.fcgi'] = [sent('', 429, { 'retry-after': '3600' })]
    expect((await call('pubmed_abstracts', { pmids: ['1'] })).text).toContain('PubMed answered 429')
    expect(seen, 'an hour is longer than a caller waits').toHaveLength(4)
  })

  test('by silence is given up at the time limit', async () => {
    const { call } = await connect({ timeoutMs: 200 })
    replies['/graphql'] = [() => {}]
    expect((await call('open_targets_diseases', { term: 'gout' })).text).toBe(
      'Open Targets did not answer within 0.2 s; try again later',
    )
  })

  test('leaves a caller free to give up, which is no bug of ours', async () => {
    const { client, log } = await connect()
    const controller = new AbortController()
    replies['/graphql'] = [() => controller.abort()]
    const args = { name: 'open_targets_diseases', arguments: { term: 'gout' } }
    await expect(client.callTool(args, { signal: controller.signal })).rejects.toThrow()
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(log).toEqual([])
  })
})
