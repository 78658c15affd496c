/** Opens the shipped faces by name, or an official FaceBench file or folder by path. */
import { countRows, findTables, fingerprintFiles, readCard } from '../../cases/index.ts'
import type { Dataset, Settings } from '../benchmark.ts'
import { locateData } from '../locate-data.ts'
import { presentColumns, refuseUnreadable } from '../refuse-unreadable.ts'
import { imageFinder, imageFolders, refuseWithoutImages } from './find-images.ts'
import { readFaces, readFaceTraining } from './read-cases.ts'

export const shippedName = 'facebench-mini'

const neededKeys = ['question_id', 'question_type', 'image_id', 'text', 'gt_answer', 'metadata']

/** Throws `data-missing`, `data-malformed` or, where there are no images at all, `media-missing`. */
export async function openFaces(nameOrPath: string, settings: Settings): Promise<Dataset> {
  const { name, path } = await locateData(nameOrPath, { [shippedName]: shippedName })
  const { folder, test, train } = await findTables(path)
  for (const file of test.slice(0, 1)) await refuseUnreadable(file, missingKeys)
  const folders = await imageFolders(folder, test)
  await refuseWithoutImages(folders)
  const enforce = settings.chains === 'enforced'
  const count = await countRows(test)
  return {
    name,
    card: await readCard(folder),
    fingerprint: await fingerprintFiles(test),
    cases: () => readFaces(test, imageFinder(folders), enforce),
    ...(count !== undefined && { count }),
    ...(train.length > 0 && { training: () => readFaceTraining(test, train) }),
    ...(enforce && { chained: true }),
  }
}

function missingKeys(names: string[]): string | undefined {
  const missing = neededKeys.filter(name => !names.includes(name))
  return missing.length === 0 ? undefined : `the rows lack ${missing.join(', ')}; ${presentColumns(names)}`
}
