/**
 * PubMed through NCBI's E-utilities (NBK25501): `esearch` finds identifiers, `esummary` describes them, `efetch`
 * gives abstracts. At most 3 requests a second, 10 with an API key; `tool` and `email` say who asks.
 */
import * as z from 'zod'
import { plain } from '../../../cases/index.ts'
import { ProviderError } from '../../../models/index.ts'
import { readMedline } from './medline.ts'
import { plainText, readJson } from './read-json.ts'
import { type Answer, malformed, openService, type Question, type ServiceOptions } from './service.ts'
import type { Term } from './term.ts'

export const pubmedAddress = new URL('https://eutils.ncbi.nlm.nih.gov/entrez/eutils/')

export type Article = {
  pmid: string
  title: string
  journal: string
  /** As printed, such as "2024 Mar 5". */
  date: string
  authors: string[]
  /** Such as "Review" or "Retracted Publication". */
  types: string[]
  doi?: string
}

/** `query` is what was sent, `understood` how PubMed translated it, `ignored` the words that it does not know. */
export type ArticleSearch = {
  query: string
  understood: string
  ignored: string[]
  total: number
  articles: Article[]
}

export type Abstract = Article & { abstract: string; headings: string[] }

export type Pubmed = {
  /** The most relevant articles that are about all of the terms. */
  search: (terms: readonly Term[], limit: number, signal: AbortSignal) => Promise<Answer<ArticleSearch>>
  /** In the order asked for; `missing` are those that PubMed does not have. */
  abstracts: (
    pmids: readonly string[],
    signal: AbortSignal,
  ) => Promise<Answer<{ articles: Abstract[]; missing: string[] }>>
}

export type PubmedOptions = Omit<ServiceOptions, 'name' | 'perSecond'> & {
  apiKey?: string | undefined
  email?: string | undefined
  address?: URL
}

const name = 'PubMed'
const maxAuthors = 10

export function openPubmed(options: PubmedOptions): Pubmed {
  const { apiKey, email, address = pubmedAddress, ...manners } = options
  const ask = openService({ ...manners, name, perSecond: apiKey ? 10 : 3 })
  const who = new URLSearchParams({
    tool: 'praxis',
    ...(email && { email }),
    ...(apiKey && { api_key: apiKey }),
  })
  const question = (utility: string, fields: Record<string, string>): Question => ({
    url: new URL(utility, address),
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ db: 'pubmed', ...fields }).toString(),
    signature: `&${who}`,
  })

  return {
    search: async (terms, limit, signal) => {
      // Lower case, so that AND, OR and NOT within a term are words and no operators.
      const query = terms.map(term => `(${term.toLowerCase()})`).join(' AND ')
      const fields = { term: query, retmode: 'json', retmax: String(limit), sort: 'relevance' }
      const found = await ask(question('esearch.fcgi', fields), readSearch, signal)
      const { ids, ...said } = found.value
      if (ids.length === 0) return { value: { query, ...said, articles: [] }, at: found.at }
      const listed = question('esummary.fcgi', { id: ids.slice(0, limit).join(','), retmode: 'json' })
      const summaries = await ask(listed, readSummaries, signal)
      return { value: { query, ...said, articles: summaries.value }, at: Math.min(found.at, summaries.at) }
    },
    abstracts: async (pmids, signal) => {
      const wanted = question('efetch.fcgi', { id: pmids.join(','), rettype: 'medline', retmode: 'text' })
      const { value, at } = await ask(wanted, readAbstracts, signal)
      const articles = pmids.flatMap(pmid => value.find(article => article.pmid === pmid) ?? [])
      const missing = pmids.filter(pmid => !articles.some(article => article.pmid === pmid))
      return { value: { articles, missing }, at }
    },
  }
}

const pmid = z.string().regex(/^\d{1,10}$/)
const words = z.array(plainText(100)).default([])

