/**
 * How the weights of the evidence audit were chosen, on training patients alone: MedEinst-style pairs are made from
 * training patients, each is diagnosed by what the other training patients teach (leave one out), and every triple of
 * a small grid is scored by Acc_base + Acc_rob − R_bias; of equal triples the first, with the smallest weights, is
 * taken. Run it with `node scripts/choose-weights.ts [PAIRS] [counted]`.
 */
import { infer, rankAudits, scoreOf, symbolicReasoner } from '../src/agents/index.ts'
import { describePerson, readDdxplus } from '../src/cases/index.ts'
import { forgePairs, type Pair } from '../src/forge/index.ts'

const ddxplus = await readDdxplus()
const diseases = [...ddxplus.conditions.keys()]
const count = Number(process.argv[2] ?? 600)
const basis = process.argv[3] === 'counted' ? 'counted' : 'lists'
const { pairs } = forgePairs({ ddxplus, count, seed: 7, split: 'train' })
const reasoners = new Map<string, ReturnType<typeof symbolicReasoner>>()

const diagnose = async (row: Pair['control']) => {
  const train = ddxplus.train.filter(({ id }) => id !== row.patient_id)
  const reasoner = reasoners.get(row.patient_id) ?? symbolicReasoner({ ...ddxplus, train }, basis)
  reasoners.set(row.patient_id, reasoner)
  const text = `Patient: ${describePerson(row)}.\n${row.narrative}`
  return infer({ caseId: row.case_id, text, diseases }, { reasoner })
}
const diagnosed = []
for (const { control, trap } of pairs)
  diagnosed.push({
    control: await diagnose(control),
    trap: await diagnose(trap),
    truth: control.ground_truth,
    turned: trap.ground_truth,
  })

const rows: {
  match: number
  conflict: number
  shadow: number
  base: number
  robust: number
  bias: number
}[] = []
for (const match of [0, 1])
  for (const conflict of [1, 2, 3, 5, 8])
    for (const shadow of [0, 0.25, 0.5, 1, 2]) {
      const weights = { match, conflict, shadow }
      const answer = ({ audits, candidates }: Awaited<ReturnType<typeof diagnose>>) => {
        const weighed = audits.map(audit => ({ ...audit, score: scoreOf(audit, weights) }))
        return rankAudits(weighed, { candidates }).ranked[0]?.disease
      }
      let [base, robust, trapped] = [0, 0, 0]
      for (const { control, trap, truth, turned } of diagnosed) {
        if (answer(control) !== truth) continue
        base++
        if (answer(trap) === turned) robust++
        if (answer(trap) === truth) trapped++
      }
      const n = diagnosed.length
      rows.push({ match, conflict, shadow, base: base / n, robust: robust / n, bias: trapped / base })
    }
const worth = ({ base, robust, bias }: (typeof rows)[number]) => base + robust - bias
rows.sort((a, b) => worth(b) - worth(a))
console.log(`${pairs.length} pairs of training patients, each left out of what diagnoses it`)
for (const { match, conflict, shadow, base, robust, bias } of rows.slice(0, 10))
  console.log(
    `w_m ${match}  w_c ${conflict}  w_s ${shadow}   Acc_base ${(100 * base).toFixed(1)}  Acc_rob ${(100 * robust).toFixed(1)}  R_bias ${(100 * bias).toFixed(1)}`,
  )
