/** Numbers as people read them: percent and points with one decimal, a real minus sign, no false precision. */
import type { IntervalMethod } from './statistics/estimate.ts'

export function percent(value: number | null): string {
  return value === null ? '–' : `${hundredths(value)} %`
}

/** An interval of shares, in percent. */
export function percentRange(low: number | null, high: number | null): string {
  return low === null || high === null ? 'no interval' : `[${hundredths(low)}, ${hundredths(high)}]`
}

/** A share in percent with a true minus, and no sign at zero. */
export function hundredths(value: number): string {
  const text = (100 * value).toFixed(1)
  return text === '-0.0' ? '0.0' : text.replace('-', '−')
}

/** A signed difference of shares, in percentage points. */
export function points(difference: number | null): string {
  if (difference === null) return '–'
  const text = (100 * difference).toFixed(1)
  if (Number(text) === 0) return '0.0'
  return difference > 0 ? `+${text}` : text.replace('-', '−')
}

export function pointsRange(low: number | null, high: number | null): string {
  if (low === null || high === null) return '(no interval)'
  const end = (value: number) => points(value).replace('+', '')
  return `[${end(low)}, ${end(high)}]`
}

/** A mean of squares or an area, which are not shares: three decimals. */
export function thousandths(value: number | null): string {
  return value === null ? '–' : value.toFixed(3)
}

/** A p value with its sign of comparison: `= 0.012`, `< 0.001`. */
export function formatP(p: number | null): string {
  if (p === null) return 'not tested'
  if (p < 0.001) return '< 0.001'
  return `= ${p.toFixed(p < 0.1 ? 3 : 2)}`
}

/** The smallest difference a test could find, in points; more than 100 cannot be. */
export function detectableText(detectable: number | null): string {
  if (detectable === null) return '–'
  return detectable > 1 ? '> 100' : `≥ ${(100 * detectable).toFixed(1)}`
}

/** What an interval rests on. */
export function methodText(method: IntervalMethod): string {
  switch (method) {
    case 'wilson':
      return 'Wilson'
    case 'cluster-bootstrap-bca':
      return 'bootstrap over clusters (BCa)'
    case 'wilson-on-clusters':
      return 'Wilson over clusters'
    case 'influence-on-clusters':
      return 'influence of units over clusters (DeLong), on the logit'
    case 'none':
      return 'none'
  }
}

/** A run's settings in a few words: `gaze marker, chains off`. */
export function settingsText(settings: Readonly<Record<string, string>> | undefined): string[] {
  return Object.entries(settings ?? {}).flatMap(([name, value]) => (value === '' ? [] : [`${name} ${value}`]))
}

/** A model without the address of its server. */
export function modelName(id: string): string {
  return /^compatible:(.+)@https?:\/\//.exec(id)?.[1] ?? id
}

/** Who acted: the model, the solver where it is not the one-shot one, and what drew for it. */
export function actorName({
  model,
  solver,
  segmenter,
}: {
  model: string
  solver: string
  segmenter?: string | undefined
}): string {
  const who = model === 'none' ? solver : modelName(model)
  if (segmenter === undefined) return who
  return model === 'none' ? `${who} with ${segmenter}` : `${who} (${solver} with ${segmenter})`
}

/** Whole numbers with a thin space between thousands. */
export function whole(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f')
}

export function dollars(value: number | 'unknown'): string {
  if (value === 'unknown') return 'unknown'
  if (value === 0) return '$0'
  return value < 0.01 ? `$${value.toPrecision(2)}` : `$${value.toFixed(2)}`
}

/** A duration in the unit that suits it. */
export function duration(ms: number): string {
  if (ms < 1) return '< 1 ms'
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`
}

/** A value that is a share or a difference of two, with its interval. */
export function quantityText(
  unit: 'share' | 'points',
  { value, low, high }: { value: number | null; low: number | null; high: number | null },
): { value: string; range: string } {
  return unit === 'share'
    ? { value: percent(value), range: percentRange(low, high) }
    : { value: `${points(value)} points`, range: pointsRange(low, high) }
}

/** A metric in its own unit: a share in percent, anything else with one decimal. */
export function metricText({
  unit,
  value,
  low,
  high,
}: {
  unit?: string
  value: number | null
  low: number | null
  high: number | null
}): { value: string; range: string } {
  if (unit === undefined) return quantityText('share', { value, low, high })
  if (value === null) return { value: '–', range: 'no interval' }
  const range = low === null || high === null ? 'no interval' : `[${low.toFixed(1)}, ${high.toFixed(1)}]`
  return { value: `${value.toFixed(1)} ${unit}`, range }
}

/** The first letter large. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
