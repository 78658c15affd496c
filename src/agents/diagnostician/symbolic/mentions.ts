/**
 * Where a narrative in other words than ours speaks of an evidence: keywords within the clauses that `clausesOf` finds.
 * Denying the special does not deny the general: "no pain in the leg" leaves other pain open, so a denied part must say
 * nothing beyond the words of the evidence, or beyond those in which the narrative states it elsewhere.
 */
import type { Knowledge } from '../../../cases/index.ts'
import { keywordFinder, stemsOf } from '../../../models/index.ts'
import { type Clause, clausesOf } from '../../clauses.ts'
import type { PatientNode } from '../nodes.ts'

/** `text` is the sentence; `exact` where it is one of our own wording. */
export type Mention = {
  code: string
  status: PatientNode['status']
  text: string
  values: string[]
  exact: boolean
}

type Words = (code: string) => ReadonlySet<string>

/** Where one denied item of a list ends, and words of it that say nothing more. */
const listed = /,|\/|\b(?:or|and|nor)\b/i
const filler =
  /\b(?:recent|current|significant|associated|new|complaints?|evidence|signs?|symptoms?|is|was|absent|denied|negative|none|no)\b/gi

const statusOf = { present: 'Present', absent: 'Absent', open: 'Missing' } as const

/** What sentences mention; `exact` is what the rest of the narrative states. */
export function mentionReader(
  knowledge: Knowledge,
): (sentences: readonly string[], exact: readonly Mention[]) => Mention[] {
  const find = keywordFinder(knowledge)
  const isOfOthers = (code: string) =>
    /family|mother|relatives|contact/i.test(knowledge.evidences.get(code)?.statement ?? '')
  const wordsOf = evidenceWords(knowledge)

  const codesIn = ({ text, says, relative }: Clause, stated: Words) => {
    const denies = (part: string) => (code: string) =>
      stemsOf(part.replace(filler, ' ')).every(stem => wordsOf(code).has(stem) || stated(code).has(stem))
    const codes =
      says === 'absent' ? text.split(listed).flatMap(part => find(part).filter(denies(part))) : find(text)
    return [...new Set(codes)].filter(code => !relative || isOfOthers(code))
  }

  return (sentences, exact) => {
    const clauses = sentences.flatMap(sentence => clausesOf(sentence).map(clause => ({ sentence, clause })))
    const stated = clauses
      .filter(({ clause }) => clause.says === 'present')
      .flatMap(({ clause }) => codesIn(clause, () => new Set()).map(code => ({ code, text: clause.text })))
    const words = wordsByCode([...exact.filter(({ status }) => status === 'Present'), ...stated])
    return clauses.flatMap(({ sentence, clause }) =>
      codesIn(clause, words).map(
        (code): Mention => ({
          code,
          status: statusOf[clause.says],
          text: sentence,
          values: [],
          exact: false,
        }),
      ),
    )
  }
}

/** The stems of each evidence's own words. */
export function evidenceWords({ evidences }: Knowledge): Words {
  return wordsByCode(
    [...evidences].map(([code, { label, statement }]) => ({ code, text: `${label} ${statement}` })),
  )
}

function wordsByCode(told: readonly { code: string; text: string }[]): Words {
  const words = new Map(
    [...Map.groupBy(told, ({ code }) => code)].map(([code, all]) => [
      code,
      new Set(all.flatMap(({ text }) => stemsOf(text))),
    ]),
  )
  return code => words.get(code) ?? new Set()
}
