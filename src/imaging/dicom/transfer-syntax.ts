/** How a DICOM data set and its pixels are written down (PS3.5, annex A and chapter 10). */

/** What decodes a frame; `native` pixels are not compressed. */
export type Compression =
  | 'native'
  | 'rle'
  | 'jpeg'
  | 'jpeg-lossless'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k'
  | 'unknown'

export type TransferSyntax = {
  uid: string
  name: string
  explicit: boolean
  littleEndian: boolean
  deflated: boolean
  compression: Compression
}

const root = '1.2.840.10008.1.2'

const compressed: Record<string, readonly [name: string, compression: Compression]> = {
  '.4.50': ['JPEG Baseline', 'jpeg'],
  '.4.51': ['JPEG Extended', 'jpeg'],
  '.4.53': ['JPEG Spectral Selection', 'jpeg'],
  '.4.55': ['JPEG Full Progression', 'jpeg'],
  '.4.57': ['JPEG Lossless', 'jpeg-lossless'],
  '.4.70': ['JPEG Lossless SV1', 'jpeg-lossless'],
  '.4.80': ['JPEG-LS Lossless', 'jpeg-ls'],
  '.4.81': ['JPEG-LS Near-lossless', 'jpeg-ls'],
  '.4.90': ['JPEG 2000 Lossless', 'jpeg-2000'],
  '.4.91': ['JPEG 2000', 'jpeg-2000'],
  '.4.201': ['HTJ2K Lossless', 'htj2k'],
  '.4.202': ['HTJ2K Lossless RPCL', 'htj2k'],
  '.4.203': ['HTJ2K', 'htj2k'],
  '.5': ['RLE Lossless', 'rle'],
}

export const implicitLittleEndian = syntax(root, 'Implicit VR Little Endian', { explicit: false })
export const explicitLittleEndian = syntax(`${root}.1`, 'Explicit VR Little Endian')

const plain: TransferSyntax[] = [
  implicitLittleEndian,
  explicitLittleEndian,
  syntax(`${root}.1.99`, 'Deflated Explicit VR Little Endian', { deflated: true }),
  syntax(`${root}.2`, 'Explicit VR Big Endian', { littleEndian: false }),
  syntax(`${root}.1.98`, 'Encapsulated Uncompressed Explicit VR Little Endian'),
]

/** A syntax that is not known is read as explicit little endian, as every encapsulated one must be. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const known = plain.find(one => one.uid === uid)
  if (known) return known
  const [name, compression] = compressed[uid.startsWith(root) ? uid.slice(root.length) : ''] ?? [
    `transfer syntax ${uid}`,
    'unknown' as const,
  ]
  return syntax(uid, name, { compression })
}

function syntax(uid: string, name: string, rest: Partial<TransferSyntax> = {}): TransferSyntax {
  return { uid, name, explicit: true, littleEndian: true, deflated: false, compression: 'native', ...rest }
}
