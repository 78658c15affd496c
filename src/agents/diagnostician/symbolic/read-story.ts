/**
 * The analytic pathway without a model: which DDXPlus evidences a narrative states, denies or leaves open. Sentences
 * of our own wording are read exactly, others by keywords within the clauses that `clausesOf` finds. An evidence that
 * is both stated and denied counts as neither. Denying the special does not deny the general: "no pain in the leg"
 * leaves other pain open, so a denied part must say nothing beyond the words of the evidence, or beyond those in which
 * the narrative states it elsewhere.
 */
import {
  describePerson,
  type Finding,
  isPositive,
  type Knowledge,
  readNarrative,
} from '../../../cases/index.ts'
import { keywordFinder, personOf, type Recognised, stemsOf } from '../../../models/index.ts'
import type { PatientNode } from '../nodes.ts'
import type { Representation } from '../reasoner.ts'
import { type Clause, clausesOf } from './clauses.ts'

export type ReadStory = Representation & {
  /** What the intuitive pathway weighs: present findings with their details. */
  seen: Recognised
  /** Share of the words with meaning that belong to a finding that was read, 0..1; 1 where there are none. */
  words: number
}

type Mention = { code: string; status: PatientNode['status']; text: string; values: string[]; exact: boolean }

/** Where one denied item of a list ends, and words of it that say nothing more. */
const listed = /,|\/|\b(?:or|and|nor)\b/i
const filler =
  /\b(?:recent|current|significant|associated|new|complaints?|evidence|signs?|symptoms?|is|was|absent|denied|negative|none|no)\b/gi

/** Words about the person and the telling: they can be read and tell of no finding. */
const aboutTelling = new Set(
  stemsOf(
    'patient year years old month months week weeks day days hour hours ago since man woman boy girl male female child he she we has had says said reports reported denies denied deny denying complains complaining presents presented describes notes noted experiences admits endorses suffers started began without but however though',
  ),
)

const statusOf = { present: 'Present', absent: 'Absent', open: 'Missing' } as const

export function storyReader(knowledge: Knowledge): (text: string) => ReadStory {
  const find = keywordFinder(knowledge)
  const ofFamily = (code: string) =>
    /family|mother|relatives/i.test(knowledge.evidences.get(code)?.statement ?? '')
  const denies = (part: string, code: string, stated: string) => {
    const evidence = knowledge.evidences.get(code)
    const words = new Set(stemsOf(`${evidence?.label} ${evidence?.statement} ${stated}`))
    return stemsOf(part.replace(filler, ' ')).every(stem => words.has(stem))
  }
  const codesIn = ({ text, says }: Clause, stated: (code: string) => string) =>
    says === 'absent'
      ? text.split(listed).flatMap(part => find(part).filter(code => denies(part, code, stated(code))))
      : find(text)
  const found = (clause: Clause, stated: (code: string) => string = () => '') =>
    [...new Set(codesIn(clause, stated))].filter(code => !clause.relative || ofFamily(code))

  const wordsRead = (
    exact: readonly { text: string }[],
    loose: readonly Mention[],
    unread: readonly string[],
  ) => {
    const count = (sentences: readonly string[]) => sentences.flatMap(stemsOf).length
    let [read, all] = [0, 0]
    for (const sentence of unread) {
      const known = new Set(
        loose
          .filter(({ text }) => text === sentence)
          .flatMap(({ code }) =>
            stemsOf(`${knowledge.evidences.get(code)?.label} ${knowledge.evidences.get(code)?.statement}`),
          ),
      )
      const stems = stemsOf(sentence).filter(stem => !aboutTelling.has(stem) && !/^\d+$/.test(stem))
      all += stems.length
      read += stems.filter(stem => known.has(stem)).length
    }
    const whole = count(exact.map(({ text }) => text))
    return all + whole === 0 ? 1 : (read + whole) / (all + whole)
  }

  return text => {
    const { findings, unread } = readNarrative(text, knowledge)
    const exact = findings.map((finding): Mention => {
      const evidence = knowledge.evidences.get(finding.code)
      const present = evidence !== undefined && isPositive(finding, evidence)
      return { ...finding, status: present ? 'Present' : 'Absent', exact: true }
    })
    const clauses = unread.flatMap(sentence => clausesOf(sentence).map(clause => ({ sentence, clause })))
    const statements = clauses
      .filter(({ clause }) => clause.says === 'present')
      .flatMap(({ clause }) => found(clause).map(code => ({ code, text: clause.text })))
    const stated = (code: string) =>
      [...exact.filter(({ status }) => status === 'Present'), ...statements]
        .filter(one => one.code === code)
        .map(({ text }) => text)
        .join(' ')
    const loose = clauses.flatMap(({ sentence, clause }) =>
      found(clause, stated).map(
        (code): Mention => ({
          code,
          status: statusOf[clause.says],
          text: sentence,
          values: [],
          exact: false,
        }),
      ),
    )
    const words = wordsRead(findings, loose, unread)
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
    return { nodes, seen, words, summary: summarise(person, nodes) }
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
