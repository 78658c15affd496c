/** A small encoder of JPEG Lossless (ITU-T T.81, annex H), for tests of the decoder. */

export type Lossless = {
  width: number
  height: number
  components: number
  precision: number
  predictor: number
  /** Bits that are cut off. */
  shift: number
  /** Lines between restarts, or 0. */
  lines: number
  /** One scan for all components, or one for each. */
  interleaved: boolean
}

/** Codes of a fixed length: five bits for the sizes 0..16. */
const codeLength = 5
const sizes = Array.from({ length: 17 }, (_, size) => size)

export function encodeLossless(samples: ArrayLike<number>, image: Lossless): Uint8Array {
  const { width, height, components, precision, predictor, shift, lines, interleaved } = image
  const ids = Array.from({ length: components }, (_, c) => c + 1)
  const scans = interleaved ? [ids] : ids.map(id => [id])
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xc3, [
      precision,
      ...word(height),
      ...word(width),
      components,
      ...ids.flatMap(id => [id, 0x11, 0]),
    ]),
    ...segment(0xc4, [0, ...sizes.slice(1).map(length => (length === codeLength ? 17 : 0)), ...sizes]),
    ...(lines > 0 ? segment(0xdd, word(lines * width)) : []),
    ...scans.flatMap(scan => [
      ...segment(0xda, [scan.length, ...scan.flatMap(id => [id, 0]), predictor, 0, shift]),
      ...scanBytes(samples, image, scan),
    ]),
    ...[0xff, 0xd9],
  ])
}

function word(value: number): number[] {
  return [value >> 8, value & 255]
}

function segment(marker: number, body: number[]): number[] {
  return [0xff, marker, ...word(body.length + 2), ...body]
}

function scanBytes(samples: ArrayLike<number>, image: Lossless, scan: number[]): number[] {
  const { width, height, components, precision, predictor, shift, lines } = image
  const at = (x: number, y: number, c: number) => (samples[(y * width + x) * components + c] ?? 0) >> shift
  const bytes: number[] = []
  let bits = ''
  const flush = (all: boolean) => {
    if (all) bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
    while (bits.length >= 8) {
      const byte = Number.parseInt(bits.slice(0, 8), 2)
      bytes.push(byte, ...(byte === 255 ? [0] : []))
      bits = bits.slice(8)
    }
  }
  for (let y = 0, restarts = 0; y < height; y++) {
    const begins = y === 0 || (lines > 0 && y % lines === 0)
    if (begins && y > 0) {
      flush(true)
      bytes.push(0xff, 0xd0 + (restarts++ % 8))
    }
    for (let x = 0; x < width; x++)
      for (const id of scan) {
        const c = id - 1
        const [left, above, corner] = [at(x - 1, y, c), at(x, y - 1, c), at(x - 1, y - 1, c)]
        const predicted =
          x === 0
            ? begins
              ? 2 ** (precision - shift - 1)
              : above
            : begins
              ? left
              : ([
                  left,
                  above,
                  corner,
                  left + above - corner,
                  left + ((above - corner) >> 1),
                  above + ((left - corner) >> 1),
                  (left + above) >> 1,
                ][predictor - 1] ?? 0)
        bits += difference(at(x, y, c) - predicted)
        flush(false)
      }
  }
  flush(true)
  return bytes
}

/** Modulo 65,536, from -32,767 to 32,768; the latter has no further bits. */
function difference(value: number): string {
  const wrapped = ((value + 32767) & 0xffff) - 32767
  const size = wrapped === 0 ? 0 : wrapped === 32768 ? 16 : Math.floor(Math.log2(Math.abs(wrapped))) + 1
  const code = size.toString(2).padStart(codeLength, '0')
  if (size === 0 || size === 16) return code
  const rest = wrapped > 0 ? wrapped : wrapped + 2 ** size - 1
  return code + rest.toString(2).padStart(size, '0')
}
