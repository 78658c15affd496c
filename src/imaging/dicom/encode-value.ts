/** Values as the bytes of an element (PS3.5, 6.2): little endian, of even length, text in UTF-8. */
import type { Element } from './data-set.ts'

export function valueElement(vr: string, values: readonly (string | number)[]): Element {
  return { kind: 'value', vr, bytes: encodeValues(vr, values) }
}

/** Numbers of a binary representation; anything else as text, one value apart from the next by a backslash. */
export function encodeValues(vr: string, values: readonly (string | number)[]): Uint8Array {
  const writer = writers.get(vr)
  if (writer === undefined) return padded(new TextEncoder().encode(values.join('\\')), vr)
  const [size, write] = writer
  const bytes = new Uint8Array(size * values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) write(view, i * size, value)
  return bytes
}

/** Text is filled up with a blank, identifiers and bytes with a zero. */
export function padded(bytes: Uint8Array, vr: string): Uint8Array {
  if (bytes.length % 2 === 0) return bytes
  const even = new Uint8Array(bytes.length + 1)
  even.set(bytes)
  if (!zeroFilled.has(vr)) even[bytes.length] = 0x20
  return even
}

const zeroFilled = new Set(['UI', 'OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN'])

type Writer = readonly [size: number, write: (view: DataView, at: number, value: string | number) => void]

const writers = new Map<string, Writer>([
  ['US', [2, (view, at, value) => view.setUint16(at, numberOf(value), true)]],
  ['SS', [2, (view, at, value) => view.setInt16(at, numberOf(value), true)]],
  ['UL', [4, (view, at, value) => view.setUint32(at, numberOf(value), true)]],
  ['SL', [4, (view, at, value) => view.setInt32(at, numberOf(value), true)]],
  ['FL', [4, (view, at, value) => view.setFloat32(at, numberOf(value), true)]],
  ['FD', [8, (view, at, value) => view.setFloat64(at, numberOf(value), true)]],
  ['AT', [4, writeTag]],
])

function numberOf(value: string | number): number {
  return Number(value) || 0
}

/** Its group, then its element. As text a tag is eight hexadecimal digits. */
function writeTag(view: DataView, at: number, value: string | number): void {
  const tag = typeof value === 'number' ? value : Number.parseInt(value, 16) || 0
  view.setUint16(at, Math.floor(tag / 65536), true)
  view.setUint16(at + 2, tag % 65536, true)
}
