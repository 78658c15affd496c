/**
 * JPEG with DCT and Huffman coding, sequential and progressive, 8 or 12 bits (ITU-T T.81). Ours, because no kept
 * library for JavaScript reads 12 bits, which DICOM's JPEG Extended allows; 8-bit streams go to libjpeg-turbo.
 */
import { messageOf } from '../../../../cases/index.ts'
import { broken } from '../../broken.ts'
import { bitReader, type HuffmanTable, readHuffmanTables } from './huffman.ts'
import { inverseDct } from './idct.ts'
import { type Component, decodeScan, zigzag } from './scan.ts'

/** Progressive images have about ten; a damaged or hostile stream could go on for hours. */
const mostScans = 256

export type DctImage = { width: number; height: number; components: number; samples: Uint16Array }

/** Components are as coded: colours are not turned. Throws `media-undecodable`. */
export function decodeDctJpeg(bytes: Uint8Array): DctImage {
  try {
    return decode(bytes)
  } catch (error) {
    throw broken(`a JPEG frame does not decode (${messageOf(error, 100)})`, 'fetch the file again')
  }
}

type State = {
  quantisation: Uint16Array[]
  dc: (HuffmanTable | undefined)[]
  ac: (HuffmanTable | undefined)[]
  restartInterval: number
  frame?: Frame
}

type Frame = {
  width: number
  height: number
  precision: number
  progressive: boolean
  components: Component[]
  unitsAcross: number
  unitsDown: number
  mostH: number
  mostV: number
}

function decode(bytes: Uint8Array): DctImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const state: State = { quantisation: [], dc: [], ac: [], restartInterval: 0 }
  let [at, scans, ended] = [2, 0, false]
  while (at + 2 <= bytes.length && !ended) {
    const marker = view.getUint8(at + 1)
    if (view.getUint8(at) !== 0xff || marker === 0xff) at++
    else if (marker === 0 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else if (marker === 0xd9) ended = true
    else {
      const length = at + 4 <= bytes.length ? view.getUint16(at + 2) : 0
      if (length < 2 || at + 2 + length > bytes.length) throw new RangeError('a marker segment is cut off')
      const segment = bytes.subarray(at + 4, at + 2 + length)
      at += 2 + length
      if (marker !== 0xda) readSegment(marker, segment, state)
      else if (++scans > mostScans) throw new RangeError(`it has more than ${mostScans} scans`)
      else at = readScan(bytes, at, segment, state)
    }
  }
  const { frame, quantisation } = state
  if (frame === undefined) throw new RangeError('there is no frame in it')
  if (frame.components.some(({ scanned }) => !scanned) || (frame.progressive && !ended))
    throw new RangeError('its scans are incomplete')
  return render(frame, quantisation)
}

function readSegment(marker: number, segment: Uint8Array, state: State): void {
  if (marker === 0xdb) readQuantisation(segment, state)
  if (marker === 0xdd) state.restartInterval = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0)
  if (marker === 0xc4)
    for (const { kind, place, table } of readHuffmanTables(segment))
      (kind === 0 ? state.dc : state.ac)[place] = table
  if (marker < 0xc0 || marker > 0xcf || [0xc4, 0xc8, 0xcc].includes(marker)) return
  if (marker > 0xc2) throw new RangeError(`its coding process (SOF${marker - 0xc0}) is not supported`)
  if (state.frame !== undefined) throw new RangeError('there is more than one frame in it')
  state.frame = readFrame(segment, marker === 0xc2)
}

function readQuantisation(segment: Uint8Array, { quantisation }: State): void {
  for (let at = 0; at < segment.length; ) {
    const head = segment[at++] ?? 0
    const wide = head >> 4 !== 0
    const table = new Uint16Array(64)
    for (let k = 0; k < 64; k++) {
      table[zigzag[k] ?? 0] = wide ? ((segment[at] ?? 0) << 8) | (segment[at + 1] ?? 0) : (segment[at] ?? 0)
      at += wide ? 2 : 1
    }
    quantisation[head & 3] = table
  }
}

