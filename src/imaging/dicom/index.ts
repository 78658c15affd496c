/** DICOM images, in. */
export { findSeries, readDicomWeb } from './dicomweb.ts'
export type { DicomFacts } from './facts.ts'
export { looksLikeDicom } from './parse.ts'
export { type DicomImage, readDicom, readDicomFacts } from './read-dicom.ts'
export { assembleSeries, type DicomSeries } from './series.ts'
