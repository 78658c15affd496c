/**
 * Writes NRRD (Nearly Raw Raster Data, version 4), which viewers built on VTK and ITK read: a header of text lines,
 * an empty line, the samples. DICOM's axes are those of its space `left-posterior-superior`.
 */
import { gzipped } from './nifti/index.ts'
import type { Samples, Volume } from './volume.ts'

/** The bytes of a `.nrrd` file of a grey volume at one point in time, samples little endian. */
export async function writeNrrd(
  { size, samples, affine, spacing }: Volume,
  { compress = false }: { compress?: boolean } = {},
): Promise<Uint8Array> {
  const steps = [spacing?.x ?? 1, spacing?.y ?? 1, spacing?.z ?? 1]
  const at = (row: number, column: number) =>
    affine ? (affine[4 * row + column] ?? 0) : row === column ? (steps[column] ?? 1) : 0
  const vector = (column: number) => `(${[0, 1, 2].map(row => at(row, column)).join(',')})`
  const header = [
    'NRRD0004',
    `type: ${typeOf(samples)}`,
    'dimension: 3',
    'space: left-posterior-superior',
    `sizes: ${size.x} ${size.y} ${size.z}`,
    `space directions: ${[0, 1, 2].map(vector).join(' ')}`,
    'kinds: domain domain domain',
    'endian: little',
    `encoding: ${compress ? 'gzip' : 'raw'}`,
    `space origin: ${vector(3)}`,
    '\n',
  ]
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  return Buffer.concat([Buffer.from(header.join('\n')), compress ? await gzipped(bytes) : bytes])
}

function typeOf(samples: Samples): string {
  if (samples instanceof Float32Array) return 'float'
  if (samples instanceof Float64Array) return 'double'
  return samples.constructor.name.replace('Array', '').toLowerCase()
}
