export { rankAudits, scoreOf } from './diagnostician/audit.ts'
export { chatReasoner } from './diagnostician/chat/chat.ts'
export { chatCritic } from './diagnostician/chat/critic.ts'
export {
  answerOf as diagnosisAnswer,
  diagnosisMediaType,
  diagnostician,
  diagnosticianId,
} from './diagnostician/diagnostician.ts'
export { infer, type NamedMemory } from './diagnostician/infer.ts'
export { type GrowOptions, type Growth, growMemory, type LabelledStory } from './diagnostician/memory/grow.ts'
export {
  addCases,
  emptyMemory,
  forget,
  type IllnessGraph,
  illnessGraphs,
  type Memory,
  memoryHash,
  undo,
} from './diagnostician/memory/memory.ts'
export { changeMemory, readMemory } from './diagnostician/memory/store.ts'
export { type Ablation, ablationSchema, type Diagnosis, diagnosisSchema } from './diagnostician/nodes.ts'
export type { Reasoner } from './diagnostician/reasoner.ts'
export { symbolicCritic } from './diagnostician/symbolic/critic.ts'
export { type Basis, symbolicReasoner } from './diagnostician/symbolic/symbolic.ts'
export {
  tellAudit,
  tellCandidates,
  tellDecision,
  tellDoubt,
  tellExemplars,
  tellLookups,
  tellPatient,
  tellPivots,
  tellQuestions,
} from './diagnostician/tell.ts'
export { direct } from './direct.ts'
export { noModel } from './no-model.ts'
export { type Asking as ChestAsking, chestChatReasoner } from './radiologist/chat/chat.ts'
export {
  type FabricWeights,
  fabricWeightsSchema,
  measurementsAgent,
  noWeights,
} from './radiologist/fabric-weights.ts'
export { measuredLabels } from './radiologist/findings.ts'
export { type FabricCase, fitFabric } from './radiologist/fit-fabric.ts'
export { type AgentAnswers, type Fused, fuse } from './radiologist/fuse.ts'
export type { ChestAgents } from './radiologist/gather.ts'
export { areaUnderRoc } from './radiologist/logistic.ts'
export { openRadiograph, type Radiograph, studyOf } from './radiologist/open-radiograph.ts'
export { type OwnAgents, ownAgents } from './radiologist/own-agents.ts'
export { type RadiologistOptions, type Read, readRadiograph } from './radiologist/radiologist.ts'
export { readFabricWeights } from './radiologist/read-fabric.ts'
export { builtinReasoner, type Reasoner as ChestReasoner } from './radiologist/reasoner.ts'
export { radiologist, radiologistId } from './radiologist/solver.ts'
export { reasoningProbe } from './reasoning-probe/reasoning-probe.ts'
export { type AgentOptions, segmenterAgent, singleTurn, toolsOf } from './segmenter/agent.ts'
export { answerOf, showMask, shownSide } from './segmenter/episode.ts'
export { goodEnough, jittered, type OracleOptions, oracle } from './segmenter/oracle.ts'
export { prompted } from './segmenter/prompted.ts'
export { firstRequest, systemPrompt } from './segmenter/prompts.ts'
export { type Exchange, exchangesOf } from './segmenter/retell.ts'
export { readScript, type Script, scripted } from './segmenter/scripted.ts'
export type { SolveContext, Solver, Task } from './solver.ts'
export { solvers } from './solvers.ts'
