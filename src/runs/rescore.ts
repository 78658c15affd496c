/**
 * Judging a finished run again, with another scoring or a newer extractor and no model call. The result
 * is a run of its own beside the first: same cases, same traces, new verdicts; so it can be reported,
 * and compared with the first, like any other.
 */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { PraxisError } from '../cases/index.ts'
import type { Scoring, Verdict, Verifier } from '../verify/index.ts'
import { mapMedia } from './media-store.ts'
import type { RunRecord } from './record.ts'
import { openRecordLog } from './record-log.ts'
import { inRunFolder, openRun, readRecords, shareMedia } from './run-folder.ts'
import { lockRun } from './run-lock.ts'
import { share } from './share.ts'
import { startRun } from './start-run.ts'

/** Records judged at once: enough to keep a judge model busy, few enough to hold. */
const batchSize = 64

export type RescoreResult = { dir: string; cases: number; changed: { outcome: number; value: number } }

/** Writes the rescored run to `out`, which is made anew; throws `run-mismatch` where `out` holds another run. */
export async function rescoreRun(
  dir: string,
  out: string,
  scoring: Scoring,
  verifier: Verifier,
  judge?: string,
  onProgress?: (cases: number) => void,
): Promise<RescoreResult> {
  const { run } = await openRun(dir)
  await clearRescored(out, run.id)
  const { judge: _, ...ask } = run.ask
  const id = basename(out)
  await startRun(out, { ...run, id, ask: { ...ask, scoring, ...(judge && { judge }) }, rescoredFrom: run.id })
  const unlock = lockRun(out)
  try {
    const log = await openRecordLog<RunRecord>(join(out, 'records.jsonl'))
    const changed = { outcome: 0, value: 0 }
    let cases = 0
    for await (const batch of batches(readRecords(dir), batchSize)) {
      const verdicts = await Promise.all(batch.map(record => judgeAgain(dir, record, verifier)))
      for (const [i, verdict] of verdicts.entries()) {
        const record = batch[i]
        if (record === undefined) continue
        if (verdict.outcome !== record.verdict.outcome) changed.outcome++
        if (verdict.value !== record.verdict.value) changed.value++
        await mapMedia(record, async media => {
          await shareMedia(dir, out, media)
          return media
        })
        await log.append({ ...record, verdict })
      }
      cases += batch.length
      onProgress?.(cases)
    }
    await log.close()
    await share(join(dir, 'problems.jsonl'), join(out, 'problems.jsonl'))
    return { dir: out, cases, changed }
  } finally {
    unlock()
  }
}

/** A verifier reads media, which records name relative to their folder. */
async function judgeAgain(dir: string, record: RunRecord, verifier: Verifier): Promise<Verdict> {
  const here = await mapMedia(record, media => inRunFolder(dir, media))
  return verifier.verify(here.case, here.trace)
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Only an earlier rescoring of the same run is replaced; anything else in the way is refused. */
async function clearRescored(out: string, from: string): Promise<void> {
  if (!existsSync(out)) return
  const earlier = await openRun(out)
  if (earlier.run.rescoredFrom !== from)
    throw new PraxisError('run-mismatch', 'holds another run', 'give --out another folder', { file: out })
  await rm(out, { recursive: true })
}
