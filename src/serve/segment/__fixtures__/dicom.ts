/** A slice of a CT, as an explicit little-endian DICOM file. */
export const ctClass = '1.2.840.10008.5.1.4.1.1.2'

export type Slice = { series: string; instance: string; number: number; z: number; width: number; pixels: Uint16Array }

export function dicomSlice({ series, instance, number, z, width, pixels }: Slice): Uint8Array {
  const meta = [text('00020002', 'UI', ctClass), text('00020003', 'UI', instance), text('00020010', 'UI', '1.2.840.10008.1.2.1')]
  const length = meta.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element('00020000', 'UL', Buffer.from(Uint32Array.of(length).buffer)),
    ...meta,
    text('00080016', 'UI', ctClass),
    text('00080018', 'UI', instance),
    text('00080060', 'CS', 'CT'),
    text('00100010', 'PN', 'Doe^Jane'),
    text('00100020', 'LO', 'p1'),
    text('0020000D', 'UI', '1.2.3.4'),
    text('0020000E', 'UI', series),
    text('00200013', 'IS', String(number)),
    text('00200032', 'DS', `-10\\-20\\${z}`),
    text('00200037', 'DS', '1\\0\\0\\0\\1\\0'),
    text('00200052', 'UI', '1.2.3.5'),
    number16('00280002', 1),
    text('00280004', 'CS', 'MONOCHROME2'),
    number16('00280010', pixels.length / width),
    number16('00280011', width),
    text('00280030', 'DS', '0.5\\0.5'),
    number16('00280100', 16),
    number16('00280101', 16),
    number16('00280102', 15),
    number16('00280103', 0),
    element('7FE00010', 'OW', Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength)),
  ])
}

function text(tag: string, vr: string, value: string): Buffer {
  return element(tag, vr, Buffer.from(value.length % 2 === 0 ? value : value + (vr === 'UI' ? '\0' : ' ')))
}

function number16(tag: string, value: number): Buffer {
  return element(tag, 'US', Buffer.from(Uint16Array.of(value).buffer))
}

function element(tag: string, vr: string, value: Buffer): Buffer {
  const head = Buffer.alloc(vr === 'OW' ? 12 : 8)
  head.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0)
  head.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2)
  head.write(vr, 4, 'latin1')
  if (vr === 'OW') head.writeUInt32LE(value.length, 8)
  else head.writeUInt16LE(value.length, 6)
  return Buffer.concat([head, value])
}
