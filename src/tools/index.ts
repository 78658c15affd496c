export type { McpServerFactory } from '@modelcontextprotocol/server'
export { type AnatomyServerOptions, anatomyServer } from './cxr/anatomy-server.ts'
export {
  type AnatomyToolAnswer,
  anatomyAnswerSchema,
  type FindingsToolAnswer,
  findingsAnswerSchema,
  type LocateToolAnswer,
  locateAnswerSchema,
  type ReportToolAnswer,
  reportAnswerSchema,
} from './cxr/answers.ts'
export { type ChestImage, isDicom, openChestImage } from './cxr/chest-image.ts'
export { type FindingsServerOptions, findingsServer } from './cxr/findings-server.ts'
export { type LocateServerOptions, locateServer } from './cxr/locate-server.ts'
export {
  cardiothoracicRatio,
  type Measurement,
  measureChest,
  measureRanges,
  trachealOffset,
} from './cxr/measure-chest.ts'
export { type Atlas, atlasOf, type Place, placeEvidence } from './cxr/place-evidence.ts'
export { reportSectionOf } from './cxr/report-sentences.ts'
export { type ReportServerOptions, reportServer } from './cxr/report-server.ts'
export type { ChestServerOptions } from './cxr/serve-chest.ts'
export { isTorn } from './cxr/torn-place.ts'
export { type KnowledgeBase, openKnowledgeBase } from './knowledge/base.ts'
export {
  conditionsWith,
  findCondition,
  findingsThatSeparate,
  otherNames,
  type Separation,
} from './knowledge/lookup.ts'
export { openRemoteSources, type RemoteOptions, type RemoteSources } from './knowledge/remote/open.ts'
export type { OpenTargets } from './knowledge/remote/open-targets.ts'
export type { Pubmed } from './knowledge/remote/pubmed.ts'
export { type Term, termSchema } from './knowledge/remote/term.ts'
export { conditionSchema, separationSchema } from './knowledge/schemas.ts'
export { type Hit, type SearchIndex, searchIndex } from './knowledge/search-index.ts'
export { type KnowledgeServerOptions, knowledgeServer } from './knowledge/server.ts'
export { bears, checkToken, makeToken } from './mcp/bearer.ts'
export { connectInMemory } from './mcp/connect-in-memory.ts'
export { maxFileBytes } from './mcp/given-image.ts'
export { listen } from './mcp/listen.ts'
export { openRoots, type Roots } from './mcp/roots.ts'
export { serveHttp } from './mcp/serve-http.ts'
export { serveStdio } from './mcp/serve-stdio.ts'
export type { Log, Serving } from './mcp/serving.ts'
export { type SessionLimits, type SessionStore, sessionStore } from './mcp/session-store.ts'
export { type ToolCard, toolCardKey, toolCardSchema, toolFingerprint, withCard } from './mcp/tool-card.ts'
export {
  type Action,
  type ActionName,
  type ActionResult,
  actionArguments,
  actionDescriptions,
  actionNames,
  actionOf,
  actionSpecs,
  promptOf,
  type ReadAction,
  readAction,
  type SegmentTools,
  type SegmentToolsOptions,
  segmentTools,
} from './segment/actions.ts'
export { type Layers, type Painter, painterOf } from './segment/draw-episode.ts'
export { type MaskMeasures, measureMask } from './segment/episode.ts'
export {
  boxFromGrid,
  boxToGrid,
  gridMax,
  imageSpan,
  pointFromGrid,
  pointToGrid,
  squareSpan,
  toGrid,
  toPixel,
} from './segment/grid.ts'
export { openInTime, segmenterLate } from './segment/open-in-time.ts'
export { type SegmentServerOptions, segmentServer } from './segment/server.ts'
