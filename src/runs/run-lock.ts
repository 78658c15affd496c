/** One process per run folder. */
import { lockFolder, PraxisError } from '../cases/index.ts'

/** Takes the lock of a run folder, or throws `run-locked`. Returns the function that releases it. */
export function lockRun(dir: string): () => void {
  const release = lockFolder(dir)
  if (release !== undefined) return release
  throw new PraxisError(
    'run-locked',
    'another process is working on this run',
    'wait for it to end, or give --out another folder',
    { file: dir },
  )
}
