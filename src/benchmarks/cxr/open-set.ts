/** Opens the held-out phantoms by name, or a folder (or table) of labelled radiographs by path. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { countRows, findTables, fingerprintFiles, PraxisError, readCard } from '../../cases/index.ts'
import type { Dataset, Settings } from '../benchmark.ts'
import { locateData } from '../locate-data.ts'
import { refuseUnreadable } from '../refuse-unreadable.ts'
import { boxList, isBoxList, readBoxes } from './boxes.ts'
import { recogniseColumns } from './columns.ts'
import { imageFinder } from './find-images.ts'
import { defaultCount, heldOutPhantoms, phantomsName } from './phantoms.ts'
import { readCases } from './read-cases.ts'

/** Throws `data-missing`, `data-gated` or `data-malformed`; `bad-usage` for a count that is none. */
export async function openRadiographs(nameOrPath: string, settings: Settings): Promise<Dataset> {
  if (nameOrPath === phantomsName) return heldOutPhantoms(settings)
  if (settings.count !== defaultCount)
    throw new PraxisError('bad-usage', 'count is how many phantoms are drawn', 'use --limit for a folder')
  const { name, path } = await locateData(nameOrPath, { [phantomsName]: '' })
  const { folder, test: tables } = await findTables(await labelTable(path))
  for (const file of tables.slice(0, 1))
    await refuseUnreadable(file, names => {
      const columns = recogniseColumns(names)
      return typeof columns === 'string' ? columns : undefined
    })
  const marked = await boxList(folder)
  const boxes = marked === undefined ? { boxes: new Map(), problems: [] } : await readBoxes(marked)
  const findImage = await imageFinder(folder)
  const count = await countRows(tables)
  return {
    name,
    card: await readCard(path),
    fingerprint: await fingerprintFiles(marked === undefined ? tables : [...tables, marked]),
    cases: () => readCases({ tables, findImage, marked: boxes }),
    ...(count !== undefined && { count }),
  }
}

/** Beside its labels NIH ships a list of boxes, which is no table of radiographs. */
async function labelTable(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory() || (await boxList(path)) === undefined) return path
  const tables = (await readdir(path)).filter(name => /\.csv$/i.test(name) && !isBoxList(name))
  const [only, more] = tables
  return only !== undefined && more === undefined ? join(path, only) : path
}
