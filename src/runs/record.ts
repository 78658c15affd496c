/**
 * The run record: what others build on. A run is a folder with `run.json` (what was asked for),
 * `records.jsonl` (one judged case a line, append-only), `problems.jsonl` (rows that could not become
 * cases) and `media/` (bytes by hash). Everything a report, a replay or a training row needs is in it.
 *
 * Versions: readers accept every version up to their own (`upgrade`); unknown keys are ignored,
 * so a field may be added without a new version. A change of meaning raises the version.
 */
import * as z from 'zod'
import { ablationSchema } from '../agents/index.ts'
import { modeSchema } from '../benchmarks/index.ts'
import { cardSchema, caseSchema } from '../cases/index.ts'
import { scoringSchema, traceSchema, verdictSchema } from '../verify/index.ts'

export const recordVersion = 1

export const recordSchema = z.object({
  version: z.literal(recordVersion),
  case: caseSchema,
  trace: traceSchema,
  verdict: verdictSchema,
})
export type RunRecord = z.infer<typeof recordSchema>

/** The solver of a run that `praxis forge trajectories` made; its settings are the options of that command. */
export const trajectorySolver = 'trajectories'

/** What was asked for. Two runs with equal `ask` are the same run; a resumed run must match it. */
export const askSchema = z.object({
  benchmark: z.string(),
  data: z.string().describe('name of a shipped set, or of the user’s file or folder'),
  dataFingerprint: z.string(),
  model: z.string(),
  solver: z.string(),
  diagnostician: z
    .object({
      reasoner: z.string().describe('symbolic, or the model that reasons'),
      ablation: ablationSchema,
      memory: z.object({ name: z.string(), revision: z.int(), sha256: z.string() }).optional(),
    })
    .optional()
    .describe('how the diagnostician was set up, where the solver is ecr'),
  radiologist: z
    .object({
      reasoner: z.string().describe('builtin, or the model that reasons'),
      findings: z.string().describe('the findings models asked for'),
      anatomy: z.string().describe('the anatomy model asked for'),
      agents: z.record(z.string(), z.string()).describe('version of each agent, by its name'),
      weights: z.string().describe('hash of the weights that fuse the agents'),
    })
    .optional()
    .describe('how the radiologist was set up, where the solver is radiologist'),
  segmenter: z.string().optional().describe('what draws the masks, where a benchmark wants masks'),
  mode: modeSchema,
  seed: z.int(),
  limit: z.int().positive().optional(),
  scoring: scoringSchema,
  judge: z.string().optional(),
  settings: z
    .record(z.string(), z.string())
    .optional()
    .describe('the benchmark’s settings, where it has any'),
  repeats: z.int().min(2).optional().describe('times each case is asked; once where absent'),
  confidence: z.literal(true).optional().describe('the model was asked how sure it is'),
  sampling: z.object({
    temperature: z.number().optional(),
    maxOutputTokens: z.int().optional(),
    seed: z.int().optional(),
  }),
})
export type Ask = z.infer<typeof askSchema>

export const runSchema = z.object({
  version: z.literal(recordVersion),
  id: z.string(),
  createdAt: z.string(),
  ask: askSchema,
  card: cardSchema,
  code: z.object({ praxis: z.string(), node: z.string() }),
  prices: z.object({ asOf: z.string(), sha256: z.string() }),
  rescoredFrom: z.string().optional(),
  notice: z.string(),
})
export type Run = z.infer<typeof runSchema>

export const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  file: z.string().optional(),
  row: z.int().optional(),
  caseId: z.string().optional(),
})
export type Problem = z.infer<typeof problemSchema>
