/** What was answered, free of option letters, so that answers compare after options changed places. */
import type { Question } from '../cases/index.ts'
import type { Verdict } from './verdict.ts'

/** The texts of the chosen options, one a line in alphabetical order; any other answer in lower case. Undefined where nothing was read. */
export function answerText({ options }: Question, { extraction }: Verdict): string | undefined {
  if (extraction === undefined) return undefined
  if (options === undefined) return extraction.value.trim().toLowerCase()
  const texts = extraction.value
    .split(',')
    .map(key => options.find(option => option.key === key.trim())?.text)
  return texts.includes(undefined) ? undefined : texts.toSorted().join('\n')
}
