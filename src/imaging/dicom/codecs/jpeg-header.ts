/** What a stream of the JPEG family (ITU-T T.81, T.87) says of itself, read before any decoder allocates for it. */

export type JpegHeader = {
  family: 'jpeg'
  width: number
  height: number
  /** Sampling factors of each component, across and down. */
  sampling: (readonly [h: number, v: number])[]
  /** Bits of a sample. */
  precision: number
  /** Which process: SOF0 is 0xC0, JPEG-LS 0xF7. */
  frameMarker: number
  /** Carries the marker of a JFIF file, whose colours are YCbCr. */
  jfif?: true
  /** The transform of an Adobe marker: 0 none, 1 YCbCr. */
  adobe?: number
}

/** Undefined where the bytes are none, or end before the frame is described. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  let said: Pick<JpegHeader, 'jfif' | 'adobe'> = {}
  for (const { marker, body } of headSegments(bytes)) {
    if (isFrame(marker)) return frameHeader(marker, body, said)
    if (isJfif(marker, body)) said = { ...said, jfif: true }
    if (isAdobe(marker, body)) said = { ...said, adobe: body[11] ?? 0 }
  }
  return undefined
}

/**
 * The same stream with an Adobe marker that says whether its colours are YCbCr, in place of those that it has:
 * decoders follow the markers, and DICOM has the last word.
 */
export function withColourMarker(bytes: Uint8Array, ycbcr: boolean): Uint8Array {
  const text = [...'Adobe'].map(letter => letter.charCodeAt(0))
  const parts: Uint8Array[] = [
    Uint8Array.of(0xff, 0xd8, 0xff, 0xee, 0, 14, ...text, 0, 100, 0, 0, 0, 0, ycbcr ? 1 : 0),
  ]
  let rest = 2
  for (const { marker, body, from, to } of headSegments(bytes)) {
    if (!isJfif(marker, body) && !isAdobe(marker, body)) parts.push(bytes.subarray(from, to))
    rest = to
  }
  return Buffer.concat([...parts, bytes.subarray(rest)])
}

type Segment = { marker: number; body: Uint8Array; from: number; to: number }

/** The marker segments before the first scan. */
function* headSegments(bytes: Uint8Array): Generator<Segment> {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    const to = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
    if (marker === 0xda || to < at + 4 || to > bytes.length) return
    yield { marker, body: bytes.subarray(at + 4, to), from: at, to }
    at = to
  }
}

/** SOF0 to SOF15, of which three numbers mean something else, and that of JPEG-LS. */
function isFrame(marker: number): boolean {
  return marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
}

function isJfif(marker: number, body: Uint8Array): boolean {
  return marker === 0xe0 && startsWith(body, 'JFIF')
}

function isAdobe(marker: number, body: Uint8Array): boolean {
  return marker === 0xee && body.length >= 12 && startsWith(body, 'Adobe')
}

function startsWith(body: Uint8Array, text: string): boolean {
  return [...text].every((letter, i) => body[i] === letter.charCodeAt(0))
}

function frameHeader(
  frameMarker: number,
  body: Uint8Array,
  said: Pick<JpegHeader, 'jfif' | 'adobe'>,
): JpegHeader | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  if (body.length < 6 || body.length < 6 + 3 * view.getUint8(5)) return undefined
  return {
    family: 'jpeg',
    precision: view.getUint8(0),
    height: view.getUint16(1),
    width: view.getUint16(3),
    sampling: Array.from({ length: view.getUint8(5) }, (_, i) => {
      const factors = view.getUint8(7 + 3 * i)
      return [factors >> 4, factors & 15] as const
    }),
    frameMarker,
    ...said,
  }
}
