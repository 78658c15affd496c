import { expect, suite, test } from 'vitest'
import { boundedCache } from './bounded-cache.ts'

suite('a bounded cache', () => {
  test('drops what was used longest ago when the sizes pass the limit', () => {
    const cache = boundedCache<string>(6, value => value.length)
    cache.set('a', 'aa')
    cache.set('b', 'bb')
    cache.set('c', 'cc')
    cache.get('a')
    cache.set('d', 'dd')
    expect(['a', 'b', 'c', 'd'].map(key => cache.get(key))).toEqual(['aa', undefined, 'cc', 'dd'])
  })

  test('counts a value that is set again once, and keeps the newest whatever its size', () => {
    const cache = boundedCache<string>(6, value => value.length)
    cache.set('a', 'aa')
    cache.set('a', 'aaaa')
    cache.set('b', 'bb')
    expect([cache.get('a'), cache.get('b')]).toEqual(['aaaa', 'bb'])
    cache.set('c', 'much too long')
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, undefined, 'much too long'])
    cache.set('d', 'd')
    expect([cache.get('c'), cache.get('d')]).toEqual([undefined, 'd'])
  })
})
