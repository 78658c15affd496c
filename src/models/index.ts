export { abstention } from './builtin/answer.ts'
export { type Bayes, learnBayes } from './builtin/bayes.ts'
export { keywordFinder, personOf, type Recognised, recogniser, stemsOf } from './builtin/recognise.ts'
export type {
  ChatMessage,
  ChatModel,
  ChatReply,
  ChatRequest,
  Finish,
  ImagePart,
  SamplingOptions,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  ToolSpec,
} from './chat-model.ts'
export { isLoopback } from './compatible.ts'
export { createModel, type ModelContext, type ModelForm, modelForms } from './create-model.ts'
export { builtinAnatomyModel } from './cxr/builtin/anatomy.ts'
export {
  type BuiltinFindingsName,
  builtinFindingsModel,
  builtinFindingsNames,
} from './cxr/builtin/findings.ts'
export { lookWith } from './cxr/builtin/look.ts'
export {
  type ChestNetwork,
  designs,
  type Features,
  featuresOf,
  type Head,
  labelLogits,
  maskPoints,
  type NetworkName,
  networkFrom,
  newNetwork,
} from './cxr/builtin/network.ts'
export {
  type NetworkFile,
  networkFileBytes,
  networkFileOf,
  readNetworkFile,
  weightsFile,
} from './cxr/builtin/network-file.ts'
export { distance, fitGaussian, type Gaussian } from './cxr/builtin/out-of-distribution.ts'
export { prepare, side, squareOf } from './cxr/builtin/prepare.ts'
export { gridSide, nearPerToken, stride, tokens, windowShape, windowsOf } from './cxr/builtin/windows.ts'
export type {
  AnatomyAnswer,
  AnatomyModel,
  Evidence,
  FindingsAnswer,
  FindingsModel,
  OutOfDistribution,
} from './cxr/chest-models.ts'
export {
  type ChestModelContext,
  chestModelForms,
  createAnatomy,
  createChestModels,
  createFindings,
} from './cxr/create-chest-models.ts'
export { type Explanation, explainFindings } from './cxr/explain-findings.ts'
export { exchange, type HttpAnswer } from './http.ts'
export { prepareImage } from './prepare-image.ts'
export { loadPrices, type Prices, priced, pricesSchema } from './prices.ts'
export { ProviderError, type ProviderErrorCode, retryAfterMs } from './provider-error.ts'
export type { ReplayFork } from './replay.ts'
export { createSegmenter, type SegmenterContext, segmenterForms } from './segmenters/create-segmenter.ts'
export { refuseUnfit } from './segmenters/refuse-unfit.ts'
export { type Prompt, type Segmenter, type SegmentSession, shownId } from './segmenters/segmenter.ts'
