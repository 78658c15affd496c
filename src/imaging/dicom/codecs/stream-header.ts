/** What a compressed stream says of its size, read before any decoder allocates for it. */

export type StreamHeader = {
  width: number
  height: number
  components: number
  /** Bits of a sample. */
  precision: number
  /** Of the JPEG family: the frame marker, as SOF0 is 0xC0. */
  frameMarker?: number
  /** Says itself how colours are coded. */
  jfif?: true
  /** The transform of an Adobe marker: 0 none, 1 YCbCr. */
  adobe?: number
}

/** Undefined where the bytes are neither of the JPEG family nor a JPEG 2000 codestream. */
export function readStreamHeader(bytes: Uint8Array): StreamHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4) return undefined
  if (view.getUint16(0) === 0xffd8) return jpegHeader(view)
  const start = codestreamStart(bytes)
  return start === undefined ? undefined : codestreamHeader(view, start)
}

function jpegHeader(view: DataView): StreamHeader | undefined {
  let at = 2
  let said: Pick<StreamHeader, 'jfif' | 'adobe'> = {}
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    const length = view.getUint16(at + 2)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if ((isFrame || marker === 0xf7) && at + 10 <= view.byteLength)
      return {
        precision: view.getUint8(at + 4),
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
        frameMarker: marker,
        ...said,
      }
    if (marker === 0xe0 && length >= 7 && textAt(view, at + 4, 4) === 'JFIF') said = { ...said, jfif: true }
    if (marker === 0xee && length >= 14 && textAt(view, at + 4, 5) === 'Adobe' && at + 16 <= view.byteLength)
      said = { ...said, adobe: view.getUint8(at + 15) }
    if (marker === 0xda || length < 2) return undefined
    at += 2 + length
  }
  return undefined
}

/** A bare codestream begins with SOC and SIZ; in a JP2 file it lies in a box. */
function codestreamStart(bytes: Uint8Array): number | undefined {
  const most = Math.min(bytes.length - 4, 4096)
  for (let at = 0; at <= most; at++)
    if (bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff && bytes[at + 3] === 0x51)
      return at
  return undefined
}

function codestreamHeader(view: DataView, start: number): StreamHeader | undefined {
  if (start + 43 > view.byteLength) return undefined
  const at = start + 8
  return {
    width: view.getUint32(at) - view.getUint32(at + 8),
    height: view.getUint32(at + 4) - view.getUint32(at + 12),
    components: view.getUint16(at + 32),
    precision: (view.getUint8(at + 34) & 0x7f) + 1,
  }
}

function textAt(view: DataView, at: number, length: number): string {
  let text = ''
  for (let i = 0; i < length && at + i < view.byteLength; i++)
    text += String.fromCharCode(view.getUint8(at + i))
  return text
}
