/**
 * The reasoner that asks no model. Its knowledge is DDXPlus: which findings a disease can show (the published lists)
 * and how usual they are (the training patients).
 *
 * - Intuition is `builtin:bayes`, so what the audit changes is seen against it.
 * - A finding supports the candidates that can show it and rules out those that cannot.
 * - A candidate expects what at least four in five of its training patients show; what all of them show is essential.
 * - It doubts an answer that little stands for, see `doubt.ts`.
 * - The second reading looks for an expected finding with the beginnings of its words, where the first wanted whole words.
 *
 * That a disease shows nothing beyond its list is true of DDXPlus and of no clinic; MedEinst-style pairs built from
 * DDXPlus share this closed world. With `basis: 'counted'` the lists are not used: a disease is then held to show only
 * what its training patients did.
 */
import type { Ddxplus, Knowledge } from '../../../cases/index.ts'
import { learnBayes } from '../../../models/index.ts'
import { clausesOf } from '../../clauses.ts'
import type { KnowledgeNode, PatientNode } from '../nodes.ts'
import { nothingRead, type Reasoner, type Story } from '../reasoner.ts'
import { type Grounds, groundsFor, needsOf, reasonToDoubt } from './doubt.ts'
import { learnProfiles, type Profile, shareOf } from './profiles.ts'
import { type ReadStory, storyReader } from './read-story.ts'
import { sentencesIn, wordsBegin } from './reread.ts'

export type Basis = 'lists' | 'counted'

/** Least share of training patients that makes a finding expected. */
const expectedShare = 0.8
/** Fewer patients than this make nothing essential. */
const fewestPatients = 3

export type SymbolicReasoner = Reasoner & {
  profiles: ReadonlyMap<string, Profile>
  grounds: (story: Story, patient: readonly PatientNode[], disease?: string) => Grounds
}

export function symbolicReasoner(
  ddxplus: Pick<Ddxplus, 'train'> & Knowledge,
  basis: Basis = 'lists',
): SymbolicReasoner {
  const bayes = learnBayes(ddxplus)
  const profiles = learnProfiles(ddxplus)
  const readText = storyReader(ddxplus)
  const known = new WeakMap<Story, ReadStory>()
  const read = (story: Story): ReadStory => {
    const before = known.get(story)
    if (before !== undefined) return before
    const now = readText(story.text)
    known.set(story, now)
    return now
  }
  const canShow = (disease: string, code: string): boolean =>
    shareOf(profiles.get(disease), code) > 0 ||
    (basis === 'lists' && ddxplus.conditions.get(disease)?.evidences.has(code) === true)

  const world = { knowledge: ddxplus, bayes, profiles, canShow, closed: basis === 'lists' }
  const grounds = (story: Story, patient: readonly PatientNode[], disease?: string): Grounds =>
    groundsFor({ ...read(story), patient }, story.diseases, disease, world)

  return {
    id: basis === 'lists' ? 'symbolic' : 'symbolic:counted',
    profiles,
    grounds,
    intuit: async (story, most) => {
      const { seen } = read(story)
      if (seen.findings.length === 0)
        return { ok: false, reason: 'no finding of the narrative was recognised' }
      const ranked = bayes.rank(seen, story.diseases)
      const unknown = story.diseases.filter(name => !ddxplus.conditions.has(name))
      return {
        ok: true,
        value: ranked.slice(0, most),
        notes: unknown.map(name => `${JSON.stringify(name)} is no disease of DDXPlus and is not weighed`),
      }
    },
    represent: async story => {
      const { nodes, summary } = read(story)
      return { ok: true, value: { nodes, summary } }
    },
    intervene: async (_, { nodes }, candidates) => {
      const names = candidates.map(({ disease }) => disease)
      const about = observed(nodes, ddxplus)
      const codes = new Set(about.keys())
      for (const disease of names)
        for (const [code] of profiles.get(disease)?.shown ?? [])
          if (shareOf(profiles.get(disease), code) >= expectedShare) codes.add(code)
      const value = [...codes].map(
        (code, i): KnowledgeNode => ({
          id: `k${i + 1}`,
          code,
          content: ddxplus.evidences.get(code)?.label ?? code,
          supports: names.filter(disease => canShow(disease, code)),
          rulesOut: names.filter(disease => !canShow(disease, code)),
          expectedOf: names.filter(disease => shareOf(profiles.get(disease), code) >= expectedShare),
          essentialTo: names.filter(disease => {
            const profile = profiles.get(disease)
            return shareOf(profile, code) === 1 && (profile?.patients ?? 0) >= fewestPatients
          }),
          about: about.get(code) ?? [],
          source: 'knowledge',
        }),
      )
      return { ok: true, value }
    },
    reread: async ({ text }, expected) => {
      const found = new Map<string, string>()
      for (const sentence of sentencesIn(text, ddxplus))
        for (const { text: clause, says, relative } of clausesOf(sentence)) {
          if (says !== 'present' || relative) continue
          for (const { id, content } of expected)
            if (!found.has(id) && wordsBegin(content, clause)) found.set(id, sentence)
        }
      return { ok: true, value: found }
    },
    doubt: (story, patient, disease) => {
      const known = grounds(story, patient, disease)
      const why = disease === undefined ? nothingRead : reasonToDoubt(known, disease)
      return why === undefined ? undefined : { why, ...needsOf(known, patient, world) }
    },
  }
}

/** Patient nodes by code, without details: they come with the finding that they detail. */
function observed(nodes: readonly PatientNode[], { evidences }: Knowledge): Map<string, string[]> {
  const about = new Map<string, string[]>()
  for (const { id, code } of nodes) {
    if (code === undefined || evidences.get(code)?.parent !== undefined) continue
    about.set(code, [...(about.get(code) ?? []), id])
  }
  return about
}
