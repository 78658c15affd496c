/**
 * `builtin:bayes`: a naive-Bayes diagnostician over the 49 diseases of DDXPlus, learned from the training
 * half of the shipped patients. It reads the text of a question, like any other model, and knows nothing
 * but frequencies:
 *
 *     log P(d) + log P(age band | d) + log P(sex | d) + Σ log P(evidence shown or not | d)
 *              + Σ over details: mean log P(value | d)
 *
 * each smoothed by adding one. So nothing is ever impossible for it: a finding that a disease cannot show
 * only counts against it as much as six training patients allow. That makes it driven by what is usual,
 * which is what MedEinst's traps turn against a reader. Asked how sure it is, it states P(d | what it read);
 * naive Bayes takes findings for independent, so it is known to be too sure. Asked for steps, it states the
 * findings it read; given its own steps back, whole, cut or changed, it concludes from what they state.
 */
import {
  type Ddxplus,
  describePerson,
  isPositive,
  type Patient,
  PraxisError,
  type Question,
  readDdxplus,
  sentencesOf,
} from '../../cases/index.ts'
import { stepsRequest } from '../../verify/index.ts'
import type { ChatModel, ChatRequest } from '../chat-model.ts'
import { abstention, confidenceLine, type Guess, noCost } from './answer.ts'
import { type Recognised, recogniser } from './recognise.ts'

export type Bayes = {
  /**
   * Diseases with their probability, best first, among `within` where given. What is not said counts as denied, as
   * in a whole history of DDXPlus; or, with `unsaid: 'open'`, for nothing, and then `denied` are the codes that are.
   */
  rank: (
    seen: Recognised,
    within?: readonly string[],
    silence?: { unsaid: 'denied' } | { unsaid: 'open'; denied: ReadonlySet<string> },
  ) => { disease: string; probability: number }[]
  /** How much each finding speaks for one disease over another, in natural log units. */
  weigh: (seen: Recognised, disease: string, other: string) => { code: string; weight: number }[]
}

/** Upper ends (years, exclusive) of the age bands: those of the DDXPlus paper. */
const bandEnds = [1, 5, 15, 30, 45, 60, 75]
const bandOf = (age: number) => bandEnds.filter(end => age >= end).length

