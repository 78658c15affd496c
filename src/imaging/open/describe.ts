/**
 * What a file or folder is, for a reader who decides what to do with it: its grid, values, encoding, and whether it
 * may name somebody. Who that is, is never told: no names, numbers, dates, identifiers or free text.
 */
import { stat } from 'node:fs/promises'
import { isPraxisError } from '../../cases/index.ts'
import { type DicomFacts, readDicomFacts } from '../dicom/index.ts'
import { countVoxels } from '../measures/index.ts'
import type { NiftiFacts } from '../nifti/index.ts'
import { orientationOf } from '../orientation.ts'
import { type Code, type Segment, type SegObject, segmentMask } from '../seg/index.ts'
import { valueRange } from '../slice-raster.ts'
import type { Volume } from '../volume.ts'
import { openFolder } from './folder.ts'
import { openRecognised } from './open-volume.ts'
import type { OpenedVolume } from './opened.ts'
import { atFile, recognise } from './recognise.ts'

export type Description = {
  format: string
  /** Such as `CT Image`; of DICOM only. */
  kind?: string
  grid?: GridDescription
  dicom?: Omit<DicomFacts, 'kind' | 'sopInstance' | 'study' | 'series' | 'frame' | 'description'>
  nifti?: NiftiFacts
  segments?: SegmentDescription[]
  /** Why there is no grid. */
  problem?: string
  notes: string[]
}

export type GridDescription = Pick<Volume, 'size' | 'channels' | 'spacing' | 'affine' | 'window'> & {
  /** As `LPS`, and how many degrees the axes are off. */
  orientation?: { letters: string; tilt: number }
  /** Number type of the samples. */
  samples: string
  rescale: Volume['rescale']
  /** Lowest and highest value. */
  values: { low: number; high: number; unit: string }
  /** Shown by a table of the file. */
  table: boolean
  /** The lowest value is shown white. */
  inverted: boolean
}

export type SegmentDescription = Pick<Segment, 'number' | 'label' | 'algorithm' | 'algorithmName'> & {
  category: Code
  type: Code
  voxels: number
  /** Absent where the size of a voxel is unknown. */
  mm3?: number
}

/** Throws as `openVolume` does; but what is DICOM and has no pixels, or such as cannot be read, is described too. */
export async function describePath(path: string): Promise<Description> {
  const isFolder = await stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
  if (isFolder) return describeOpened(await openFolder(path))
  return atFile(path, async () => {
    const found = await recognise(path)
    if (found.kind !== 'dicom') return describeOpened(await openRecognised(found))
    const facts = readDicomFacts(found.bytes)
    if (!facts.hasPixels) return { ...describeDicom(facts), problem: 'it holds no pixels', notes: [] }
    try {
      return describeOpened(await openRecognised(found))
    } catch (error) {
      if (!isPraxisError(error)) throw error
      return { ...describeDicom(facts), problem: error.message, notes: [] }
    }
  })
}

function describeOpened(opened: OpenedVolume): Description {
  const { volume, notes } = opened
  const rest = { grid: describeGrid(volume), notes }
  switch (opened.kind) {
    case 'picture':
      return { format: opened.mediaType, ...rest }
    case 'nifti':
      return { format: opened.facts.format, nifti: opened.facts, ...rest }
    case 'dicom':
      return { ...describeDicom(opened.facts), format: formats[opened.from], ...rest }
    case 'segmentation':
      return { ...describeDicom(opened.facts), segments: describeSegments(opened.seg, volume), ...rest }
  }
}

const formats = { file: 'DICOM', folder: 'DICOM series', dicomweb: 'DICOMweb series' }

function describeDicom(facts: DicomFacts): Omit<Description, 'notes'> {
  const { kind, sopInstance: _i, study: _s, series: _e, frame: _f, description: _d, ...dicom } = facts
  return { format: 'DICOM', kind, dicom }
}

function describeGrid(volume: Volume): GridDescription {
  const { size, channels, spacing, affine, window, samples, rescale, unit } = volume
  return {
    size,
    channels,
    ...(spacing && { spacing }),
    ...(affine && { affine, orientation: orientationOf(affine) }),
    samples: samples.constructor.name.replace('Array', '').toLowerCase(),
    rescale,
    values: { ...valueRange(volume), unit },
    ...(window && { window }),
    table: volume.lut !== undefined,
    inverted: volume.inverted ?? false,
  }
}

function describeSegments(seg: SegObject, { spacing }: Volume): SegmentDescription[] {
  const each = spacing?.z === undefined ? undefined : spacing.x * spacing.y * spacing.z
  return seg.segments.map(({ number, label, category, type, algorithm, algorithmName }) => {
    const voxels = countVoxels(segmentMask(seg, number))
    return {
      number,
      label,
      category,
      type,
      algorithm,
      ...(algorithmName !== undefined && { algorithmName }),
      voxels,
      ...(each !== undefined && { mm3: voxels * each }),
    }
  })
}
