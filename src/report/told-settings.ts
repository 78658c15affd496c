/** What of a run's settings belongs into its name. */
import { benchmarks } from '../benchmarks/index.ts'
import type { Ask } from '../runs/index.ts'
import { settingsText } from './format.ts'

/** In a few words, without those at their defaults: `gaze marker`. */
export function toldSettings({
  benchmark,
  settings = {},
  diagnostician,
  radiologist,
}: Pick<Ask, 'benchmark' | 'settings' | 'diagnostician' | 'radiologist'>): string[] {
  const known = benchmarks.find(({ id }) => id === benchmark)?.settings ?? []
  const isDefault = (name: string, value: string) =>
    known.some(setting => setting.name === name && setting.values[0] === value)
  const told = settingsText(
    Object.fromEntries(Object.entries(settings).filter(([name, value]) => !isDefault(name, value))),
  )
  return [
    ...told,
    ...(diagnostician ? diagnosticianText(diagnostician) : []),
    ...(radiologist ? radiologistText(radiologist) : []),
  ]
}

/** `symbolic, full, memory ward (0a1b2c3d)`. */
function diagnosticianText({ reasoner, ablation, memory }: NonNullable<Ask['diagnostician']>): string[] {
  const of = memory === undefined ? [] : [`memory ${memory.name} (${memory.sha256.slice(0, 8)})`]
  return [reasoner, ablation, ...of]
}

/** `builtin, findings onnx:nets, anatomy builtin, weights 0a1b2c3d`. */
function radiologistText({
  reasoner,
  findings,
  anatomy,
  weights,
}: NonNullable<Ask['radiologist']>): string[] {
  return [reasoner, `findings ${findings}`, `anatomy ${anatomy}`, `weights ${weights.slice(0, 8)}`]
}
