export { answerText } from './answer-text.ts'
export { type AnswerVerifierOptions, answerVerifier } from './answer-verifier.ts'
export {
  confidenceRequest,
  readConfidence,
  type StatedConfidence,
  withConfidence,
  withoutConfidence,
} from './confidence.ts'
export {
  chexpertLabelNamed,
  type ReasonedLabels,
  type ReasonedParts,
  readReasonedLabels,
  readReasonedParts,
} from './cxr/reasoned-labels.ts'
export {
  type LabelTruth,
  labelReward,
  labelTruth,
  type ReasonedReward,
  reasonedReward,
  reasonedVerifier,
} from './cxr/reasoned-rewards.ts'
export { extractAnswer, type Reading, readAnswer } from './extract.ts'
export { type Grade, grade, isLured, tokenF1 } from './grade.ts'
export type { Judge } from './judge.ts'
export { judgePromptVersion } from './judge-prompt.ts'
export {
  gradeLabels,
  type LabelsReference,
  labelsIn,
  labelsText,
  noFinding,
  truthTerms,
} from './labels.ts'
export type { Vocabulary } from './names.ts'
export { normaliseAnswer, type Token, tokenise } from './normalise.ts'
export type { OfficialRule } from './official.ts'
export { endobenchMultipleChoice } from './official-endobench.ts'
export { faceBench } from './official-facebench.ts'
export { medQaLetter, medXpertQaLetter } from './official-letters.ts'
export { vlmevalkitMultipleChoice } from './official-vlmevalkit.ts'
export { vqaRadExactMatch } from './official-vqa-rad.ts'
export { admitsHint } from './reasoning/admits-hint.ts'
export { type Chain, chainOf } from './reasoning/chain.ts'
export { differs, type FinalAnswer, readFinal } from './reasoning/final-answer.ts'
export { type Fork, forksOf, type Probe, probes, truncations, withoutForks } from './reasoning/forks.ts'
export { judgePlausibility } from './reasoning/plausibility.ts'
export {
  type ReadFindings,
  recalledSteps,
  redundantSteps,
  type StatedFinding,
  stepFactuality,
  wordSupport,
} from './reasoning/step-quality.ts'
export { splitSteps } from './reasoning/steps.ts'
export { stepsRequest } from './reasoning/steps-request.ts'
export { rougeL } from './rouge.ts'
export { agrees, secondReading } from './second-reader.ts'
export { episodeOf, masksOf } from './segment/episode.ts'
export { correctDice, curveTurns, maskVerifier } from './segment/mask-verifier.ts'
export {
  type Episode,
  medsamAgentReward,
  type Overlap,
  type RewardPreset,
  type RewardTerms,
  rewardPresets,
  strictReward,
} from './segment/rewards.ts'
export { type Click, type ClickOptions, simulateClick } from './segment/simulate-click.ts'
export { type Turn, turnsOf } from './segment/turns.ts'
export {
  type Drawn,
  drawnSchema,
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
export { addUsage, noUsage } from './usage.ts'
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
export { visibleText, withoutThoughts } from './visible.ts'