/** The caller has compared the size with the DICOM header; still nothing huge is laid out. */
function readFrame(segment: Uint8Array, progressive: boolean): Frame {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength)
  const [precision, height, width] = [view.getUint8(0), view.getUint16(1), view.getUint16(3)]
  const count = view.getUint8(5)
  if (precision !== 8 && precision !== 12) throw new RangeError(`${precision} bits a sample`)
  if (width === 0 || height === 0 || count < 1 || count > 4) throw new RangeError('its frame is senseless')
  const heads = Array.from({ length: count }, (_, i) => ({
    id: view.getUint8(6 + 3 * i),
    h: view.getUint8(7 + 3 * i) >> 4,
    v: view.getUint8(7 + 3 * i) & 15,
    table: view.getUint8(8 + 3 * i) & 3,
  }))
  if (heads.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4))
    throw new RangeError('its sampling is senseless')
  const [mostH, mostV] = [Math.max(...heads.map(({ h }) => h)), Math.max(...heads.map(({ v }) => v))]
  const [unitsAcross, unitsDown] = [Math.ceil(width / (8 * mostH)), Math.ceil(height / (8 * mostV))]
  const components = heads.map(({ id, h, v, table }): Component => {
    const stride = unitsAcross * h
    return {
      ...{ id, h, v, table, stride },
      across: Math.ceil((width * h) / mostH / 8),
      down: Math.ceil((height * v) / mostV / 8),
      coefficients: new Int16Array(64 * stride * unitsDown * v),
      scanned: false,
      dc: undefined,
      ac: undefined,
      last: 0,
    }
  })
  return { width, height, precision, progressive, components, unitsAcross, unitsDown, mostH, mostV }
}

/** Returns where the scan's data end. */
function readScan(bytes: Uint8Array, at: number, segment: Uint8Array, state: State): number {
  const { frame } = state
  if (frame === undefined) throw new RangeError('a scan comes before its frame')
  const count = segment[0] ?? 0
  const components = Array.from({ length: count }, (_, i) => {
    const component = frame.components.find(({ id }) => id === segment[1 + 2 * i])
    if (component === undefined) throw new RangeError('a scan names a component that is not there')
    const choice = segment[2 + 2 * i] ?? 0
    component.dc = state.dc[choice >> 4]
    component.ac = state.ac[choice & 15]
    component.scanned = true
    return component
  })
  const tail = segment.subarray(1 + 2 * count)
  const [start = 0, end = 63, steps = 0] = tail
  if (start > end || end > 63) throw new RangeError('its spectral selection is senseless')
  const reader = bitReader(bytes, at)
  const { progressive, unitsAcross, unitsDown } = frame
  const { restartInterval } = state
  const range = { start, end, high: steps >> 4, low: steps & 15 }
  decodeScan({ components, progressive, ...range, restartInterval, unitsAcross, unitsDown }, reader)
  return reader.position()
}

/** Samples of all components at full size, interleaved; coarser components are repeated. */
function render(
  { width, height, precision, components, mostH, mostV }: Frame,
  tables: Uint16Array[],
): DctImage {
  const samples = new Uint16Array(width * height * components.length)
  for (const [c, component] of components.entries()) {
    const { h, v, table } = component
    const quantisation = tables[table]
    if (quantisation === undefined) throw new RangeError('a quantisation table is missing')
    const plane = planeOf(component, quantisation, precision)
    const row = component.across * 8
    for (let y = 0, to = c; y < height; y++) {
      const line = Math.floor((y * v) / mostV) * row
      for (let x = 0; x < width; x++, to += components.length)
        samples[to] = plane[line + (h === mostH ? x : Math.floor((x * h) / mostH))] ?? 0
    }
  }
  return { width, height, components: components.length, samples }
}

function planeOf(component: Component, quantisation: Uint16Array, precision: number): Uint16Array {
  const { across, down, stride, coefficients } = component
  const plane = new Uint16Array(across * down * 64)
  for (let by = 0; by < down; by++)
    for (let bx = 0; bx < across; bx++) {
      const block = 64 * (by * stride + bx)
      inverseDct(coefficients, block, quantisation, precision, plane, 64 * by * across + 8 * bx, 8 * across)
    }
  return plane
}
