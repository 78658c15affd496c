/**
 * What was true of it. A `Verifier` judges a trace against a case; the same function scores a
 * benchmark and rewards a learner. Failing to read an answer, failing to judge it and failing to get
 * it are outcomes of their own: none of them is ever turned into a guess or a zero in silence.
 */
import * as z from 'zod'
import type { Case } from '../cases/index.ts'
import type { Trace } from './trace.ts'

export const outcomeSchema = z.enum([
  'correct',
  'incorrect',
  'partial',
  'abstained',
  'unextracted',
  'refused',
  'judge-failed',
  'provider-error',
  'not-asked',
])
export type Outcome = z.infer<typeof outcomeSchema>

/** How an answer was read out of free text. */
export const extractionSchema = z.object({
  rule: z.string().describe('name of the rule that fired'),
  span: z.tuple([z.int(), z.int()]).describe('[start, end) in UTF-16 units of the answer text'),
  value: z.string().describe('option keys joined by commas, yes or no, a number, or text'),
})
export type Extraction = z.infer<typeof extractionSchema>

export const verdictSchema = z.object({
  verifier: z.string(),
  outcome: outcomeSchema,
  value: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe(
      'the score; null where there is nothing to score: unextracted, judge-failed, provider-error, not-asked',
    ),
  terms: z.record(z.string(), z.number()).describe('named parts, such as lured: 1'),
  why: z.string(),
  extraction: extractionSchema.optional(),
})
export type Verdict = z.infer<typeof verdictSchema>

export type Verifier = {
  id: string
  verify: (case_: Case, trace: Trace) => Verdict | Promise<Verdict>
}

/** `strict` is correct; `official` reproduces a benchmark's published arithmetic, quirks included. */
export const scoringSchema = z.enum(['strict', 'official'])
export type Scoring = z.infer<typeof scoringSchema>
