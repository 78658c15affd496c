/**
 * How it was chosen when the symbolic reasoner abstains (`src/agents/diagnostician/symbolic/doubt.ts`), on training
 * patients alone, each diagnosed by what the others teach (leave one out). Two things are weighed: what abstaining
 * costs on MedEinst-style pairs of whole histories, and how many answers to short ones are right. A short one states
 * what the patient came for and as many more findings as it may, chosen by the seed. To see what words that were not
 * read cost, the findings that a short one leaves out are put back in words that nobody knows.
 *
 *     node scripts/choose-doubt.ts [PAIRS] [counted]   limits, on training patients
 *     node scripts/choose-doubt.ts --held-out [counted]  the curve of the limits that were chosen, on test patients
 */

import {
  type DoubtLimits,
  doubtLimits,
  type Grounds,
  reasonToDoubt,
} from '../src/agents/diagnostician/symbolic/doubt.ts'
import { infer, symbolicReasoner } from '../src/agents/index.ts'
import {
  describePerson,
  isPositive,
  narrate,
  type Patient,
  random,
  readDdxplus,
  sentencesOf,
} from '../src/cases/index.ts'
import { forgePairs } from '../src/forge/index.ts'

const ddxplus = await readDdxplus()
const diseases = [...ddxplus.conditions.keys()]
const basis = process.argv.includes('counted') ? 'counted' : 'lists'
const lengths = [1, 2, 3, 4, 5, 7, Number.POSITIVE_INFINITY]

type Answered = { disease: string; truth: string; grounds: Grounds }

const reasoners = new Map<string, ReturnType<typeof symbolicReasoner>>()
/** Who never saw this patient. */
function stranger(id: string): ReturnType<typeof symbolicReasoner> {
  const before = reasoners.get(id)
  if (before !== undefined) return before
  const train = ddxplus.train.filter(patient => patient.id !== id)
  const reasoner = symbolicReasoner({ ...ddxplus, train }, basis)
  reasoners.set(id, reasoner)
  return reasoner
}

/** What would be answered without doubt, and on what grounds; undefined where nothing would. */
async function answer(id: string, text: string, truth: string): Promise<Answered | undefined> {
  const { doubt: _, ...bold } = stranger(id)
  const story = { caseId: id, text, diseases }
  const { decision, patient } = await infer(story, { reasoner: bold, ablation: 'dci' })
  if (decision.disease === null) return undefined
  return { disease: decision.disease, truth, grounds: bold.grounds(story, patient, decision.disease) }
}

/** The patient with so many findings, the one they came for first. Details stay with what they detail. */
function shortened(patient: Patient, length: number): Patient {
  const root = (code: string) => ddxplus.evidences.get(code)?.parent ?? code
  const shown = patient.findings.filter(finding => {
    const evidence = ddxplus.evidences.get(finding.code)
    return evidence !== undefined && evidence.parent === undefined && isPositive(finding, evidence)
  })
  const rest = shown.map(({ code }) => code).filter(code => code !== patient.initial)
  const kept = new Set([patient.initial, ...random(`short ${patient.id}`).shuffle(rest)].slice(0, length))
  return { ...patient, findings: patient.findings.filter(({ code }) => kept.has(root(code))) }
}

const told = (person: Pick<Patient, 'age' | 'sex'>, story: string) =>
  `Patient: ${describePerson(person)}.\n${story}`

async function shortAnswers(patients: readonly Patient[]): Promise<Map<number, (Answered | undefined)[]>> {
  const all = new Map<number, (Answered | undefined)[]>()
  for (const length of lengths) {
    const row: (Answered | undefined)[] = []
    for (const patient of patients) {
      const short = shortened(patient, length)
      row.push(await answer(patient.id, told(patient, narrate(short, ddxplus)), patient.diagnosis))
    }
    all.set(length, row)
  }
  return all
}

