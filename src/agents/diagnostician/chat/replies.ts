/** The JSON that each stage wants from a chat model. Unknown keys are ignored. */
import * as z from 'zod'

const text = z.string().trim().min(1).max(2000)

export const intuitionReply = z.object({
  candidates: z.array(z.object({ disease: text, why: z.string().max(2000).optional() })).min(1),
})

export const representationReply = z.object({
  summary: text,
  findings: z.array(
    z.object({ finding: text, words: text, status: z.enum(['Present', 'Absent', 'Missing']) }),
  ),
})

const diseases = z.array(z.string()).default([])

export const interventionReply = z.object({
  knowledge: z.array(
    z.object({
      content: text,
      supports: diseases,
      rules_out: diseases,
      expected_of: diseases,
      essential_to: diseases,
      findings: z.array(z.string()).default([]),
    }),
  ),
})

export const rereadReply = z.object({ found: z.array(z.object({ id: z.string(), words: text })) })

export const criticReply = z.object({
  findings: z.array(z.object({ id: z.string(), why: z.string().max(2000).optional() })).max(10),
})

export const judgeReply = z.object({ disease: text, why: text })
