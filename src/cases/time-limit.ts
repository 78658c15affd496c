/**
 * Work under a time limit: a signal that aborts with an outer one, or when its time is over. The limits
 * under one outer signal share a single listener on it, because a signal goes through all its listeners
 * whenever one is added or removed; `AbortSignal.any` costs more than the rest of a fast call.
 */
export type TimeLimit = {
  signal: AbortSignal
  /** Ends the limit; to be called when the work is done, however it ended. */
  clear: () => void
}

const inner = new WeakMap<AbortSignal, Set<AbortController>>()

/** A limit of `ms` milliseconds, after which `signal` aborts with `late()`; none where `ms` is undefined. */
export function limitTime(outer: AbortSignal, ms: number | undefined, late: () => Error): TimeLimit {
  outer.throwIfAborted()
  if (ms === undefined) return { signal: outer, clear: () => {} }
  const controller = new AbortController()
  const together = innerOf(outer)
  together.add(controller)
  const timer = setTimeout(() => controller.abort(late()), ms)
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer)
      together.delete(controller)
    },
  }
}

/**
 * The result of `work`, or `late()` thrown after `ms` milliseconds, whether or not the work minds its signal.
 * Work that does not is left to itself, and what it gives later is dropped.
 */
export async function inTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ms: number,
  late: () => Error,
  outer: AbortSignal = new AbortController().signal,
): Promise<T> {
  const { signal, clear } = limitTime(outer, ms, late)
  // Before the work, so that of two who reject at the abort the reason of the limit is the one that counts.
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    return await Promise.race([aborted, work(signal)])
  } finally {
    clear()
  }
}

function innerOf(outer: AbortSignal): Set<AbortController> {
  const known = inner.get(outer)
  if (known !== undefined) return known
  const together = new Set<AbortController>()
  inner.set(outer, together)
  outer.addEventListener(
    'abort',
    () => {
      for (const controller of together) controller.abort(outer.reason)
    },
    { once: true },
  )
  return together
}
