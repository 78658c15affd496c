/** Opening files and folders as volumes. */
export { type Description, describePath, type GridDescription, type SegmentDescription } from './describe.ts'
export { type Slice, sliceOf } from './one-slice.ts'
export { openRecognised, openVolume } from './open-volume.ts'
export type { OpenedVolume, SegContext } from './opened.ts'
export { atFile } from './recognise.ts'
