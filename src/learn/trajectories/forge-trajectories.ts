/**
 * `praxis forge trajectories`: expert trajectories from images with masks, by hybrid prompting (MedSAM-Agent, arXiv
 * 2602.03320). What is written is a run folder: the trajectories that passed are its records, so that whatever reads
 * runs reads them. Beside them lie the ledger of all that was tried (`attempts.jsonl`), its summary and a data card.
 *
 * A case is done when its line is in the ledger, and that is written after its records are on disk. Killed between
 * the two, a case is forged again, which gives the same trajectories, and only the records that are missing are
 * added: nothing is lost and nothing doubled.
 *
 * Where the data sets a training part apart, only that is used; the test part must stay unseen.
 */
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { CaseItem, Dataset } from '../../benchmarks/index.ts'
import type { Card } from '../../cases/index.ts'
import {
  lockRun,
  openProblemLog,
  openRecordLog,
  pendingCases,
  type Run,
  type RunRecord,
  readLog,
  recordedIds,
  recordVersion,
  startRun,
  trajectorySolver,
} from '../../runs/index.ts'
import { type Attempts, attemptsSchema } from './attempts.ts'
import { type Forger, openForger } from './forger.ts'
import type { Recipe } from './recipe.ts'
import { summarise, type TrajectorySummary } from './summarise.ts'
import { summaryText } from './summary-text.ts'

export type ForgeTrajectoriesOptions = {
  dir: string
  dataset: Dataset
  segmenter: string
  recipe: Recipe
  /** Only the first cases. */
  limit?: number
  /** Threads at once. */
  workers: number
  code: Run['code']
  prices: Run['prices']
  onProgress?: (done: number, total: number | undefined) => void
}

export type ForgedTrajectories = TrajectorySummary & {
  out: string
  /** Cases that could not be forged; they are in `problems.jsonl` and tried again by the same command. */
  failed: number
}

/** Forges, or continues where an earlier call ended. Throws `run-locked` and `run-mismatch`. */
export async function forgeTrajectories(options: ForgeTrajectoriesOptions): Promise<ForgedTrajectories> {
  const { dir } = options
  const run = runOf(options)
  await startRun(dir, run)
  const unlock = lockRun(dir)
  try {
    await writeFile(join(dir, 'card.json'), json(run.card))
    const failed = await forgeAll(options)
    const summary = summarise(await Array.fromAsync(readLog(ledgerOf(dir), attemptsSchema)))
    await writeFile(join(dir, 'summary.json'), json(summary))
    await writeFile(join(dir, 'summary.txt'), `${summaryText(summary)}\n`)
    return { out: dir, failed, ...summary }
  } finally {
    unlock()
  }
}

/** Works through the cases that are not in the ledger yet; returns how many of them failed. */
async function forgeAll(options: ForgeTrajectoriesOptions): Promise<number> {
  const { dir, dataset, recipe, segmenter, limit, workers, onProgress } = options
  const records = await openRecordLog<RunRecord>(join(dir, 'records.jsonl'))
  const ledger = await openRecordLog<Attempts>(ledgerOf(dir))
  // Read after they were opened, which cuts lines that never counted.
  const recorded = await recordedIds(dir)
  const done = new Set<string>()
  for await (const line of readLog(ledgerOf(dir), attemptsSchema)) done.add(line.case)
  const problems = await openProblemLog(dir)
  const { source, count } = trainingPart(dataset)
  const total = limit === undefined ? count : Math.min(limit, count ?? limit)
  let failed = 0
  const fail = (problem: Parameters<typeof problems.add>[0], caseId?: string): Promise<void> => {
    failed++
    return problems.add(problem, caseId)
  }
  const pending = pendingCases(source, done, limit, fail)

  const work = async (forger: Forger): Promise<void> => {
    for await (const case_ of pending) {
      const forged = await forger.forge(case_)
      if (!forged.ok) {
        await fail(forged.problem, case_.id)
        continue
      }
      for (const record of forged.records) if (!recorded.has(record.case.id)) await records.append(record)
      await records.flush()
      await ledger.append(forged.attempts)
      done.add(case_.id)
      onProgress?.(done.size, total)
    }
  }

  const forgers = Array.from({ length: workers }, () => openForger({ dir, recipe, segmenter }))
  try {
    // A thread that fails ends the stream of cases; the others finish theirs, so that no work is lost.
    const ends = await Promise.allSettled(forgers.map(work))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  } finally {
    await Promise.all(forgers.map(forger => forger.close()))
    await records.close()
    await ledger.close()
    await problems.close()
  }
  return failed
}

/** What may be learned from: the training part, or everything where nothing is set apart. */
function trainingPart({ training, cases, count }: Dataset): {
  source: AsyncIterable<CaseItem>
  count: number | undefined
} {
  return training === undefined ? { source: cases(), count } : { source: training(), count: undefined }
}

function ledgerOf(dir: string): string {
  return join(dir, 'attempts.jsonl')
}

function runOf(options: ForgeTrajectoriesOptions): Run {
  const { dir, dataset, segmenter, recipe, limit, code, prices } = options
  return {
    version: recordVersion,
    id: basename(dir),
    createdAt: new Date().toISOString(),
    ask: {
      benchmark: 'segment',
      data: dataset.name,
      dataFingerprint: dataset.fingerprint,
      model: 'none',
      solver: trajectorySolver,
      segmenter,
      mode: 'plain',
      seed: recipe.seed,
      ...(limit !== undefined && { limit }),
      scoring: 'strict',
      settings: optionsOf(recipe),
      sampling: {},
    },
    card: cardOf(options),
    code,
    prices,
    notice: 'Research use, not a medical device.',
  }
}

/** The recipe as the options of the command, so that the report can tell the command that makes the run again. */
function optionsOf({ perFamily, actions, minGain, retries, minIou, jitter }: Recipe): Record<string, string> {
  return {
    'per-family': String(perFamily),
    actions: String(actions),
    'min-gain': String(minGain),
    retries: String(retries),
    'min-iou': String(minIou),
    jitter: String(100 * jitter),
  }
}

/** The rights are those of the images; what was made of them is told anew. */
function cardOf({ dataset: { card, training }, segmenter, recipe }: ForgeTrajectoriesOptions): Card {
  const part = training === undefined ? '' : ', training part'
  return {
    ...card,
    name: `Trajectories on ${card.name}${part}`,
    version: `${card.version}; forged with ${segmenter}, seed ${recipe.seed}`,
    intendedUse: 'Training in research of models that segment by boxes and points. Not a medical device.',
    limits: `${card.limits} The trajectories are SIMULATED: nobody drew them. Boxes and clicks come from the reference masks, and the masks from ${segmenter}; a model that learns them learns this annotator with this segmenter. Only those that reached an IoU of ${recipe.minIou} are kept, so hard cases are fewer than in the images. Made in the manner of MedSAM-Agent (arXiv 2602.03320), whose thresholds are unpublished.`,
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
