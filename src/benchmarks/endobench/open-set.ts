/** Opens the shipped set by name, or an EndoBench table (or a folder with test and train tables) by path. */
import { type Card, countRows, findTables, fingerprintFiles, readCard } from '../../cases/index.ts'
import type { CaseItem, Dataset } from '../benchmark.ts'
import { locateData } from '../locate-data.ts'
import { presentColumns, refuseUnreadable } from '../refuse-unreadable.ts'
import { readCases, readTraining } from '../vqa/read-cases.ts'
import { officialHash } from './official-file.ts'
import { officialCardName } from './published.ts'
import { endoscopyQuestion, neededColumns, tagged } from './read-questions.ts'

export const shippedName = 'endobench-mini'

/** Throws `data-missing`, and `data-malformed` for a file that passes itself off as the official one. */
export async function openEndobench(nameOrPath: string): Promise<Dataset> {
  const { name, path } = await locateData(nameOrPath, { [shippedName]: shippedName })
  const tables = await findTables(path)
  const [file = path] = tables.test
  const official = await officialHash(file)
  await refuseUnreadable(file, missingColumns)
  const count = await countRows(tables.test)
  return {
    name,
    card: official === undefined ? otherCard(await readCard(path)) : officialCard,
    fingerprint:
      official === undefined
        ? await fingerprintFiles([...tables.test, ...tables.train])
        : `sha256:${official}`,
    cases: () => withTags(readCases(tables, endoscopyQuestion)),
    ...(count !== undefined && { count }),
    ...(tables.train.length > 0 && {
      training: () => withTags(readTraining(tables, endoscopyQuestion)),
    }),
  }
}

async function* withTags(items: AsyncIterable<CaseItem>): AsyncGenerator<CaseItem> {
  for await (const item of items) yield item.ok ? { ok: true, case: tagged(item.case) } : item
}

/** The licence is not restated here: the set joins 21 sources, each with terms of its own. */
const officialCard: Card = {
  name: officialCardName,
  version: 'EndoBench.tsv, checked by size and by the known digits of its SHA-256',
  licence: 'see the dataset page and its 21 sources',
  access: 'open',
  citation:
    'Liu S, Zheng B, Chen W, et al. EndoBench: a comprehensive evaluation of multi-modal large language models for endoscopy analysis. NeurIPS 2025 Datasets and Benchmarks; arXiv:2505.23601.',
  source: 'Saint-lsy/EndoBench on Hugging Face',
  intendedUse: 'Measuring models in research. Not a medical device; not for decisions about patients.',
  limits:
    'Built from public sets that models may have been trained on; questions were reworded by a language model.',
}

function otherCard(card: Card): Card {
  return {
    ...card,
    limits: `${card.limits.replace(/\.?$/, '.')} Not the official EndoBench file: figures do not compare with the published ones.`,
  }
}

function missingColumns(names: string[]): string | undefined {
  const there = new Set(names.map(name => name.trim().toLowerCase()))
  const missing = neededColumns.filter(name => !there.has(name.toLowerCase()))
  return missing.length === 0
    ? undefined
    : `the table lacks the columns ${missing.join(', ')}; ${presentColumns(names)}`
}