/** The whole story, of which only the short one can be read. */
function veiled(patient: Patient, short: Patient): string {
  const known = new Set(sentencesOf(short, ddxplus).map(({ text }) => text))
  const rest = sentencesOf(patient, ddxplus).filter(({ text }) => !known.has(text))
  return [narrate(short, ddxplus), ...rest.map(({ text }) => `${text.replace(/[a-z]+/gi, 'qwx')}.`)].join(
    '\n',
  )
}

const kept = (one: Answered | undefined, limits: DoubtLimits | undefined): string | undefined =>
  one !== undefined && (limits === undefined || reasonToDoubt(one.grounds, one.disease, limits) === undefined)
    ? one.disease
    : undefined

const percent = (part: number, all: number) =>
  all === 0 ? '  –' : ((100 * part) / all).toFixed(0).padStart(3)

function curve(short: Awaited<ReturnType<typeof shortAnswers>>, limits: DoubtLimits | undefined): string {
  return [...short]
    .map(([length, row]) => {
      const given = row.filter(one => kept(one, limits) !== undefined)
      const right = given.filter(one => one?.disease === one?.truth)
      return `${length === Number.POSITIVE_INFINITY ? 'all' : length}: ${percent(given.length, row.length)}/${percent(right.length, given.length)}`
    })
    .join('  ')
}

if (process.argv.includes('--held-out')) {
  const short = await shortAnswers(ddxplus.test)
  console.log(`${ddxplus.test.length} test patients; by findings told: % answered / % of the answers right`)
  console.log(`without doubt  ${curve(short, undefined)}`)
  console.log(`as chosen      ${curve(short, doubtLimits)}`)
} else {
  const { pairs } = forgePairs({ ddxplus, count: Number(process.argv[2] ?? 600), seed: 7, split: 'train' })
  const diagnosed: { control: Answered | undefined; trap: Answered | undefined }[] = []
  for (const { control, trap } of pairs) {
    const of = (row: typeof control) => answer(row.patient_id, told(row, row.narrative), row.ground_truth)
    diagnosed.push({ control: await of(control), trap: await of(trap) })
  }
  const short = await shortAnswers(ddxplus.train)
  console.log(
    `${pairs.length} pairs and ${ddxplus.train.length} patients; by findings told: % answered / % of the answers right`,
  )
  const grid = [2, 3].flatMap(findings =>
    [0, 0.05, 0.1, 0.15, 0.2, 0.3].map(share => ({ findings, share, words: 0 })),
  )
  for (const limits of [undefined, ...grid]) {
    let [base, robust, trapped] = [0, 0, 0]
    for (const { control, trap } of diagnosed) {
      if (control === undefined || kept(control, limits) !== control.truth) continue
      base++
      const answered = kept(trap, limits)
      if (answered === trap?.truth) robust++
      if (answered === control.truth) trapped++
    }
    const shares = [base / diagnosed.length, robust / diagnosed.length, trapped / base]
    const text = shares.map(one => (100 * one).toFixed(1)).join(' / ')
    const name =
      limits === undefined
        ? 'without doubt'
        : `findings ≥ ${limits.findings}, share ≥ ${limits.share.toFixed(2)}`
    console.log(`${name}: Acc_base / Acc_rob / R_bias ${text};  ${curve(short, limits)}`)
  }

  const veiledOnes: Answered[] = []
  for (const length of [1, 2, 3, 4, 5, 7])
    for (const patient of ddxplus.train) {
      const text = told(patient, veiled(patient, shortened(patient, length)))
      const one = await answer(patient.id, text, patient.diagnosis)
      if (one !== undefined && kept(one, { ...doubtLimits, words: 0 }) !== undefined) veiledOnes.push(one)
    }
  const ends = [0, 0.2, 1 / 3, 0.5, 0.75, 1.01]
  for (const [i, end] of ends.slice(1).entries()) {
    const group = veiledOnes.filter(({ grounds }) => grounds.words >= (ends[i] ?? 0) && grounds.words < end)
    const right = group.filter(({ disease, truth }) => disease === truth)
    console.log(
      `${percent(ends[i] ?? 0, 1)} to ${percent(Math.min(end, 1), 1)} % of the words read: ${group.length} answers, ${percent(right.length, group.length)} % right`,
    )
  }
}
