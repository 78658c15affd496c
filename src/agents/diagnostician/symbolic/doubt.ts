/**
 * When the symbolic reasoner had better not answer. Its first guess takes what is not said for denied, which holds for
 * a whole history and for no short one, and the audit sees the first guesses only. So a diagnosis must also stand on
 * what the text states alone, among all diseases:
 *
 * - Two findings at least were understood, and a fifth of the words.
 * - It leaves none of the findings unexplained that the published lists could explain; without the lists, which know
 *   more than a few patients do, no other disease leaves fewer.
 * - Among those that leave no more, it holds a least share of the probability, with silence left open.
 *
 * What it would need to know are the findings, not told yet, that are expected to narrow what is left most:
 * the information gain of asking, in bits, by the shares of training patients.
 *
 * The limits were chosen on training patients alone (`scripts/choose-doubt.ts`): the share is the least with which four
 * in five answers to histories of two to four findings are right, and below that share of the words a third is wrong.
 */
import type { Knowledge } from '../../../cases/index.ts'
import type { Bayes, Recognised } from '../../../models/index.ts'
import type { Doubt, PatientNode } from '../nodes.ts'
import { type Profile, shareOf } from './profiles.ts'

export type DoubtLimits = { findings: number; share: number; words: number }

/** Present findings, share of the probability, share of the words that were read: less than this is doubted. */
export const doubtLimits: DoubtLimits = { findings: 2, share: 0.1, words: 0.2 }

const mostLeading = 5
const mostQuestions = 5
/** Bits; a finding that tells less is not worth a question. */
const leastGain = 0.05

export type Grounds = {
  /** Present findings that count alone. */
  present: PatientNode[]
  /** Words with meaning that belong to what was read, 0..1. */
  words: number
  /** Diseases that the findings leave, with their share of the probability, likeliest first. */
  left: { disease: string; share: number }[]
  /** Findings that the disease asked about cannot show, where that counts against it. */
  unexplained: string[]
  /** Diseases that leave fewer unexplained. */
  explainMore: string[]
}

type World = {
  knowledge: Pick<Knowledge, 'evidences'>
  bayes: Bayes
  profiles: ReadonlyMap<string, Profile>
  canShow: (disease: string, code: string) => boolean
  /** Whether what a disease can show is listed in full. */
  closed: boolean
}

type Known = { seen: Recognised; words: number; patient: readonly PatientNode[] }

/** What an answer can stand on. `disease`: only those that leave no more findings unexplained than it does. */
export function groundsFor(
  { seen, words, patient }: Known,
  diseases: readonly string[],
  disease: string | undefined,
  { bayes, canShow, closed }: World,
): Grounds {
  const present = patient.filter(({ status, detail, code }) => status === 'Present' && !detail && code)
  const codes = present.flatMap(({ code }) => code ?? [])
  const denied = new Set(patient.flatMap(({ status, code }) => (status === 'Absent' && code ? [code] : [])))
  const again = codes.filter(code => !seen.findings.some(finding => finding.code === code))
  const unexplained = (name: string) => present.filter(({ code }) => !canShow(name, code ?? ''))
  const open = disease === undefined ? [] : unexplained(disease)
  const rivals = diseases.filter(name => disease === undefined || unexplained(name).length <= open.length)
  const explainMore = rivals.filter(name => unexplained(name).length < open.length)
  const told = { ...seen, findings: [...seen.findings, ...again.map(code => ({ code, values: [] }))] }
  return {
    present,
    words,
    left: bayes
      .rank(told, rivals, { unsaid: 'open', denied })
      .map(({ disease, probability }) => ({ disease, share: probability })),
    unexplained: closed || explainMore.length > 0 ? open.map(({ content }) => content) : [],
    explainMore,
  }
}

/** What speaks against naming `disease` on these grounds, in words; undefined where nothing does. */
export function reasonToDoubt(
  { present, words, left, unexplained, explainMore }: Grounds,
  disease: string,
  limits = doubtLimits,
): string | undefined {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`
  if (present.length < limits.findings)
    return `the text states ${present.length === 1 ? 'one finding that was' : `${present.length} findings that were`} understood, too little to tell diseases apart`
  if (words < limits.words)
    return `only ${percent(words)} of the words were understood, and what was not may decide`
  if (explainMore.length > 0)
    return `${disease} cannot explain ${unexplained.join(', ')}, and ${explainMore.slice(0, mostLeading).join(', ')} would leave less unexplained`
  if (unexplained.length > 0)
    return `no disease explains all that was understood, and ${disease} cannot explain ${unexplained.join(', ')}`
  const share = left.find(one => one.disease === disease)?.share ?? 0
  if (share < limits.share)
    return `the ${present.length} findings that were understood leave ${left.length} diseases, and ${disease} holds only ${percent(share)} of the probability among them`
  return undefined
}

/** The leading diseases, none where nothing was found, and what to ask that would narrow what is left most. */
export function needsOf(
  { left, present }: Grounds,
  patient: readonly PatientNode[],
  { knowledge, profiles }: World,
): Omit<Doubt, 'why'> {
  const leading = present.length === 0 ? [] : left.slice(0, mostLeading)
  const told = new Set(patient.flatMap(({ code, status }) => (status === 'Missing' || !code ? [] : [code])))
  const ask = [...knowledge.evidences.values()]
    .filter(({ code, parent }) => parent === undefined && !told.has(code))
    .map(({ code, label, question }) => {
      const shares = left.map(({ disease }) => shareOf(profiles.get(disease), code))
      return { code, content: label, question, shares, gain: gainOf(left, shares) }
    })
    .filter(({ gain }) => gain >= leastGain)
    .sort((a, b) => b.gain - a.gain || (a.code < b.code ? -1 : 1))
    .slice(0, mostQuestions)
    .map(({ shares, gain: _, ...finding }) => ({
      ...finding,
      usualIn: leading.filter((_, i) => (shares[i] ?? 0) >= 0.5).map(({ disease }) => disease),
    }))
  return { leading: leading.map(({ disease, share }) => ({ disease, probability: share })), ask }
}

/** How many bits the answer to "is it there?" is expected to tell about which of the diseases it is. */
export function gainOf(left: readonly { share: number }[], shares: readonly number[]): number {
  const total = left.reduce((sum, { share }) => sum + share, 0)
  const entropy = (p: number) => (p <= 0 || p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p))
  const mean = (of: (shown: number) => number) =>
    left.reduce((sum, { share }, i) => sum + (share / total) * of(shares[i] ?? 0), 0)
  return total === 0 ? 0 : entropy(mean(shown => shown)) - mean(entropy)
}
