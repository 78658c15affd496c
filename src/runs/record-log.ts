/**
 * The append-only log. A line counts once it is on disk: lines are gathered for at most 50 ms, written
 * together and flushed with fdatasync (group commit), and only then is `onDurable` called. Opening a
 * log first repairs its tail, so a process killed in mid-write leaves nothing that a reader trips on.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const gatherMs = 50
const maxPending = 4096
const tailChunk = 64 * 1024

export type RecordLog<T> = {
  /** Queues one object as a line. Waits only while too many lines are not yet on disk. */
  append: (value: T) => Promise<void>
  /** Resolves when all that was appended is on disk. */
  flush: () => Promise<void>
  /** Flushes what is queued and closes the file. */
  close: () => Promise<void>
}

/** Opens a log for appending. `onDurable` gets the objects of each flush, in order. */
export async function openRecordLog<T>(
  file: string,
  onDurable: (values: T[]) => void = () => {},
): Promise<RecordLog<T>> {
  const handle = await open(file, 'a+')
  await repairTail(handle)
  let pending: T[] = []
  let flushing: Promise<void> | undefined
  let failure: unknown

  const flush = async (): Promise<void> => {
    while (pending.length > 0) {
      const batch = pending
      pending = []
      await handle.appendFile(batch.map(value => `${JSON.stringify(value)}\n`).join(''))
      await handle.datasync()
      onDurable(batch)
    }
  }
  const schedule = (): Promise<void> => {
    flushing ??= sleep(gatherMs)
      .then(flush)
      .catch(error => {
        failure = error
      })
      .finally(() => {
        flushing = undefined
      })
    return flushing
  }
  const failIfBroken = (): void => {
    if (failure !== undefined) throw failure
  }

  const settle = async (): Promise<void> => {
    while (flushing !== undefined) await flushing
  }

  return {
    append: async value => {
      failIfBroken()
      pending.push(value)
      const flushed = schedule()
      if (pending.length >= maxPending) await flushed
      failIfBroken()
    },
    flush: async () => {
      await settle()
      failIfBroken()
    },
    close: async () => {
      await settle()
      await handle.close()
      failIfBroken()
    },
  }
}

/** Cuts a last line that was not finished. Its case was never counted and will be asked again. */
async function repairTail(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat()
  let end = size
  while (end > 0) {
    const start = Math.max(0, end - tailChunk)
    const { buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start)
    const newline = buffer.lastIndexOf(0x0a)
    if (newline >= 0) {
      end = start + newline + 1
      break
    }
    end = start
  }
  if (end < size) await handle.truncate(end)
}
