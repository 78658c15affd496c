export { forgeEndobench } from './endobench/forge-endobench.ts'
export type { ForgedEndobench, ForgeEndobenchOptions } from './endobench/forged.ts'
export {
  type ForgedFacebench,
  type ForgeFacebenchOptions,
  forgeFacebench,
} from './facebench/forge-facebench.ts'
export { type ForgeMedgazeOptions, forgeMedgaze, type MedgazeSummary } from './medgaze/forge-medgaze.ts'
export {
  type MedgazeItem,
  type MedgazeRow,
  medgazeItemSchema,
} from './medgaze/item.ts'
export { type MedgazeProtocol, medgazeProtocolSchema } from './medgaze/protocol.ts'
export { checkPair } from './pairs/check-pair.ts'
export { type ForgeSummary, forgePairs, type Split } from './pairs/forge-pairs.ts'
export { limits, type Pair, pairRowSchema, rejections } from './pairs/pair.ts'
export { type WrittenPairs, writePairs } from './pairs/write-pairs.ts'
export { drawPhantom, type Phantom, type PhantomOptions } from './phantoms/draw-phantom.ts'
export type { PhantomFinding } from './phantoms/findings.ts'
export {
  type ForgedPhantoms,
  type ForgePhantomsOptions,
  forgePhantoms,
  phantomBuilder,
} from './phantoms/forge-phantoms.ts'
export type { Device } from './phantoms/paint-devices.ts'
export type { Side } from './phantoms/patient.ts'
export type { DeviceKind, Laterality, Lesion, Plan } from './phantoms/plan.ts'
export type { PhantomReport, ReportSentence, Statement } from './phantoms/report.ts'
export { groupKin, kinship, type Leak, refuseLeaks, type SplitItem } from './splits.ts'
