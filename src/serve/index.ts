export { bracketed } from './host/guard.ts'
export { type HostOptions, hosted, serveApp } from './host/serve-app.ts'
export { authPaths, type SegmentServiceOptions, segmentService } from './segment/index.ts'