export function learnBayes({
  train,
  evidences,
  conditions,
}: Pick<Ddxplus, 'train' | 'evidences' | 'conditions'>): Bayes {
  const roots = [...evidences.values()].filter(({ parent }) => parent === undefined).map(({ code }) => code)
  const countsValues = (code: string) => {
    const evidence = evidences.get(code)
    return evidence !== undefined && evidence.kind !== 'binary' && !evidence.scale
  }
  const shownBy = (findings: Patient['findings']) =>
    new Set(
      findings
        .filter(finding => {
          const evidence = evidences.get(finding.code)
          return evidence !== undefined && isPositive(finding, evidence)
        })
        .map(({ code }) => code),
    )

  const kinds = new Map<string, Set<string>>()
  for (const { findings } of train)
    for (const { code, values } of findings)
      if (countsValues(code)) kinds.set(code, (kinds.get(code) ?? new Set()).union(new Set(values)))

  const models = [...conditions.keys()].map(disease => {
    const patients = train.filter(({ diagnosis }) => diagnosis === disease)
    const n = patients.length
    const shown = new Map<string, number>()
    const values = new Map<string, Map<string, number>>()
    for (const { findings } of patients) {
      for (const code of shownBy(findings)) shown.set(code, (shown.get(code) ?? 0) + 1)
      for (const finding of findings) {
        if (!countsValues(finding.code)) continue
        const counts = values.get(finding.code) ?? new Map<string, number>()
        values.set(finding.code, counts)
        for (const value of finding.values) counts.set(value, (counts.get(value) ?? 0) + 1)
      }
    }
    const frequency = (code: string) => ((shown.get(code) ?? 0) + 1) / (n + 2)
    const detail = ({ code, values: given }: { code: string; values: readonly string[] }) => {
      const counts = values.get(code)
      const total = [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0)
      const kindCount = kinds.get(code)?.size ?? 0
      const logs = given.map(value => Math.log(((counts?.get(value) ?? 0) + 1) / (total + kindCount + 1)))
      return given.length === 0 ? 0 : logs.reduce((sum, log) => sum + log, 0) / given.length
    }
    return {
      disease,
      prior: Math.log((n + 1) / (train.length + conditions.size)),
      age: (age: number) =>
        Math.log(
          (patients.filter(p => bandOf(p.age) === bandOf(age)).length + 1) / (n + bandEnds.length + 1),
        ),
      sex: (sex: string) => Math.log((patients.filter(p => p.sex === sex).length + 1) / (n + 2)),
      present: (code: string) => Math.log(frequency(code)),
      absent: (code: string) => Math.log(1 - frequency(code)),
      detail: (finding: { code: string; values: readonly string[] }) =>
        countsValues(finding.code) ? detail(finding) : 0,
    }
  })

  return {
    rank: (seen, within, silence = { unsaid: 'denied' }) => {
      const shown = shownBy(seen.findings)
      const asked = models.filter(({ disease }) => within === undefined || within.includes(disease))
      const scored = asked.map(model => {
        let log = model.prior
        if (seen.age !== undefined) log += model.age(seen.age)
        if (seen.sex !== undefined) log += model.sex(seen.sex)
        for (const code of roots) {
          if (shown.has(code)) log += model.present(code)
          else if (silence.unsaid === 'denied' || silence.denied.has(code)) log += model.absent(code)
        }
        for (const finding of seen.findings) log += model.detail(finding)
        return { disease: model.disease, log }
      })
      const best = Math.max(...scored.map(({ log }) => log))
      const total = scored.reduce((sum, { log }) => sum + Math.exp(log - best), 0)
      return scored
        .map(({ disease, log }) => ({ disease, probability: Math.exp(log - best) / total }))
        .sort((a, b) => b.probability - a.probability || (a.disease < b.disease ? -1 : 1))
    },
    weigh: (seen, disease, other) => {
      const [one, two] = [disease, other].map(name => models.find(model => model.disease === name))
      if (one === undefined || two === undefined) return []
      const shown = shownBy(seen.findings)
      return roots
        .filter(code => shown.has(code))
        .map(code => ({ code, weight: one.present(code) - two.present(code) }))
        .sort((a, b) => b.weight - a.weight || (a.code < b.code ? -1 : 1))
    },
  }
}

/** The shipped patients unless others are given; they are read once, when the model is made. */
export async function bayesModel(data?: Ddxplus): Promise<ChatModel> {
  const ddxplus = data ?? (await readDdxplus())
  if (ddxplus.train.length === 0)
    throw new PraxisError('model-unsuited', 'there is no training patient', 'restore the DDXPlus files')
  const bayes = learnBayes(ddxplus)
  const recognise = recogniser(ddxplus)
  return {
    id: 'builtin:bayes',
    locality: 'local',
    cacheable: false,
    fingerprint: ddxplus.fingerprint,
    chat: async ({ about, messages }, signal) => {
      signal.throwIfAborted()
      const text = reply(messages, about?.question ?? { text: said(messages, 'user'), format: 'diagnosis' })
      return { text, toolCalls: [], finish: 'stop', usage: noCost }
    },
  }
  /** Given reasoning of its own, it concludes from the findings stated there; asked for steps, it states them. */
  function reply(messages: ChatRequest['messages'], question: Question): string {
    const own = messages.some(({ role }) => role === 'assistant')
    const text = own ? said(messages, 'assistant') : question.text
    const made = diagnose({ ...question, text }, ddxplus, bayes, recognise)
    if (made === undefined) return abstention
    const steps = !own && said(messages, 'user').includes(stepsRequest)
    const answer = own ? made.line : steps ? `${made.steps.join('\n')}\n\n${made.line}` : made.answer
    return `${answer}${confidenceLine(messages, made.probability)}`
  }
}

