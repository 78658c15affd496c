/**
 * Judging a reader: by its reading where the trace holds one, otherwise by the labels in the text of its answer. A reading
 * that finds itself out of its depth is an abstention, one without any finding because its agents failed is no answer.
 */
import { type Case, type ChestReading, chestReadingSchema, readMedia } from '../../cases/index.ts'
import {
  answerVerifier,
  gradeLabels,
  labelsText,
  type Trace,
  truthTerms,
  type Verdict,
  type Verifier,
} from '../../verify/index.ts'
import { readingTerms, toldPresent } from './reading-terms.ts'

const id = 'cxr'

export function cxrVerifier(): Verifier {
  const text = answerVerifier({ id })
  return {
    id,
    verify: async (case_, trace) => {
      const reading = trace.stop === 'answered' ? await readingIn(trace) : undefined
      if (reading !== undefined) return judge(case_, reading)
      const verdict = await text.verify(case_, trace)
      const { reference } = case_
      if (reference?.format !== 'labels') return verdict
      return { ...verdict, terms: { ...truthTerms(reference), ...verdict.terms } }
    },
  }
}

/** The last JSON medium that is a reading; a trace whose media are gone has none. */
async function readingIn({ outputs = [] }: Trace): Promise<ChestReading | undefined> {
  for (const media of outputs.toReversed()) {
    if (media.mediaType !== 'application/json') continue
    const bytes = await readMedia(media)
    const parsed = chestReadingSchema.safeParse(parsedJson(bytes))
    if (parsed.success) return parsed.data
  }
  return undefined
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

function judge({ reference }: Case, reading: ChestReading): Verdict {
  if (reference?.format !== 'labels') return unscored('judge-failed', {}, 'the case has no reference labels')
  const told = { ...truthTerms(reference), ...readingTerms(reading, reference) }
  const { outOfDepth, failures, findings } = reading
  if (findings.length === 0 && failures.length > 0)
    return unscored(
      'provider-error',
      told,
      `no agent found anything: ${failures.map(({ agent, reason }) => `${agent}: ${reason}`).join('; ')}`,
    )
  if (outOfDepth.is)
    return {
      verifier: id,
      ...{ outcome: 'abstained', value: 0, terms: told },
      why: `out of its depth: score ${outOfDepth.score.toFixed(3)} over ${outOfDepth.threshold.toFixed(3)}`,
    }
  const said = toldPresent(reading)
  const graded = gradeLabels(said, reference)
  return {
    verifier: id,
    ...graded,
    terms: { ...graded.terms, ...told },
    extraction: { rule: 'reading', span: [0, 0], value: labelsText(said) },
  }
}

function unscored(
  outcome: 'judge-failed' | 'provider-error',
  terms: Record<string, number>,
  why: string,
): Verdict {
  return { verifier: id, outcome, value: null, terms, why }
}
