/** How a DICOM data set and its pixels are written down (PS3.5, annex A and chapter 10). */

/**
 * How pixels are written: as they are, deflated frame by frame, run-length coded, or as image streams. A stream of
 * the JPEG or JPEG 2000 family says itself what decodes it.
 */
export type PixelCoding = 'native' | 'deflated' | 'rle' | 'stream' | 'unread'

export type TransferSyntax = {
  uid: string
  name: string
  explicit: boolean
  littleEndian: boolean
  deflated: boolean
  pixels: PixelCoding
}

const root = '1.2.840.10008.1.2'

const compressed: Record<string, readonly [name: string, pixels: PixelCoding]> = {
  '.4.50': ['JPEG Baseline', 'stream'],
  '.4.51': ['JPEG Extended', 'stream'],
  '.4.53': ['JPEG Spectral Selection', 'stream'],
  '.4.55': ['JPEG Full Progression', 'stream'],
  '.4.57': ['JPEG Lossless', 'stream'],
  '.4.70': ['JPEG Lossless SV1', 'stream'],
  '.4.80': ['JPEG-LS Lossless', 'stream'],
  '.4.81': ['JPEG-LS Near-lossless', 'stream'],
  '.4.90': ['JPEG 2000 Lossless', 'stream'],
  '.4.91': ['JPEG 2000', 'stream'],
  '.4.92': ['JPEG 2000 Multi-component Lossless', 'unread'],
  '.4.93': ['JPEG 2000 Multi-component', 'unread'],
  '.4.94': ['JPIP Referenced', 'unread'],
  '.4.95': ['JPIP Referenced Deflate', 'unread'],
  '.4.100': ['MPEG-2 Main Level', 'unread'],
  '.4.101': ['MPEG-2 High Level', 'unread'],
  '.4.102': ['MPEG-4 High Profile', 'unread'],
  '.4.103': ['MPEG-4 BD-compatible', 'unread'],
  '.4.104': ['MPEG-4 for 2D Video', 'unread'],
  '.4.105': ['MPEG-4 for 3D Video', 'unread'],
  '.4.106': ['MPEG-4 Stereo', 'unread'],
  '.4.107': ['HEVC Main Profile', 'unread'],
  '.4.108': ['HEVC Main 10 Profile', 'unread'],
  '.4.110': ['JPEG XL Lossless', 'unread'],
  '.4.111': ['JPEG XL JPEG Recompression', 'unread'],
  '.4.112': ['JPEG XL', 'unread'],
  '.4.201': ['HTJ2K Lossless', 'stream'],
  '.4.202': ['HTJ2K Lossless RPCL', 'stream'],
  '.4.203': ['HTJ2K', 'stream'],
  '.4.204': ['JPIP HTJ2K Referenced', 'unread'],
  '.4.205': ['JPIP HTJ2K Referenced Deflate', 'unread'],
  '.5': ['RLE Lossless', 'rle'],
  '.8.1': ['Deflated Image Frame', 'deflated'],
}

export const implicitLittleEndian = syntax(root, 'Implicit VR Little Endian', { explicit: false })
export const explicitLittleEndian = syntax(`${root}.1`, 'Explicit VR Little Endian')
export const explicitBigEndian = syntax(`${root}.2`, 'Explicit VR Big Endian', { littleEndian: false })

const plain: TransferSyntax[] = [
  implicitLittleEndian,
  explicitLittleEndian,
  explicitBigEndian,
  syntax(`${root}.1.99`, 'Deflated Explicit VR Little Endian', { deflated: true }),
  syntax(`${root}.1.98`, 'Encapsulated Uncompressed Explicit VR Little Endian'),
]

/** A syntax that is not known is taken for explicit little endian, as every encapsulated one must be. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const known = plain.find(one => one.uid === uid)
  if (known) return known
  const [name, pixels] = compressed[uid.startsWith(root) ? uid.slice(root.length) : ''] ?? [
    `transfer syntax ${uid}`,
    'unread' as const,
  ]
  return syntax(uid, name, { pixels })
}

function syntax(uid: string, name: string, rest: Partial<TransferSyntax> = {}): TransferSyntax {
  return { uid, name, explicit: true, littleEndian: true, deflated: false, pixels: 'native', ...rest }
}