/** The text of the last message of a role. */
function said(messages: ChatRequest['messages'], role: 'user' | 'assistant'): string {
  const parts = messages.findLast(message => message.role === role)?.parts ?? []
  return parts.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('\n')
}

/** The whole answer, its last line, and the findings it rests on as numbered steps. */
type Diagnosed = Guess & { line: string; steps: string[] }

/** Undefined where no diagnosis is asked for, or nothing in the text was recognised. */
function diagnose(
  { text, format, options }: Question,
  ddxplus: Ddxplus,
  bayes: Bayes,
  recognise: (text: string) => Recognised,
): Diagnosed | undefined {
  const { evidences, conditions, synonyms } = ddxplus
  if (format !== 'diagnosis') return undefined
  const seen = recognise(text)
  if (seen.findings.length === 0) return undefined
  const listed = [...conditions.keys()].flatMap(disease => {
    const names = [disease, ...(synonyms[disease] ?? [])].map(name => name.toLowerCase())
    const option = options?.find(({ text: name }) => names.includes(name.toLowerCase()))
    return option === undefined ? [] : [{ disease, name: option.text }]
  })
  const within =
    listed.length > 0 ? listed : [...conditions.keys()].map(disease => ({ disease, name: disease }))
  const ranked = bayes.rank(
    seen,
    within.map(({ disease }) => disease),
  )
  const [first, second] = ranked
  if (first === undefined) return undefined
  const nameOf = (disease: string) => within.find(one => one.disease === disease)?.name ?? disease
  const words = (code: string) => {
    const evidence = evidences.get(code)
    return evidence?.kind === 'binary'
      ? `"${evidence.statement.replace(/\.$/, '')}"`
      : (evidence?.label ?? code)
  }
  const candidates = ranked
    .slice(0, 5)
    .map(({ disease, probability }) => `${nameOf(disease)} ${(100 * probability).toFixed(1)} %`)
  const weights = second === undefined ? [] : bayes.weigh(seen, first.disease, second.disease)
  const weighed = (list: typeof weights) =>
    list.map(({ code, weight }) => `${words(code)} (${weight.toFixed(2)})`).join(', ')
  const pro = weights.filter(({ weight }) => weight > 0.1)
  const contra = weights.filter(({ weight }) => weight < -0.1).reverse()
  const line = `Diagnosis: ${nameOf(first.disease)}`
  const lines = [
    `I read ${seen.findings.length} findings${seen.loose ? ', some by keyword only' : ''}.`,
    `Likeliest by frequency: ${candidates.join(', ')}.`,
    ...(pro.length > 0 && second
      ? [`What speaks for ${nameOf(first.disease)} over ${nameOf(second.disease)}: ${weighed(pro)}.`]
      : []),
    ...(contra.length > 0 ? [`What speaks against it: ${weighed(contra)}.`] : []),
    line,
  ]
  const steps = stated(seen, ddxplus).map((sentence, i) => `${i + 1}. ${sentence}`)
  return { answer: lines.join('\n'), probability: first.probability, line, steps }
}

/** What was read, a sentence each, in words that `recogniser` reads back. */
function stated({ age, sex, findings }: Recognised, ddxplus: Ddxplus): string[] {
  const person =
    age !== undefined && sex !== undefined
      ? [`Patient: ${describePerson({ age, sex })}.`]
      : age !== undefined
        ? [`Patient: ${age} years old.`]
        : sex !== undefined
          ? [`Patient: ${sex === 'F' ? 'female' : 'male'}.`]
          : []
  return [...person, ...sentencesOf({ initial: '', findings }, ddxplus).map(({ text }) => text)]
}
