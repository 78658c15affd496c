/** The tools over the built-in knowledge base. Nothing they are given leaves this machine. */
import type { CallToolResult, McpServer } from '@modelcontextprotocol/server'
import { type Condition, type Evidence, PraxisError } from '../../cases/index.ts'
import { answered } from '../mcp/results.ts'
import type { Log } from '../mcp/serving.ts'
import { withCard } from '../mcp/tool-card.ts'
import type { KnowledgeBase } from './base.ts'
import { conditionsWith, findCondition, findingsThatSeparate, otherNames } from './lookup.ts'
import {
  argumentSchemas,
  conditionHitsSchema,
  conditionSchema,
  findingSchema,
  hitsSchema,
  separationSchema,
} from './schemas.ts'

/** What registers the tools on a server. Their definitions are made once, since a server may live for one request. */
export function baseTools(base: KnowledgeBase, version: string, log: Log): (server: McpServer) => void {
  const { knowledge, search, provenance } = base
  const tools = definitions(base, version)
  const answer = (text: string, structuredContent: Record<string, unknown>): CallToolResult => ({
    content: [{ type: 'text', text }],
    structuredContent: { ...structuredContent, provenance },
  })
  const conditionOf = (name: string): Condition => {
    const found = findCondition(name, knowledge)
    if (found !== undefined) return found
    const near = search(name, { limit: 3, kind: 'condition' }).map(({ label }) => label)
    throw new PraxisError(
      'option-unknown',
      `the knowledge base has no condition ${JSON.stringify(name)}`,
      near.length === 0 ? 'find one with search_conditions' : `perhaps one of: ${near.join(', ')}`,
    )
  }

  const anyHits = (query: string, limit: number) => {
    const hits = search(query, { limit })
    return answer(
      listed(hits.map(({ kind, id, label }) => `${kind} ${id === label ? id : `${id} (${label})`}`)),
      {
        hits,
      },
    )
  }

  const conditionHits = (query: string, limit: number) => {
    const conditions = search(query, { limit, kind: 'condition' }).flatMap(({ id, score }) => {
      const found = knowledge.conditions.get(id)
      return found === undefined ? [] : [{ ...briefCondition(found), score }]
    })
    const lines = conditions.map(({ name, icd10, severity }) => `${name} (${icd10}, severity ${severity})`)
    return answer(listed(lines), { conditions })
  }

  const condition = (name: string) => {
    const found = conditionOf(name)
    const all = [...knowledge.evidences.values()].filter(({ code }) => found.evidences.has(code))
    const symptoms = all.filter(({ antecedent }) => !antecedent).map(briefFinding)
    const antecedents = all.filter(({ antecedent }) => antecedent).map(briefFinding)
    const brief = briefCondition(found)
    const labels = (findings: { label: string }[]) => findings.map(({ label }) => label).join('; ') || 'none'
    const text =
      `${brief.name} (${brief.icd10}, severity ${brief.severity}; 1 is the most severe, 5 the least). ` +
      `Symptoms: ${labels(symptoms)}. Antecedents: ${labels(antecedents)}.`
    return answer(text, { ...brief, otherNames: otherNames(found, knowledge), symptoms, antecedents })
  }

  const finding = (code: string) => {
    const evidence = knowledge.evidences.get(code)
    if (evidence === undefined)
      throw new PraxisError('option-unknown', `there is no finding ${code}`, 'find one with search')
    const { antecedent, kind, label, meanings } = evidence
    const conditions = conditionsWith(code, knowledge).map(briefCondition)
    return answer(`${label} (${code}) is listed for: ${listed(conditions.map(({ name }) => name))}`, {
      ...briefFinding(evidence),
      kind,
      antecedent,
      values: [...meanings.values()],
      conditions,
    })
  }

  const separation = (names: string[]) => {
    const conditions = [...new Set(names.map(conditionOf))]
    if (conditions.length < 2)
      throw new PraxisError(
        'bad-usage',
        `${names.map(name => JSON.stringify(name)).join(' and ')} name one condition`,
        'give at least two different ones',
      )
    const { separating, shared } = findingsThatSeparate(conditions, knowledge)
    const told = separating.map(({ evidence, listedFor, notListedFor, listedByAll }) => ({
      ...briefFinding(evidence),
      antecedent: evidence.antecedent,
      listedFor: listedFor.map(({ name }) => name),
      notListedFor: notListedFor.map(({ name }) => name),
      listedByAll,
    }))
    return answer(listed(told.map(({ label, listedFor }) => `${label}: ${listedFor.join(', ')}`)), {
      conditions: conditions.map(briefCondition),
      separating: told,
      shared: shared.map(briefFinding),
    })
  }

  return server => {
    server.registerTool('search', tools.search, ({ query, limit }) =>
      answered(async () => anyHits(query, limit), log),
    )
    server.registerTool('search_conditions', tools.search_conditions, ({ query, limit }) =>
      answered(async () => conditionHits(query, limit), log),
    )
    server.registerTool('condition', tools.condition, ({ name }) =>
      answered(async () => condition(name), log),
    )
    server.registerTool('finding', tools.finding, ({ code }) => answered(async () => finding(code), log))
    server.registerTool('findings_that_separate', tools.findings_that_separate, ({ conditions }) =>
      answered(async () => separation(conditions), log),
    )
  }
}

