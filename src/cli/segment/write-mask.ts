/** Where a mask goes: a picture, NIfTI on the grid of the image, or a DICOM segmentation that refers to it. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PraxisError } from '../../cases/index.ts'
import {
  countSlices,
  gzipped,
  labelVolume,
  type Mask,
  maskPng,
  type OpenedVolume,
  type SegContext,
  type Slice,
  segmentNamed,
  writeNifti,
  writeSeg,
} from '../../imaging/index.ts'
import { painterOf } from '../../tools/index.ts'
import { type Trace, turnsOf } from '../../verify/index.ts'
import { packageVersion } from '../package.ts'
import { refusePlace } from '../refuse-place.ts'

const formats = [
  ['.nii.gz', 'nifti-gz'],
  ['.nii', 'nifti'],
  ['.png', 'png'],
  ['.dcm', 'dicom'],
] as const

export type Output = {
  file: string
  format: (typeof formats)[number][1]
  /** Throws `bad-usage` where this image cannot have a mask of the format. */
  refuse: (opened: OpenedVolume) => void
}

/** Throws `bad-usage` for an unknown format, a folder that is not there, or the image itself. */
export async function planOutput(
  image: string,
  { out, overlay }: { out: string; overlay?: string },
): Promise<Output> {
  const [, format] = formats.find(([ending]) => out.toLowerCase().endsWith(ending)) ?? []
  if (format === undefined)
    throw new PraxisError(
      'bad-usage',
      `no mask can be written to ${out}`,
      'end --out in .png, .nii, .nii.gz or .dcm',
    )
  if (overlay !== undefined && !overlay.toLowerCase().endsWith('.png'))
    throw new PraxisError('bad-usage', `no picture can be written to ${overlay}`, 'end --overlay in .png')
  const files = overlay === undefined ? [out] : [out, overlay]
  for (const file of files) await refusePlace(file, image)
  if (overlay !== undefined && resolve(overlay) === resolve(out))
    throw new PraxisError('bad-usage', '--out and --overlay are one file', 'give them different names')
  return {
    file: out,
    format,
    refuse: ({ kind }) => {
      if (kind === 'segmentation')
        throw new PraxisError('bad-usage', 'it is a segmentation and no image', 'name the image', {
          file: image,
        })
      if (format === 'dicom' && kind !== 'dicom')
        throw new PraxisError(
          'bad-usage',
          'a DICOM segmentation must refer to a DICOM image, and this is none',
          'end --out in .png or .nii.gz',
          { file: image },
        )
    },
  }
}

export type Written = {
  opened: OpenedVolume
  slice: Slice
  mask: Mask
  target: string
  segmenter: string
  /** A model decided, not a person. */
  automatic: boolean
}

export async function writeMask({ file, format }: Output, written: Written): Promise<void> {
  await writeFile(file, await bytesOf(format, written))
}

async function bytesOf(format: Output['format'], written: Written): Promise<Uint8Array> {
  const { opened, slice, mask } = written
  switch (format) {
    case 'png':
      return maskPng(mask)
    case 'nifti':
      return writeNifti(onWholeGrid(opened, slice, mask))
    case 'nifti-gz':
      return gzipped(writeNifti(onWholeGrid(opened, slice, mask)))
    case 'dicom':
      return segOf(written)
  }
}

/** The mask in its slice of the volume, nothing in the others. */
function onWholeGrid({ volume }: OpenedVolume, { n }: Slice, { data }: Mask) {
  const labels = new Uint8Array(data.length * countSlices(volume))
  labels.set(data, n * data.length)
  return labelVolume(volume, labels)
}

/** One frame, which refers to the image or frame that was segmented. */
function segOf({ opened, slice, mask, target, segmenter, automatic }: Written): Uint8Array {
  if (opened.kind !== 'dicom') throw new TypeError('a DICOM segmentation of what is not DICOM')
  const segment = segmentNamed(1, target, `Praxis ${segmenter}`)
  return writeSeg({
    kind: 'binary',
    size: { x: mask.width, y: mask.height, z: 1 },
    labels: mask.data,
    segments: [automatic ? { ...segment, algorithm: 'AUTOMATIC' } : segment],
    ...ofSlice(opened.context, slice.n),
    description: target,
    software: `praxis ${packageVersion}`,
    at: new Date(),
  })
}

function ofSlice({ geometry, source, study }: SegContext, n: number): SegContext {
  const [origin, image] = [geometry?.origins[n], source?.images[n]]
  return {
    ...(geometry && origin && { geometry: { ...geometry, origins: [origin] } }),
    ...(source && image && { source: { ...source, images: [image] } }),
    ...(study && { study }),
  }
}

/** Pixels of the longer side of an overlay, at least: small pictures are enlarged to be seen. */
const leastSide = 768

/** The mask on the picture, with every box and click, and the outline of the reference where there is one. */
export async function writeOverlay(
  file: string,
  { slice, mask, trace, truth }: { slice: Slice; mask: Mask; trace: Trace; truth: Mask | undefined },
): Promise<void> {
  const { raster } = slice
  const paint = await painterOf(raster, Math.max(leastSide, raster.width, raster.height))
  const drawn = turnsOf(trace).flatMap(turn => turn.drawn ?? [])
  await writeFile(file, await paint({ mask, reference: truth, drawn }))
}
