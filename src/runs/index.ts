export type { Budget } from './budget.ts'
export { type AnswerCache, cacheKey, openCache } from './cache.ts'
export { executeRun, type Progress, type RunEnd, type RunPlan } from './execute.ts'
export { adaptiveGate, fixedGate, type Gate, gateDefaults } from './gate.ts'
export { isSchemaName, jsonSchema, type SchemaName, schemaNames } from './json-schema.ts'
export { type Manners, manage } from './managed-model.ts'
export {
  type Ask,
  askSchema,
  type Problem,
  problemSchema,
  type Run,
  type RunRecord,
  recordSchema,
  recordVersion,
  runSchema,
} from './record.ts'
export { recordedReplies } from './replies.ts'
export { type RescoreResult, rescoreRun } from './rescore.ts'
export { type RetryPolicy, retryDefaults } from './retry.ts'
export { defaultRunDir } from './run-dir.ts'
export { type OpenRun, openRun, readRecords, readRunMedia } from './run-folder.ts'
export { dropFailures, setRunAside } from './start-run.ts'
