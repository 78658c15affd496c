/** NIfTI-1, NIfTI-2 and Analyze 7.5, in; NIfTI-1, out. */
export { gzipped, isGzip, unfold } from './gzip.ts'
export { headerBytes, looksLikeNifti } from './header.ts'
export { type NiftiFacts, type NiftiImage, readNifti, readNiftiHeader } from './read-nifti.ts'
export { writeNifti } from './write-nifti.ts'
