/**
 * The analytic pathway without a model: which DDXPlus evidences a narrative states, denies or leaves open. Sentences
 * of our own wording are read exactly, others clause by clause (`mentions.ts`). An evidence that is both stated and
 * denied counts as neither.
 */
import {
  describePerson,
  type Finding,
  isPositive,
  type Knowledge,
  readNarrative,
} from '../../../cases/index.ts'
import { personOf, type Recognised } from '../../../models/index.ts'
import type { PatientNode } from '../nodes.ts'
import type { Representation } from '../reasoner.ts'
import { type Mention, mentionReader } from './mentions.ts'
import { shareRead } from './share-read.ts'

export type ReadStory = Representation & {
  /** What the intuitive pathway weighs: present findings with their details. */
  seen: Recognised
  /** Share of the words with meaning that belong to a finding that was read, 0..1; 1 where there are none. */
  words: number
}

export function storyReader(knowledge: Knowledge): (text: string) => ReadStory {
  const mentionsIn = mentionReader(knowledge)
  const shareOf = shareRead(knowledge)
  return text => {
    const { findings, unread } = readNarrative(text, knowledge)
    const exact = findings.map((finding): Mention => {
      const evidence = knowledge.evidences.get(finding.code)
      const present = evidence !== undefined && isPositive(finding, evidence)
      return { ...finding, status: present ? 'Present' : 'Absent', exact: true }
    })
    const loose = mentionsIn(unread, exact)
    const groups = [...Map.groupBy([...exact, ...loose], ({ code }) => code)]
    const nodes = groups.map(([code, mentions], i) => nodeOf(`p${i + 1}`, code, mentions, knowledge))
    const status = new Map(nodes.map(node => [node.code, node.status]))
    const counted = groups.flatMap(([code, mentions]): Finding[] => {
      const [first] = mentions
      if (first === undefined || status.get(code) === 'Missing') return []
      return first.exact || status.get(code) === 'Present' ? [{ code, values: first.values }] : []
    })
    const person = personOf(text)
    const seen = {
      ...person,
      findings: counted.map(({ code, values }) => ({ code, values: [...values] })),
      loose: loose.length > 0,
    }
    return { nodes, seen, words: shareOf(exact, loose, unread), summary: summarise(person, nodes) }
  }
}

function nodeOf(id: string, code: string, mentions: readonly Mention[], knowledge: Knowledge): PatientNode {
  const said = new Set(mentions.map(({ status }) => status))
  const contradicted = said.has('Present') && said.has('Absent')
  const status = contradicted
    ? 'Missing'
    : said.has('Present')
      ? 'Present'
      : said.has('Absent')
        ? 'Absent'
        : 'Missing'
  return {
    id,
    code,
    content: contentOf(code, mentions[0]?.values ?? [], knowledge),
    originalText: [...new Set(mentions.map(({ text }) => text))].join(' '),
    status,
    ...(knowledge.evidences.get(code)?.parent !== undefined && { detail: true as const }),
  }
}

/** The short name, with the values of a detail: `Pain locations: forehead, left cheek`. */
function contentOf(code: string, values: readonly string[], { evidences }: Knowledge): string {
  const evidence = evidences.get(code)
  if (evidence === undefined) return code
  const words = values
    .filter(value => value !== evidence.defaultValue)
    .map(value => evidence.meanings.get(value) ?? value)
  return words.length === 0 ? evidence.label : `${evidence.label}: ${words.join(', ')}`
}

function summarise({ age, sex }: ReturnType<typeof personOf>, nodes: readonly PatientNode[]): string {
  const list = (status: PatientNode['status']) =>
    nodes.filter(node => node.status === status).map(({ content }) => content.toLowerCase())
  const who =
    age !== undefined && sex !== undefined
      ? describePerson({ age, sex })
      : sex === undefined
        ? 'a patient'
        : sex === 'F'
          ? 'a female patient'
          : 'a male patient'
  const [present, absent, missing] = [list('Present'), list('Absent'), list('Missing')]
  const parts = [
    ...(present.length > 0 ? [`with ${present.join(', ')}`] : []),
    ...(absent.length > 0 ? [`without ${absent.join(', ')}`] : []),
    ...(missing.length > 0 ? [`not known: ${missing.join(', ')}`] : []),
  ]
  return `${who} ${parts.join('; ')}`.trim()
}
