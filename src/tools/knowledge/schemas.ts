/** What the tools over the built-in knowledge base take and return. */
import * as z from 'zod'

/** Longest question to the built-in base; none of it leaves this machine. */
const maxQuery = 200
const maxName = 100
const maxHits = 50

const limit = z.int().min(1).max(maxHits).default(10).describe('hits at most, best first')
const query = z.string().trim().min(1).max(maxQuery).describe('words such as "chest pain" or a name')
const conditionName = z
  .string()
  .trim()
  .min(1)
  .max(maxName)
  .describe('name of a condition, English or French, or a synonym')

export const argumentSchemas = {
  search: z.strictObject({ query, limit }),
  search_conditions: z.strictObject({ query, limit }),
  condition: z.strictObject({ name: conditionName }),
  finding: z.strictObject({
    code: z
      .string()
      .regex(/^E_\d{1,4}$/)
      .describe('code of a finding, such as E_91, as the other tools give it'),
  }),
  findings_that_separate: z.strictObject({
    conditions: z.array(conditionName).min(2).max(10).describe('two to ten conditions'),
  }),
}

export const provenanceSchema = z.object({
  source: z.string(),
  licence: z.string(),
  release: z.string().describe('which state of the source the answer rests on'),
  citation: z.string().optional(),
})

export type Provenance = z.infer<typeof provenanceSchema>

const provenance = provenanceSchema

const briefFinding = z.object({
  code: z.string(),
  label: z.string(),
  question: z.string().describe('as the patient was asked'),
  detailOf: z.string().optional().describe('code of the finding that this one details'),
})

const briefCondition = z.object({
  name: z.string(),
  icd10: z.string().describe('as the release gives it, in capitals'),
  severity: z.int().describe('1 is the most severe, 5 the least'),
})

export const hitsSchema = z.object({
  hits: z.array(
    z.object({
      kind: z.enum(['condition', 'finding']),
      id: z.string().describe('name of a condition, code of a finding'),
      label: z.string(),
      score: z.number().describe('orders the hits of one query, and means nothing else'),
    }),
  ),
  provenance,
})

export const conditionHitsSchema = z.object({
  conditions: z.array(briefCondition.extend({ score: z.number() })),
  provenance,
})

export const conditionSchema = briefCondition.extend({
  otherNames: z.array(z.string()),
  symptoms: z.array(briefFinding).describe('what a patient with it can show'),
  antecedents: z.array(briefFinding).describe('what can stand in the history'),
  provenance,
})

export const findingSchema = briefFinding.extend({
  kind: z.enum(['binary', 'categorical', 'multi']).describe('yes or no; one of the values; several of them'),
  antecedent: z.boolean(),
  values: z.array(z.string()).describe('possible answers in words; empty for yes or no'),
  conditions: z.array(briefCondition).describe('which list it'),
  provenance,
})

export const separationSchema = z.object({
  conditions: z.array(briefCondition),
  separating: z
    .array(
      briefFinding.extend({
        antecedent: z.boolean(),
        listedFor: z.array(z.string()),
        notListedFor: z.array(z.string()),
        listedByAll: z
          .int()
          .describe('how many conditions of the whole base list it: the fewer, the more telling'),
      }),
    )
    .describe('the most telling first'),
  shared: z.array(briefFinding).describe('listed for each of the conditions'),
  provenance,
})
