/** Opens the shipped pairs by name, or a MedEinst file (or a folder with its test split) by path. */
import {
  type Case,
  countRows,
  type Ddxplus,
  describePerson,
  findTables,
  fingerprintFiles,
  narrate,
  readCard,
  readDdxplus,
} from '../../cases/index.ts'
import type { CaseItem, Dataset } from '../benchmark.ts'
import { locateData } from '../locate-data.ts'
import { presentColumns, refuseUnreadable } from '../refuse-unreadable.ts'
import { type Diseases, diagnosisQuestion, knownDiseases } from './question.ts'
import { neededColumns, readPairs } from './read-pairs.ts'

export const shippedName = 'medeinst-mini'

/** Throws `data-missing` or `data-gated`. */
export async function openPairs(nameOrPath: string): Promise<Dataset> {
  const { name, path, isShipped } = await locateData(nameOrPath, { [shippedName]: shippedName })
  const { folder, test, train } = await findTables(path)
  for (const file of test.slice(0, 1)) await refuseUnreadable(file, missingColumns)
  const diseases = knownDiseases()
  const count = await countRows(test)
  const dataset: Dataset = {
    name,
    card: await readCard(folder),
    fingerprint: await fingerprintFiles(test),
    cases: () => readPairs(test, diseases),
    ...(count !== undefined && { count }),
  }
  if (isShipped) return { ...dataset, training: () => trainingCases(diseases) }
  return train.length === 0 ? dataset : { ...dataset, training: () => readPairs(train, diseases) }
}

/** The training half of the DDXPlus patients; the shipped pairs are made from the other half. */
async function* trainingCases(diseases: Diseases): AsyncGenerator<CaseItem> {
  const ddxplus = await readDdxplus()
  for (const patient of ddxplus.train) yield { ok: true, case: patientCase(patient, ddxplus, diseases) }
}

function patientCase(patient: Ddxplus['train'][number], ddxplus: Ddxplus, diseases: Diseases): Case {
  return {
    id: `ddxplus-${patient.id}`,
    cluster: patient.id,
    media: [],
    question: diagnosisQuestion(
      `Patient: ${describePerson(patient)}.\n${narrate(patient, ddxplus)}`,
      diseases,
    ),
    reference: { format: 'diagnosis', name: patient.diagnosis },
    tags: { disease: patient.diagnosis },
  }
}

function missingColumns(names: string[]): string | undefined {
  const there = new Set(names.map(name => name.trim().toLowerCase()))
  const missing = neededColumns.filter(name => !there.has(name))
  return missing.length === 0
    ? undefined
    : `the table lacks the columns ${missing.join(', ')}; ${presentColumns(names)}`
}
