/** How much of a narrative was understood: the share of its words with meaning that belong to a finding. */
import type { Knowledge } from '../../../cases/index.ts'
import { stemsOf } from '../../../models/index.ts'
import { evidenceWords, type Mention } from './mentions.ts'

/** Words about the person and the telling: they can be read and tell of no finding. */
const aboutTelling = new Set(
  stemsOf(
    'patient year years old month months week weeks day days hour hours ago since man woman boy girl male female child he she we has had says said reports reported denies denied deny denying complains complaining presents presented describes notes noted experiences admits endorses suffers started began without but however though',
  ),
)

/** 0..1; 1 where no word has a meaning. `loose` are the mentions in the sentences `unread`. */
export function shareRead(
  knowledge: Knowledge,
): (exact: readonly Mention[], loose: readonly Mention[], unread: readonly string[]) => number {
  const wordsOf = evidenceWords(knowledge)
  return (exact, loose, unread) => {
    const codes = new Map(
      [...Map.groupBy(loose, ({ text }) => text)].map(([text, mentions]) => [
        text,
        new Set(mentions.map(({ code }) => code)),
      ]),
    )
    let [read, all] = [0, 0]
    for (const sentence of unread) {
      const known = new Set([...(codes.get(sentence) ?? [])].flatMap(code => [...wordsOf(code)]))
      const stems = stemsOf(sentence).filter(stem => !aboutTelling.has(stem) && !/^\d+$/.test(stem))
      all += stems.length
      read += stems.filter(stem => known.has(stem)).length
    }
    const whole = exact.flatMap(({ text }) => stemsOf(text)).length
    return all + whole === 0 ? 1 : (read + whole) / (all + whole)
  }
}
