import { expect, suite, test } from 'vitest'
import { resolveSettings } from './settings.ts'

const settings = [
  { name: 'gaze', about: 'how gaze is shown', values: ['text', 'marker', 'none'] },
  { name: 'chains', about: 'follow conditions', values: ['off', 'enforced'] },
]

suite('settings of a benchmark', () => {
  test('are the first value each unless chosen', () => {
    expect(resolveSettings({ id: 'medgaze', settings }, { gaze: 'none' })).toEqual({
      gaze: 'none',
      chains: 'off',
    })
  })

  test('are refused by name and by value, with what there is', () => {
    expect(() => resolveSettings({ id: 'medgaze', settings }, { gase: 'none' })).toThrow(/gaze, chains/)
    expect(() => resolveSettings({ id: 'medgaze', settings }, { gaze: 'dots' })).toThrow(/text, marker, none/)
    expect(() => resolveSettings({ id: 'vqa' }, { gaze: 'text' })).toThrow(/leave --set away/)
  })
})
