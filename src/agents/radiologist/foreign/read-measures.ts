/** Measured values that a sentence states, by the names of what was measured, and its other numbers as written. */
import { cardiothoracicRatio, trachealOffset } from '../../../tools/index.ts'

export type MeasureClaim = {
  measures: string
  value?: Stated
  /** Such as `not above 0.50`. */
  compared?: { isAbove: boolean; limit: number }
}

/** A number, as it was written and what it says; `unit` is the value of its last decimal. */
export type Stated = { text: string; value: number; unit: number }

const number = String.raw`-?\d+(?:\.\d+)?(?:\s*%)?`
const measureNames: [measures: string, names: string][] = [
  [cardiothoracicRatio, String.raw`cardio-?\s?thoracic (?:ratio|index)|\bctr\b`],
  [trachealOffset, trachealOffset],
  ...[
    'left lung area as part of the picture',
    'right lung area as part of the picture',
    'left to right lung area ratio',
  ].map((name): [string, string] => [name, name]),
]
const comparison = String.raw`(?:\s*,)?(?:\s*(?:which is|and is|is))?\s*(not\s+)?(above|over|greater than|below|under|less than)\s+(${number})`

/** Measured values by name, and the sentence without them. */
export function measuresOf(sentence: string): { measures: MeasureClaim[]; rest: string } {
  const measures: MeasureClaim[] = []
  let rest = sentence
  for (const [name, names] of measureNames) {
    const pattern = new RegExp(
      String.raw`(?:${names})(?:\s*(?:is|was|of|=|:)?\s*(?:about\s+)?(${number}))?(?:${comparison})?`,
      'gi',
    )
    rest = rest.replace(pattern, (_, value?: string, not?: string, than?: string, limit?: string) => {
      measures.push({
        measures: name,
        ...(value !== undefined && { value: statedOf(value) }),
        ...(than !== undefined &&
          limit !== undefined && {
            compared: {
              isAbove: /above|over|greater/i.test(than) === (not === undefined),
              limit: statedOf(limit).value,
            },
          }),
      })
      return ' '
    })
  }
  return { measures, rest }
}

export function statedOf(text: string): Stated {
  const digits = text.replace(/\s*%/, '')
  const scale = text.endsWith('%') ? 0.01 : 1
  const decimals = digits.split('.')[1]?.length ?? 0
  return { text, value: Number(digits) * scale, unit: scale * 10 ** -decimals }
}
