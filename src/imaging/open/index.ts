/** Opening files and folders as volumes. */
export { openVolume } from './open-volume.ts'
export type { OpenedVolume, SegContext } from './opened.ts'
