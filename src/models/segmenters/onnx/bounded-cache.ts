/** The values used last, as many as fit: when the sum of their sizes passes the limit, the oldest go. */
export type BoundedCache<T> = { get(key: string): T | undefined; set(key: string, value: T): void }

/** The newest value is always kept, whatever its size. */
export function boundedCache<T>(limit: number, sizeOf: (value: T) => number): BoundedCache<T> {
  const held = new Map<string, T>()
  let total = 0
  const drop = (key: string) => {
    const value = held.get(key)
    if (value !== undefined) total -= sizeOf(value)
    held.delete(key)
  }
  const set = (key: string, value: T) => {
    drop(key)
    held.set(key, value)
    total += sizeOf(value)
    for (const oldest of held.keys()) {
      if (total <= limit || oldest === key) break
      drop(oldest)
    }
  }
  const get = (key: string) => {
    const value = held.get(key)
    if (value !== undefined) {
      held.delete(key)
      held.set(key, value)
    }
    return value
  }
  return { get, set }
}
