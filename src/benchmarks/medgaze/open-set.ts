/** Opens the shipped items by name, or a file or folder of items by path. */
import { countRows, findTables, fingerprintFiles, readCard } from '../../cases/index.ts'
import type { Dataset } from '../benchmark.ts'
import { locateData } from '../locate-data.ts'
import { presentColumns, refuseUnreadable } from '../refuse-unreadable.ts'
import { readItems } from './read-items.ts'

export const shippedName = 'medgaze-mini'

const needed = ['images', 'gaze', 'dimension', 'subtask', 'question', 'options', 'answer']

/** Throws `data-missing`, `data-gated` or, where no row can be an item, `data-malformed`. */
export async function openItems(nameOrPath: string): Promise<Dataset> {
  const { name, path } = await locateData(nameOrPath, { [shippedName]: shippedName })
  const { folder, test, train } = await findTables(path)
  for (const file of test.slice(0, 1)) await refuseUnreadable(file, missingFields)
  const count = await countRows(test)
  return {
    name,
    card: await readCard(folder),
    fingerprint: await fingerprintFiles(test),
    cases: () => readItems(test, folder),
    ...(count !== undefined && { count }),
    ...(train.length > 0 && { training: () => readItems(train, folder) }),
  }
}

function missingFields(names: string[]): string | undefined {
  const missing = needed.filter(name => !names.includes(name))
  return missing.length === 0
    ? undefined
    : `not MedGaze items: they lack ${missing.join(', ')}; ${presentColumns(names)}`
}
