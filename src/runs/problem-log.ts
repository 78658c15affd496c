/** Rows and cases that could not be asked, one JSON line each. A resumed run does not list one twice. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PraxisError } from '../cases/index.ts'
import type { Problem } from './record.ts'
import { openRecordLog } from './record-log.ts'

export type ProblemLog = {
  add: (error: Pick<PraxisError, 'code' | 'message' | 'place'>, caseId?: string) => Promise<void>
  count: () => number
  close: () => Promise<void>
}

export async function openProblemLog(dir: string): Promise<ProblemLog> {
  const file = join(dir, 'problems.jsonl')
  const log = await openRecordLog<Problem>(file)
  const known = new Set((await readFile(file, 'utf8')).split('\n').filter(line => line !== ''))
  return {
    add: async (error, caseId) => {
      const problem: Problem = {
        code: error.code,
        message:
          caseId && error.place.caseId === undefined ? `case ${caseId}: ${error.message}` : error.message,
        ...error.place,
        ...(caseId && { caseId }),
      }
      const line = JSON.stringify(problem)
      if (known.has(line)) return
      known.add(line)
      await log.append(problem)
    },
    count: () => known.size,
    close: log.close,
  }
}
