/**
 * What the candidates' knowledge base lists, asked over MCP as any client would (the paper asks PubMed and Open
 * Targets at this point; here it is the built-in DDXPlus base, and nothing leaves the machine). What was looked up is
 * cited with tool and version. A tool that fails, is late or answers about something else leaves the diagnosis
 * without it, and is named.
 */
import type { Client } from '@modelcontextprotocol/client'
import { plain, type Sex } from '../../cases/index.ts'
import { conditionSchema, separationSchema } from '../../tools/index.ts'
import { type Calling, callTool } from '../call-tool.ts'
import { type Audit, type Fact, factLength, type Lookup, type PatientNode, type Question } from './nodes.ts'
import { readFacts } from './read-facts.ts'
import { sexAsked } from './sex-asked.ts'

/** Facts that are kept, and how many of them are told or asked. */
const mostFacts = 40
const mostTold = 20
const mostQuestions = 3
/** The tool takes no more names. */
const mostNames = 10
/** Characters of a server's name and version. */
const mostServer = 100

export type LookUp = (candidates: readonly string[], patient: readonly PatientNode[]) => Promise<Lookup>

/**
 * Asks which findings separate several candidates, or what one of them shows. What is not told and cannot be asked of
 * the patient's sex is no fact about this patient.
 */
export function lookUpBy(client: Client, calling: Calling, sex?: Sex): LookUp {
  const { name = 'unknown', version = '' } = client.getServerVersion() ?? {}
  const server = plain(`${name} ${version}`, mostServer)
  return async (candidates, patient) => {
    const conditions = candidates.slice(0, mostNames)
    const [only, ...others] = conditions
    const one = only !== undefined && others.length === 0
    const tool = one ? 'condition' : 'findings_that_separate'
    const given = one ? { name: only } : { conditions }
    const lookup: Lookup = { tool, server, arguments: given, facts: [] }
    const called = one
      ? await callTool(client, { name: tool, arguments: given }, conditionSchema, calling)
      : await callTool(client, { name: tool, arguments: given }, separationSchema, calling)
    if (!called.ok) return { ...lookup, failed: called.reason }
    const { value } = called
    const { facts, leftOut } = readFacts(value, conditions)
    const { source, release } = value.provenance
    const isTold = (fact: Fact) => patient.some(node => isAbout(node, fact))
    const open = facts.filter(fact => !isTold(fact) && canBeAsked(fact, sex))
    const ordered = [...facts.filter(isTold), ...open]
    return {
      ...lookup,
      source: plain(`${source}, ${release}`, factLength),
      facts: ordered.slice(0, mostFacts),
      ...(leftOut.length > 0 && { leftOut }),
    }
  }
}

/** `findings_that_separate (praxis-knowledge 1.2.0)`. */
export function citationOf({ tool, server }: Lookup): string {
  return `${tool} (${server})`
}

/** In words, a line each, with the citation. */
export function factsIn(lookup: Lookup): string[] {
  return lookup.facts.slice(0, mostTold).map(({ content, listedFor, notListedFor }) => {
    const not = notListedFor.length === 0 ? '' : ` and not for ${notListedFor.join(', ')}`
    return `${citationOf(lookup)} lists ${content} for ${listedFor.join(', ')}${not}`
  })
}

/** The audit with what the lookup says of the patient's present findings and this candidate. */
export function cited(audit: Audit, { facts, ...lookup }: Lookup, patient: readonly PatientNode[]): Audit {
  const told = facts.filter(fact => patient.some(node => node.status === 'Present' && isAbout(node, fact)))
  const of = (names: (fact: Fact) => readonly string[]) =>
    told.filter(fact => names(fact).includes(audit.disease)).map(({ content }) => content)
  const [listed, notListed] = [of(fact => fact.listedFor), of(fact => fact.notListedFor)]
  if (listed.length + notListed.length === 0) return audit
  return { ...audit, cited: { by: citationOf({ ...lookup, facts }), listed, notListed } }
}

/** What the lookup gives to ask: findings not told yet that are listed for one of the first two and not the other. */
export function questionsOf(
  [first, second]: readonly { disease: string }[],
  lookup: Lookup,
  patient: readonly PatientNode[],
): Question[] {
  if (first === undefined || second === undefined) return []
  const separates = ({ listedFor, notListedFor }: Fact) =>
    [first, second].some(({ disease }) => listedFor.includes(disease)) &&
    [first, second].some(({ disease }) => notListedFor.includes(disease))
  return lookup.facts
    .filter(
      fact => separates(fact) && !patient.some(node => node.status !== 'Missing' && isAbout(node, fact)),
    )
    .slice(0, mostQuestions)
    .map(({ content, question, listedFor }) => ({ content, question, listedFor, by: citationOf(lookup) }))
}

function canBeAsked(fact: Fact, sex: Sex | undefined): boolean {
  const only = sexAsked(fact)
  return only === undefined || sex === undefined || only === sex
}

function isAbout(node: PatientNode, { code, content }: Fact): boolean {
  if (node.code !== undefined) return node.code === code
  return node.content.toLowerCase() === content.toLowerCase()
}
