/** The thread behind `forger.ts`: for each case it is sent, it forges, stores the media and answers with the lines to log. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Case, isPraxisError, messageOf } from '../../cases/index.ts'
import { createSegmenter } from '../../models/index.ts'
import { mapMedia, mediaStore } from '../../runs/index.ts'
import { forgeCase } from './forge-case.ts'
import type { ForgedLines, ForgerOptions } from './forger.ts'

const { dir, recipe, segmenter }: ForgerOptions = workerData
const opened = createSegmenter(segmenter)
const keep = mediaStore(dir)

async function forge(case_: Case): Promise<ForgedLines> {
  try {
    const { attempts, records } = await forgeCase(case_, recipe, await opened)
    return { ok: true, attempts, records: await Promise.all(records.map(record => mapMedia(record, keep))) }
  } catch (error) {
    if (!isPraxisError(error)) throw error
    return { ok: false, problem: { code: error.code, message: messageOf(error), place: error.place } }
  }
}

parentPort?.on('message', async (case_: Case) => parentPort?.postMessage(await forge(case_)))
