/**
 * What the diagnostician reasons about, after ECR-Agent (MedEinst, arXiv 2601.06636, section 4.2): findings of the
 * patient, knowledge about the candidates, one causal graph for each candidate, and its audit. A `Diagnosis` holds
 * all of it; it is stored with the trace as JSON.
 */
import * as z from 'zod'

/** Present and Absent only where the text says so; Missing where it says that it is not known, or says both. */
export const patientNodeSchema = z.object({
  id: z.string(),
  content: z.string().describe('the finding in a few words'),
  originalText: z.string().describe('the words of the narrative that say so'),
  status: z.enum(['Present', 'Absent', 'Missing']),
  code: z.string().optional().describe('DDXPlus evidence, where one was recognised'),
  detail: z
    .literal(true)
    .optional()
    .describe('it details another finding, such as the place of a pain, and does not count alone'),
})
export type PatientNode = z.infer<typeof patientNodeSchema>

export const knowledgeNodeSchema = z.object({
  id: z.string(),
  content: z.string(),
  code: z.string().optional(),
  supports: z.array(z.string()).describe('candidates that show it'),
  rulesOut: z.array(z.string()).describe('candidates that do not'),
  expectedOf: z.array(z.string()).describe('candidates that usually show it'),
  essentialTo: z.array(z.string()).describe('candidates that always show it'),
  about: z.array(z.string()).describe('patient nodes that tell of the same finding'),
  source: z.enum(['knowledge', 'memory']),
})
export type KnowledgeNode = z.infer<typeof knowledgeNodeSchema>

export const edgeKinds = ['support', 'rule-out', 'matching', 'conflict', 'penalty'] as const

export const graphNodeSchema = z.object({
  id: z.string(),
  kind: z.enum(['disease', 'patient', 'pivot', 'general', 'shadow']),
  content: z.string(),
  status: patientNodeSchema.shape.status.optional(),
})
export type GraphNode = z.infer<typeof graphNodeSchema>

export const graphEdgeSchema = z.object({ from: z.string(), to: z.string(), kind: z.enum(edgeKinds) })
export type GraphEdge = z.infer<typeof graphEdgeSchema>

/** Characters of one text of a fact, at most. */
export const factLength = 500

export const factSchema = z.object({
  code: z.string(),
  content: z.string().max(factLength),
  question: z.string().max(factLength),
  listedFor: z.array(z.string()).describe('candidates that the tool lists it for'),
  notListedFor: z.array(z.string()),
})
export type Fact = z.infer<typeof factSchema>

export const lookupSchema = z.object({
  tool: z.string(),
  server: z.string().describe('name and version of the MCP server'),
  arguments: z.record(z.string(), z.unknown()),
  source: z.string().optional().describe('where the answer comes from, as the tool says'),
  facts: z.array(factSchema).describe('those about a finding that is told first, then the most telling'),
  leftOut: z.array(z.string()).optional().describe('what of the answer was not kept, and why'),
  failed: z.string().optional().describe('why there is no answer'),
})
export type Lookup = z.infer<typeof lookupSchema>

export const questionSchema = z.object({
  content: z.string(),
  question: z.string(),
  listedFor: z.array(z.string()),
  by: z.string().describe('the tool that says so'),
})
export type Question = z.infer<typeof questionSchema>

export const auditSchema = z.object({
  disease: z.string(),
  matches: z.int().nonnegative(),
  conflicts: z.int().nonnegative(),
  shadows: z.int().nonnegative(),
  score: z.number().describe('S(d) = w_m·N_match − w_c·N_conf − w_s·N_shadow'),
  lessons: z.int().describe('learned pivots that speak for it, less those that speak against it'),
  disqualifiedBy: z.array(z.string()).describe('essential findings that the text denies'),
  pivots: z.array(z.string()).describe('pivots that a present finding matches'),
  unexplained: z.array(z.string()).describe('contents of the conflicts'),
  missing: z.array(z.string()).describe('contents of the shadows'),
  cited: z
    .object({ by: z.string(), listed: z.array(z.string()), notListed: z.array(z.string()) })
    .optional()
    .describe('present findings that a knowledge tool lists for the disease, and that it does not'),
})
export type Audit = z.infer<typeof auditSchema>

export const candidateSchema = z.object({
  disease: z.string(),
  probability: z.number().min(0).max(1).optional(),
  why: z.string().optional(),
})
export type Candidate = z.infer<typeof candidateSchema>

export const weightsSchema = z.object({ match: z.number(), conflict: z.number(), shadow: z.number() })
export type Weights = z.infer<typeof weightsSchema>

/** Why no disease is named, and what would have to be known. */
export const doubtSchema = z.object({
  why: z.string(),
  leading: z
    .array(z.object({ disease: z.string(), probability: z.number().min(0).max(1) }))
    .describe('what the stated findings leave, likeliest first'),
  ask: z
    .array(
      z.object({
        code: z.string(),
        content: z.string(),
        question: z.string(),
        usualIn: z.array(z.string()).describe('leading diseases of which at least half show it'),
      }),
    )
    .describe('findings that are not told and would narrow what is left most'),
})
export type Doubt = z.infer<typeof doubtSchema>

/** Which stages run: the first guess alone, causal inference without memory, or all. */
export const ablationSchema = z.enum(['full', 'dci', 'intuition'])
export type Ablation = z.infer<typeof ablationSchema>

/** Raised when the meaning of a stored diagnosis changes. */
export const diagnosisVersion = 1

export const diagnosisSchema = z.object({
  version: z.literal(diagnosisVersion),
  kind: z.literal('praxis-diagnosis'),
  reasoner: z.string(),
  ablation: ablationSchema,
  memory: z.object({ name: z.string(), revision: z.int(), sha256: z.string() }).optional(),
  summary: z.string(),
  patient: z.array(patientNodeSchema),
  candidates: z.array(candidateSchema).describe('the first guess, best first'),
  knowledge: z.array(knowledgeNodeSchema),
  graphs: z.array(
    z.object({ disease: z.string(), nodes: z.array(graphNodeSchema), edges: z.array(graphEdgeSchema) }),
  ),
  weights: weightsSchema,
  audits: z.array(auditSchema).describe('best first'),
  exemplars: z.array(z.object({ caseId: z.string(), disease: z.string(), similarity: z.number() })),
  lookups: z.array(lookupSchema).optional().describe('what was asked of knowledge tools'),
  decision: z.object({ disease: z.string().nullable(), why: z.string() }),
  questions: z
    .array(questionSchema)
    .optional()
    .describe('not told yet, and listed for one of the first two candidates and not for the other'),
  doubt: doubtSchema.optional().describe('where the reasoner had better not answer'),
  failures: z
    .array(z.object({ stage: z.string(), reason: z.string() }))
    .describe('stages that came to nothing, and what of a reply was left out'),
})
export type Diagnosis = z.infer<typeof diagnosisSchema>
