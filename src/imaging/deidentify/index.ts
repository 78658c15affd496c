/** De-identification of DICOM files by the basic profile of PS3.15. */
export { type Deidentified, deidentify } from './deidentify.ts'
export { deidentifyPath, type FileReport } from './deidentify-path.ts'
export type { Change } from './deidentify-set.ts'
export { newKey, type Pseudonyms, pseudonyms } from './pseudonyms.ts'
