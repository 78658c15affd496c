/**
 * A mask as MONAI Label answers with it: a label map on the grid of its image, 1 where the target is, in the file
 * format that was asked for, alone or as a part beside the parameters.
 */
import { randomBytes } from 'node:crypto'
import {
  encodePng,
  gzipped,
  labelVolume,
  segmentNamed,
  writeNifti,
  writeNrrd,
  writeSeg,
} from '../../../imaging/index.ts'
import { Refused } from '../../host/refusal.ts'
import type { Params } from './params.ts'
import type { MonaiImage } from './volume.ts'

export type ResultFile = { bytes: Uint8Array; type: string; name: string }

/** Throws `Refused` for a format that is not written, or cannot hold the mask. */
export async function labelFile(
  { opened: { volume, kind } }: MonaiImage,
  labels: Uint8Array,
  { result_extension, result_compress }: Params,
): Promise<ResultFile> {
  const extension = (result_extension || (kind === 'picture' ? '.png' : '.nii.gz')).toLowerCase()
  const named = (bytes: Uint8Array, type: string): ResultFile => ({
    bytes,
    type,
    name: `mask-${randomBytes(4).toString('hex')}${extension}`,
  })
  const grid = labelVolume(volume, labels)
  switch (extension) {
    case '.nii.gz':
      return named(await gzipped(writeNifti(grid)), 'application/gzip')
    case '.nii':
      return named(writeNifti(grid), 'application/octet-stream')
    case '.nrrd':
      return named(await writeNrrd(grid, { compress: result_compress === true }), 'application/octet-stream')
    case '.png': {
      const { x, y, z } = volume.size
      if (z > 1) throw new Refused(400, `a PNG holds one slice, not ${z}; ask for .nii.gz or .nrrd`)
      return named(await encodePng({ width: x, height: y, channels: 1, samples: labels }), 'image/png')
    }
    default:
      throw new Refused(400, `no ${extension.slice(0, 20)} is written; ask for .nii.gz, .nii, .nrrd or .png`)
  }
}

/** Throws `Refused` for a mask of an image that is no DICOM. */
export function segmentationFile(
  { opened }: MonaiImage,
  labels: Uint8Array,
  label: string,
  algorithm: { name: string; version: string },
): ResultFile {
  if (opened.kind !== 'dicom')
    throw new Refused(400, 'a DICOM segmentation needs a DICOM image; ask for output=image')
  const bytes = writeSeg({
    kind: 'binary',
    size: opened.volume.size,
    labels,
    segments: [segmentNamed(1, label, algorithm.name)],
    ...opened.context,
    at: new Date(),
    software: `praxis ${algorithm.version}`,
  })
  return { bytes, type: 'application/dicom', name: `mask-${randomBytes(4).toString('hex')}.dcm` }
}

/** The file alone. */
export function fileAnswer({ bytes, type, name }: ResultFile): Response {
  return new Response(Uint8Array.from(bytes), {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'content-length': String(bytes.byteLength),
    },
  })
}

/**
 * Parameters and file as multipart (RFC 7578). The length is told: clients in Python read the body from the socket
 * and would take the marks between chunks for a part of it.
 */
export function multipartAnswer(params: unknown, { bytes, type, name }: ResultFile): Response {
  const boundary = randomBytes(16).toString('hex')
  const head = (disposition: string, content: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${content}\r\n\r\n`
  const body = Buffer.concat([
    Buffer.from(`${head('name="params"', 'application/json')}${JSON.stringify(params)}\r\n`),
    Buffer.from(head(`name="image"; filename="${name}"`, type)),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return new Response(body, {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(body.byteLength),
    },
  })
}