const searchSchema = z.union([
  z.object({ error: plainText(120) }),
  z.object({ esearchresult: z.object({ ERROR: plainText(120) }) }),
  z.object({
    esearchresult: z.object({
      count: z.coerce.number().int().nonnegative(),
      idlist: z.array(pmid),
      querytranslation: plainText(1_000).default(''),
      errorlist: z.object({ phrasesnotfound: words }).optional(),
    }),
  }),
])

function readSearch(body: string): { understood: string; ignored: string[]; total: number; ids: string[] } {
  const read = readJson(name, body, searchSchema)
  if ('error' in read) throw failed(read.error)
  const { esearchresult } = read
  if ('ERROR' in esearchresult) throw failed(esearchresult.ERROR)
  const { count, idlist, querytranslation, errorlist } = esearchresult
  return {
    understood: querytranslation,
    ignored: errorlist?.phrasesnotfound ?? [],
    total: count,
    ids: idlist,
  }
}

const summarySchema = z.object({
  uid: pmid,
  title: plainText(500),
  fulljournalname: plainText(200).default(''),
  pubdate: plainText(40).default(''),
  authors: z.array(z.object({ name: plainText(80) })).default([]),
  pubtype: z.array(plainText(80)).default([]),
  articleids: z.array(z.object({ idtype: z.string(), value: plainText(200) })).default([]),
})

const summariesSchema = z.union([
  z.object({ error: plainText(120) }),
  z.object({ result: z.looseObject({ uids: z.array(pmid) }) }),
])

/** An identifier that PubMed gives no summary for is left out. */
function readSummaries(body: string): Article[] {
  const read = readJson(name, body, summariesSchema)
  if ('error' in read) throw failed(read.error)
  const { result } = read
  const articles = result.uids.flatMap(uid => {
    const parsed = summarySchema.safeParse(result[uid])
    return parsed.success ? [articleOf(parsed.data)] : []
  })
  if (articles.length === 0 && result.uids.length > 0) throw malformed(name, 'no summary that can be read')
  return articles
}

function articleOf(summary: z.infer<typeof summarySchema>): Article {
  const { uid, title, fulljournalname, pubdate, authors, pubtype, articleids } = summary
  const doi = articleids.find(({ idtype }) => idtype === 'doi')?.value
  return {
    pmid: uid,
    title,
    journal: fulljournalname,
    date: pubdate,
    authors: authors.slice(0, maxAuthors).map(author => author.name),
    types: pubtype.slice(0, 10),
    ...(doi !== undefined && { doi }),
  }
}

function readAbstracts(body: string): Abstract[] {
  const records = readMedline(body)
  if (records.length === 0 && /^\s*[<{]/.test(body)) throw malformed(name, 'no records in the MEDLINE format')
  return records.map(record => {
    const one = (tag: string, limit: number) => plain(record.get(tag)?.[0] ?? '', limit)
    const all = (tag: string, most: number) =>
      (record.get(tag) ?? []).slice(0, most).map(text => plain(text, 120))
    const doi = record.get('LID')?.find(value => value.endsWith(' [doi]'))
    return {
      pmid: one('PMID', 10),
      title: one('TI', 500),
      journal: one('JT', 200),
      date: one('DP', 40),
      authors: all('AU', maxAuthors),
      types: all('PT', 10),
      ...(doi !== undefined && { doi: plain(doi.replace(/ \[doi\]$/, ''), 200) }),
      abstract: one('AB', 6_000),
      headings: all('MH', 30),
    }
  })
}

function failed(said: string): ProviderError {
  const text = `${name} could not answer (${said})`
  if (/rate limit/i.test(said)) return new ProviderError('provider-rate-limit', text, 'wait a minute')
  if (/backend|temporar|unavailable|timeout/i.test(said))
    return new ProviderError('provider-unavailable', text, 'try again later')
  return new ProviderError('provider-rejected', text, 'ask something else, or check NCBI_API_KEY')
}
