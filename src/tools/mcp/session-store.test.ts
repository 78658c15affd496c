import { expect, suite, test } from 'vitest'
import { type SessionLimits, sessionStore } from './session-store.ts'

type Item = { name: string; done: boolean; closed: boolean }

function storeOf(limits: Partial<SessionLimits>) {
  const clock = { ms: 0 }
  const store = sessionStore<Item>(
    { sessions: 2, weight: 10, idleMs: 600_000, ...limits },
    {
      close: item => {
        item.closed = true
      },
      finished: ({ done }) => done,
    },
    () => clock.ms,
  )
  const add = async (name: string, weight = 1) =>
    store.open(weight, async () => ({ name, done: false, closed: false }))
  return { store, add, clock }
}

suite('sessions between requests', () => {
  test('work on one session is done in the order asked for, one piece at a time', async () => {
    const { store, add } = storeOf({})
    const { id } = await add('a')
    const seen: number[] = []
    const slow = store.use(id, async () => {
      await new Promise(resolve => setTimeout(resolve, 10))
      seen.push(1)
      throw new Error('fails, and holds nobody up')
    })
    const quick = store.use(id, async () => seen.push(2))
    await expect(slow).rejects.toThrow('fails')
    await quick
    expect(seen).toEqual([1, 2])
  })

  test('an idle one is closed, one in use is not', async () => {
    const { store, add, clock } = storeOf({})
    const [a, b] = [await add('a'), await add('b')]
    clock.ms = 500_000
    await store.use(b.id, async () => {})
    clock.ms = 700_000
    await expect(store.use(a.id, async () => {})).rejects.toMatchObject({ code: 'bad-usage' })
    expect([a.value.closed, b.value.closed]).toEqual([true, false])
    expect(store.latest()).toBe(b.id)
  })

  test('a finished one makes room before one that stood longer', async () => {
    const { add, clock } = storeOf({})
    const [a, b] = [await add('a'), await add('b')]
    clock.ms = 90_000
    b.value.done = true
    await add('c')
    expect([a.value.closed, b.value.closed]).toEqual([false, true])
  })

  test('where all are at work there is no room, by number or by weight, and nobody is thrown out', async () => {
    const { store, add, clock } = storeOf({})
    const a = await add('a', 8)
    await expect(add('b', 3)).rejects.toThrow('no room')
    await add('b', 2)
    await expect(add('c', 0)).rejects.toThrow('no room')
    clock.ms = 60_000
    const busy = store.use(a.id, () => new Promise<void>(resolve => setTimeout(resolve, 20)))
    const c = await add('c', 1)
    expect([a.value.closed, c.value.closed, store.size()]).toEqual([false, false, 2])
    await busy
  })

  test('one that cannot be opened leaves its room', async () => {
    const { store, add } = storeOf({ sessions: 1 })
    const failing = store.open(1, async () => {
      throw new Error('no image')
    })
    await expect(failing).rejects.toThrow('no image')
    await add('a')
    expect(store.size()).toBe(1)
  })

  test('an id that is given replaces the session that has it, even while that is at work', async () => {
    const { store } = storeOf({ sessions: 1 })
    const item = (name: string) => ({ name, done: false, closed: false })
    const open = async (name: string) => (await store.open(1, async () => item(name), 'mine')).value
    const first = await open('first')
    const working = store.use('mine', async value => {
      await open('second')
      return value.closed
    })
    expect(await working).toBe(true)
    expect(first.closed).toBe(true)
    expect(store.peek('mine')?.name).toBe('second')
    expect(store.ids()).toEqual(['mine'])
  })

  test('a store that was closed while one opened closes that one too', async () => {
    const { store } = storeOf({})
    const item = { name: 'late', done: false, closed: false }
    const opening = store.open(1, async () => {
      store.close()
      return item
    })
    await expect(opening).rejects.toThrow('no session')
    expect(item.closed).toBe(true)
  })
})
