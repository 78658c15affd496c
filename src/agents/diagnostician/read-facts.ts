/**
 * What a knowledge tool says of the candidates, as facts. The tool may be anybody's: its texts become short and plain,
 * and a finding that it lists both for and not for one candidate says nothing, so it is left out and named.
 */
import type * as z from 'zod'
import { plain } from '../../cases/index.ts'
import type { conditionSchema, separationSchema } from '../../tools/index.ts'
import { diseaseFinder } from './disease-finder.ts'
import { type Fact, factLength } from './nodes.ts'

type Answer = z.infer<typeof conditionSchema> | z.infer<typeof separationSchema>

/** Facts about the candidates, in the order of the answer, and what was left out and why. */
export function readFacts(
  answer: Answer,
  candidates: readonly string[],
): { facts: Fact[]; leftOut: string[] } {
  const find = diseaseFinder(candidates)
  const named = (names: readonly string[]) => [...new Set(names.flatMap(name => find(name) ?? []))]
  const all = listedIn(answer).map(({ code, label, question, listedFor, notListedFor }) => ({
    code: plain(code, factLength),
    content: plain(label, factLength),
    question: plain(question, factLength),
    listedFor: named(listedFor),
    notListedFor: named(notListedFor),
  }))
  const { sound = [], contradicted = [] } = Object.groupBy(all, fact =>
    fact.listedFor.some(name => fact.notListedFor.includes(name)) ? 'contradicted' : 'sound',
  )
  const contents = contradicted.map(({ content }) => content).join(', ')
  return {
    facts: sound.filter(({ listedFor }) => listedFor.length > 0),
    leftOut:
      contents === '' ? [] : [plain(`it lists both for and not for a candidate ${contents}`, factLength)],
  }
}

function listedIn(answer: Answer) {
  if ('separating' in answer) return answer.separating
  const { name, symptoms, antecedents } = answer
  return [...symptoms, ...antecedents].map(finding => ({ ...finding, listedFor: [name], notListedFor: [] }))
}
