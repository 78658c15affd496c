export type { Budget } from './budget.ts'
export { type AnswerCache, cacheKey, openCache } from './cache.ts'
export { executeRun, type Progress, type RunEnd, type RunPlan } from './execute.ts'
export { adaptiveGate, fixedGate, type Gate, gateDefaults } from './gate.ts'
export { type Manners, manage } from './managed-model.ts'
export { mapMedia, mediaStore } from './media-store.ts'
export { pendingCases } from './pending-cases.ts'
export { openProblemLog, type ProblemLog } from './problem-log.ts'
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
  trajectorySolver,
} from './record.ts'
export { openRecordLog, type RecordLog } from './record-log.ts'
export { recordedReplies } from './replies.ts'
export { type RescoreResult, rescoreRun } from './rescore.ts'
export { type RetryPolicy, retryDefaults } from './retry.ts'
export { defaultRunDir } from './run-dir.ts'
export {
  inRunFolder,
  type OpenRun,
  openRun,
  readLog,
  readRecords,
  readRunMedia,
  recordedIds,
  shareMedia,
} from './run-folder.ts'
export { lockRun } from './run-lock.ts'
export { dropFailures, setRunAside, startRun } from './start-run.ts'
