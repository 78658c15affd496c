/**
 * State that outlives a request. In the modern protocol era a server instance lives for one request, so an episode
 * lives here, under an unguessable id that its first tool returns and the others take.
 *
 * Bounded three ways: number, summed weight (the caller's measure of memory) and idle time. Where there is no room,
 * a finished session goes first, then the one unused longest, if for at least a minute; a session at work never.
 */
import { randomUUID } from 'node:crypto'
import { PraxisError } from '../../cases/index.ts'

export type SessionLimits = {
  sessions: number
  /** In the unit of the weights. */
  weight: number
  idleMs: number
}

export type SessionStore<T> = {
  /**
   * Makes room, then the session. Its id comes with it: a new one, or the one given, whose session it replaces.
   * Throws `bad-usage` where there is no room.
   */
  open: (weight: number, make: () => Promise<T>, id?: string) => Promise<{ id: string; value: T }>
  /** Runs work on a session, after all work on it that was asked for before. Throws `bad-usage` for no such one. */
  use: <R>(id: string, work: (value: T) => Promise<R>) => Promise<R>
  /** A look at a session that neither waits nor counts as use. */
  peek: (id: string) => T | undefined
  /** The id that was opened last and still stands. */
  latest: () => string | undefined
  drop: (id: string) => void
  ids: () => string[]
  size: () => number
  close: () => void
}

type Held<T> = {
  value: T | undefined
  weight: number
  usedAt: number
  working: number
  queue: Promise<unknown>
}

const evictableAfterMs = 60_000
const sweepMs = 30_000

export function sessionStore<T>(
  limits: SessionLimits,
  { close, finished }: { close: (value: T) => void; finished: (value: T) => boolean },
  now: () => number = Date.now,
): SessionStore<T> {
  const sessions = new Map<string, Held<T>>()

  const drop = (id: string) => {
    const held = sessions.get(id)
    sessions.delete(id)
    if (held?.value !== undefined) close(held.value)
  }
  const sweep = () => {
    for (const [id, { working, usedAt }] of sessions)
      if (working === 0 && now() - usedAt >= limits.idleMs) drop(id)
  }
  const timer = setInterval(sweep, Math.min(sweepMs, limits.idleMs)).unref()

  const isFinished = ({ value }: Held<T>) => value !== undefined && finished(value)
  const evict = (): boolean => {
    const [found] = [...sessions]
      .filter(([, held]) => held.working === 0)
      .filter(([, held]) => isFinished(held) || now() - held.usedAt >= evictableAfterMs)
      .sort(([, a], [, b]) => Number(isFinished(b)) - Number(isFinished(a)) || a.usedAt - b.usedAt)
    if (found === undefined) return false
    drop(found[0])
    return true
  }
  const isFull = (weight: number) => {
    const held = [...sessions.values()].reduce((sum, session) => sum + session.weight, 0)
    return sessions.size >= limits.sessions || held + weight > limits.weight
  }

  const open = async (weight: number, make: () => Promise<T>, id: string = randomUUID()) => {
    sweep()
    drop(id)
    while (isFull(weight)) if (!evict()) throw full(sessions.size)
    const held: Held<T> = { value: undefined, weight, usedAt: now(), working: 1, queue: Promise.resolve() }
    // The place is taken before the session is there, so that many opened at once stay within the limits.
    sessions.set(id, held)
    try {
      const value = await make()
      if (sessions.get(id) !== held) {
        close(value)
        throw unknown(id)
      }
      held.value = value
      return { id, value }
    } catch (error) {
      if (sessions.get(id) === held) sessions.delete(id)
      throw error
    } finally {
      held.working--
      held.usedAt = now()
    }
  }

  const use = async <R>(id: string, work: (value: T) => Promise<R>): Promise<R> => {
    sweep()
    const held = sessions.get(id)
    if (held?.value === undefined) throw unknown(id)
    held.working++
    const turn = held.queue.then(() => {
      // A failure in the queue before may have closed it.
      if (held.value === undefined || sessions.get(id) !== held) throw unknown(id)
      return work(held.value)
    })
    held.queue = turn.catch(() => {})
    try {
      return await turn
    } finally {
      held.working--
      held.usedAt = now()
    }
  }

  return {
    open,
    use,
    peek: id => sessions.get(id)?.value,
    latest: () => [...sessions].findLast(([, { value }]) => value !== undefined)?.[0],
    drop,
    ids: () => [...sessions].flatMap(([id, { value }]) => (value === undefined ? [] : [id])),
    size: () => sessions.size,
    close: () => {
      clearInterval(timer)
      for (const id of [...sessions.keys()]) drop(id)
    },
  }
}

function full(count: number): PraxisError {
  return new PraxisError(
    'bad-usage',
    `there is no room for another session beside the ${count} at work`,
    'finish one, or try again in a minute',
  )
}

function unknown(id: string): PraxisError {
  return new PraxisError(
    'bad-usage',
    `there is no session ${JSON.stringify(id.slice(0, 60))}: it never was, stood idle too long, or was closed`,
    'open the image again and name the session that this returns',
  )
}
