/** Opens a question set: shipped by name, the user's by path; a known set that does not ship is refused. */
import { countRows, findTables, fingerprintFiles, readCard } from '../../cases/index.ts'
import type { Dataset } from '../benchmark.ts'
import { locateData } from '../locate-data.ts'
import { refuseUnreadable } from '../refuse-unreadable.ts'
import { recogniseColumns } from './columns.ts'
import { readCases, readTraining } from './read-cases.ts'

const shippedFolders: Record<string, string> = {
  'vqa-rad': 'vqa-rad',
  medqa: 'vqa-text/medqa',
  'medxpertqa-text': 'vqa-text/medxpertqa-text',
  'medxpertqa-mm': 'vqa-text/medxpertqa-mm',
}

export const shippedNames = Object.keys(shippedFolders)

export async function openSet(nameOrPath: string): Promise<Dataset> {
  const { name, path } = await locateData(nameOrPath, shippedFolders)
  const tables = await findTables(path)
  for (const file of tables.test.slice(0, 1))
    await refuseUnreadable(file, names => {
      const columns = recogniseColumns(names)
      return typeof columns === 'string' ? columns : undefined
    })
  const count = await countRows(tables.test)
  return {
    name,
    card: await readCard(path),
    fingerprint: await fingerprintFiles([...tables.test, ...tables.train]),
    cases: () => readCases(tables),
    ...(count !== undefined && { count }),
    ...(tables.train.length > 0 && { training: () => readTraining(tables) }),
  }
}
