export { accuracyMetric, isScored } from './accuracy.ts'
export { askConfidence } from './ask-confidence.ts'
export type {
  Benchmark,
  CaseItem,
  Dataset,
  Influenced,
  Member,
  Metric,
  Published,
  Score,
  Setting,
  Settings,
  Statistic,
  Unit,
} from './benchmark.ts'
export { applyMode } from './modes/apply-mode.ts'
export { mirrorWords } from './modes/mirror-words.ts'
export { type Mode, modeSchema } from './modes/mode.ts'
export { benchmarks, findBenchmark } from './registry.ts'
export { firstId, repeatCases, withinRepeats } from './repeats.ts'
export { scoreOf } from './score.ts'
export { resolveSettings } from './settings.ts'
