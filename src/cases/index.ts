export { type Card, cardSchema } from './card.ts'
export {
  type Case,
  caseSchema,
  type Format,
  type Option,
  type Question,
  questionSchema,
  type Reference,
  referenceSchema,
} from './case.ts'
export {
  type ChexpertLabel,
  chexpertLabelOf,
  chexpertLabels,
  chexpertLabelsOf,
  type FindingLabel,
  findingLabels,
  impliedLabels,
  withImplied,
  type XrvLabel,
  xrvLabels,
} from './cxr/labels.ts'
export {
  type ChestReading,
  chestReadingSchema,
  type ReadingArtifact,
  type ReadingFinding,
  type ReadingSentence,
} from './cxr/reading.ts'
export { type Structure, sideOfStructure, structures } from './cxr/structures.ts'
export { isLateral } from './cxr/views.ts'
export {
  type Condition,
  type Ddxplus,
  describePerson,
  diseaseVocabulary,
  type Evidence,
  type Finding,
  isPositive,
  type Knowledge,
  narrate,
  type Patient,
  type ReadFinding,
  readDdxplus,
  readNarrative,
  type Sex,
  sentencesOf,
  shippedKnowledge,
  splitSentences,
} from './ddxplus/index.ts'
export {
  type ErrorCode,
  type ErrorPlace,
  errorCodes,
  isPraxisError,
  messageOf,
  PraxisError,
} from './error.ts'
export {
  countFaceHierarchy,
  type FaceAttribute,
  faceAttributeSchema,
  faceAttributes,
  faceHierarchyProblems,
  faceViews,
  findFacePart,
  notVisible,
} from './facebench/hierarchy.ts'
export { lockFolder } from './folder-lock.ts'
export { refuseKnownSet } from './known-sets.ts'
export { embedMedia, hashBytes, type Media, mediaSchema, readMedia, sniffMediaType } from './media.ts'
export { plain, withoutControls } from './plain-text.ts'
export { type Random, random } from './random.ts'
export { readCard } from './read-card.ts'
export { decodeBase64 } from './readers/base64.ts'
export { countRows } from './readers/count-rows.ts'
export { rereadRow } from './readers/delimited.ts'
export { fileMedia } from './readers/file-media.ts'
export { findTables, type Tables } from './readers/find-tables.ts'
export { fingerprintFiles } from './readers/fingerprint.ts'
export { listCell, nestedCell } from './readers/list-cell.ts'
export { readRows } from './readers/read-rows.ts'
export type { RowItem } from './readers/row-item.ts'
export { shippedPath } from './shipped-data.ts'
export { inTime, limitTime } from './time-limit.ts'
