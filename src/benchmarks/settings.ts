/** The settings of a benchmark, from what the user chose to a value for each. */
import { PraxisError } from '../cases/index.ts'
import type { Benchmark, Settings } from './benchmark.ts'

/** Defaults filled in. Throws `bad-usage` for a setting or a value that the benchmark does not have. */
export function resolveSettings(
  { id, settings = [] }: Pick<Benchmark, 'id' | 'settings'>,
  chosen: Record<string, string> = {},
): Settings {
  for (const [name, value] of Object.entries(chosen)) {
    const setting = settings.find(known => known.name === name)
    if (setting === undefined)
      throw new PraxisError(
        'bad-usage',
        `${id} has no setting ${JSON.stringify(name)}`,
        settings.length === 0 ? 'leave --set away' : `use one of ${settings.map(s => s.name).join(', ')}`,
      )
    if (!setting.free && !setting.values.includes(value))
      throw new PraxisError(
        'bad-usage',
        `${name} cannot be ${JSON.stringify(value)}`,
        `use one of ${setting.values.join(', ')}`,
      )
  }
  return Object.fromEntries(settings.map(({ name, values }) => [name, chosen[name] ?? values[0] ?? '']))
}
