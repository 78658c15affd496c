import { createServer } from 'node:http'
import { expect, suite, test } from 'vitest'
import { listen } from '../../mcp/listen.ts'
import { medline } from './__fixtures__/answers.ts'
import { memory, skippingClock } from './__fixtures__/manners.ts'
import { readMedline } from './medline.ts'
import { openPubmed } from './pubmed.ts'

/** How often a client waited over twelve different questions. */
async function waits(apiKey?: string): Promise<number[]> {
  const server = createServer((_, response) => response.end(medline))
  const address = new URL(`http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}/`)
  const clock = skippingClock()
  const pubmed = openPubmed({ apiKey, address, clock, cache: memory() })
  for (let i = 1; i <= 12; i++) await pubmed.abstracts([String(i)], new AbortController().signal)
  server.close()
  return clock.slept
}

suite('PubMed', () => {
  test('is asked three times a second without a key, ten times with one', async () => {
    expect(await waits()).toHaveLength(3)
    expect(await waits('a key')).toHaveLength(1)
    expect(await waits('')).toHaveLength(3)
  })
})

suite('the MEDLINE format', () => {
  test('is read whatever the ends of its lines, and repeated fields are kept in order', () => {
    for (const text of [medline, medline.replaceAll('\n', '\r\n')]) {
      const records = readMedline(text)
      expect(records.map(record => record.get('PMID'))).toEqual([['90000001'], ['90000002']])
      expect(records[0]?.get('AU')).toEqual(['Doe J', 'Roe R'])
      expect(records[0]?.get('TI')).toEqual(['An invented trial of nothing in particular.'])
    }
  })

  test('gives nothing of a text that is something else', () => {
    for (const text of ['', '<html>', '{"a": 1}', '\n\n\n', '      go on', 'TI  - no identifier'])
      expect(readMedline(text)).toEqual([])
  })
})
