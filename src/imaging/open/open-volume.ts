/**
 * Opens whatever holds pixels as one volume: a picture, a DICOM image or segmentation, NIfTI, Analyze, a folder with
 * one DICOM series. What it is, is told by its content and not by its name.
 */
import { stat } from 'node:fs/promises'
import { type DicomFacts, readDicom, readDicomFacts } from '../dicom/index.ts'
import { readNifti } from '../nifti/index.ts'
import { affineOf, readSeg, type SegGeometry, type SegObject, segLabels, sliceStep } from '../seg/index.ts'
import type { Volume } from '../volume.ts'
import { openFolder } from './folder.ts'
import { isSegmentation, type OpenedVolume, openedDicom } from './opened.ts'
import { readPicture } from './picture.ts'
import { atFile, type Recognised, recognise } from './recognise.ts'

/**
 * Throws `data-missing`, `media-undecodable`, `data-malformed` or `bad-usage`, naming the path and the next step, for
 * whatever cannot be opened: nothing there, nothing with pixels, damaged, several series.
 */
export async function openVolume(path: string): Promise<OpenedVolume> {
  const isFolder = await stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
  if (isFolder) return openFolder(path)
  return atFile(path, async () => openRecognised(await recognise(path)))
}

/** The same for bytes that are already known. Errors name no file. */
export async function openRecognised(found: Recognised): Promise<OpenedVolume> {
  if (found.kind === 'picture') {
    return { kind: 'picture', mediaType: found.mediaType, ...(await readPicture(found.bytes)) }
  }
  if (found.kind === 'nifti') return { kind: 'nifti', ...(await readNifti(found.bytes, found.voxels)) }
  const facts = readDicomFacts(found.bytes)
  if (isSegmentation(facts)) return openSeg(found.bytes, facts)
  return openedDicom([await readDicom(found.bytes)], 'file')
}

async function openSeg(bytes: Uint8Array, facts: DicomFacts): Promise<OpenedVolume> {
  const seg = await readSeg(bytes)
  const { size, labels, overlapping } = segLabels(seg)
  const affine = seg.geometry && affineOf(seg.geometry)
  const volume: Volume = {
    size: { ...size, t: 1 },
    channels: 1,
    samples: labels,
    rescale: { slope: 1, intercept: 0 },
    unit: 'label',
    ...(seg.geometry && { spacing: spacingOf(seg.geometry), frame: seg.geometry.frame }),
    ...(affine && { affine }),
  }
  return { kind: 'segmentation', volume, facts, seg, notes: notesOn(seg, overlapping) }
}

function notesOn({ kind, geometry }: SegObject, overlapping: number): string[] {
  return [
    ...(overlapping > 0
      ? [`${overlapping} voxels belong to several segments; the one listed last is shown`]
      : []),
    ...(kind === 'fractional' ? ['it is fractional: a voxel belongs to a segment from half on'] : []),
    ...(geometry === undefined ? ['its frames do not say where they lie'] : []),
  ]
}

function spacingOf(geometry: SegGeometry): NonNullable<Volume['spacing']> {
  const z = sliceStep(geometry) ?? (geometry.origins.length === 1 ? geometry.thickness : undefined)
  return { ...geometry.spacing, ...(z !== undefined && { z }) }
}
