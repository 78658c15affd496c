/** Structured reports of readings, out. */
export type { ReferencedObject } from './content.ts'
export {
  findingSite,
  labelCode,
  laterality,
  sideCode,
  singleChestView,
  siteOf,
  stateCode,
} from './cxr-codes.ts'
export { type MaskSeg, maskSegs } from './mask-segs.ts'
export { markedSentence, remarks } from './measurement-report.ts'
export { comprehensive3dSr, type SrContext, writeSr } from './write-sr.ts'