function definitions({ provenance: { source, licence, release } }: KnowledgeBase, version: string) {
  const annotations = { readOnlyHint: true, openWorldHint: false }
  const card = (intendedUse: string) => ({
    intendedUse,
    source: `${source}, ${licence}, ${release}`,
    limits:
      'A closed world made for synthetic patients: that a finding is not listed for a condition says nothing of ' +
      'real patients, and no frequencies are known. Research use, not a medical device.',
    version,
  })
  return {
    search: withCard(
      'search',
      {
        description:
          'Find conditions and findings of the built-in DDXPlus knowledge base by free text. Works offline.',
        inputSchema: argumentSchemas.search,
        outputSchema: hitsSchema,
        annotations,
      },
      card('Finding the name of a condition or the code of a finding to ask about.'),
    ),
    search_conditions: withCard(
      'search_conditions',
      {
        description:
          'Find conditions of the built-in DDXPlus knowledge base by name, synonym, ICD-10 code or what they show. ' +
          'Works offline.',
        inputSchema: argumentSchemas.search_conditions,
        outputSchema: conditionHitsSchema,
        annotations,
      },
      card('Finding conditions by name or finding. Their order is one of words, not of likelihood.'),
    ),
    condition: withCard(
      'condition',
      {
        description:
          'What the built-in DDXPlus knowledge base holds of a condition: names, ICD-10, severity, the symptoms it ' +
          'can show and the antecedents in its history. Works offline.',
        inputSchema: argumentSchemas.condition,
        outputSchema: conditionSchema,
        annotations,
      },
      card('Looking up what a condition can show and what stands in its history.'),
    ),
    finding: withCard(
      'finding',
      {
        description:
          'What the built-in DDXPlus knowledge base holds of a finding: its question, its possible answers and the ' +
          'conditions that list it. Works offline.',
        inputSchema: argumentSchemas.finding,
        outputSchema: findingSchema,
        annotations,
      },
      card('Looking up a finding and the conditions that can show it.'),
    ),
    findings_that_separate: withCard(
      'findings_that_separate',
      {
        description:
          'Which findings distinguish two or more conditions in the built-in DDXPlus knowledge base: listed for some ' +
          'of them and not for all, the rarest in the base first; and which they share. Works offline.',
        inputSchema: argumentSchemas.findings_that_separate,
        outputSchema: separationSchema,
        annotations,
      },
      card('Choosing what to ask or look for next between candidate conditions.'),
    ),
  }
}

function briefCondition({ name, icd10, severity }: Condition) {
  return { name, icd10: icd10.toUpperCase(), severity }
}

function briefFinding({ code, label, question, parent }: Evidence) {
  return { code, label, question, ...(parent !== undefined && { detailOf: parent }) }
}

function listed(lines: string[]): string {
  return lines.length === 0 ? 'Nothing found.' : `${lines.join('; ')}.`
}
