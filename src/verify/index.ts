export { answerText } from './answer-text.ts'
export { type AnswerVerifierOptions, answerVerifier } from './answer-verifier.ts'
export { extractAnswer, type Reading, readAnswer } from './extract.ts'
export { type Grade, grade, isLured, tokenF1 } from './grade.ts'
export type { Judge } from './judge.ts'
export { judgePromptVersion } from './judge-prompt.ts'
export type { Vocabulary } from './names.ts'
export { normaliseAnswer, type Token, tokenise } from './normalise.ts'
export type { OfficialRule } from './official.ts'
export { medQaLetter, medXpertQaLetter } from './official-letters.ts'
export { vlmevalkitMultipleChoice } from './official-vlmevalkit.ts'
export { vqaRadExactMatch } from './official-vqa-rad.ts'
export { agrees, secondReading } from './second-reader.ts'
export {
  type SentMedia,
  type Step,
  type Stop,
  sentMediaSchema,
  stepSchema,
  stopSchema,
  type Trace,
  traceSchema,
  type Usage,
  usageSchema,
} from './trace.ts'
export {
  type Extraction,
  extractionSchema,
  type Outcome,
  outcomeSchema,
  type Scoring,
  scoringSchema,
  type Verdict,
  type Verifier,
  verdictSchema,
} from './verdict.ts'
export { visibleText } from './visible.ts'
