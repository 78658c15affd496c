/** What of a run's settings belongs into its name. */
import { benchmarks } from '../benchmarks/index.ts'
import type { Ask } from '../runs/index.ts'
import { settingsText } from './format.ts'

/** In a few words, without those at their defaults: `gaze marker`. */
export function toldSettings({ benchmark, settings = {} }: Pick<Ask, 'benchmark' | 'settings'>): string[] {
  const known = benchmarks.find(({ id }) => id === benchmark)?.settings ?? []
  const isDefault = (name: string, value: string) =>
    known.some(setting => setting.name === name && setting.values[0] === value)
  return settingsText(
    Object.fromEntries(Object.entries(settings).filter(([name, value]) => !isDefault(name, value))),
  )
}
