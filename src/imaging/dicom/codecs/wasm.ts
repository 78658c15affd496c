/**
 * Decoders in WebAssembly: JPEG-LS (CharLS), JPEG 2000 (OpenJPEG), HTJ2K (OpenJPH), 8-bit JPEG (libjpeg-turbo). A
 * module that has aborted is of no further use and is started anew for the next frame.
 */
import { messageOf } from '../../../cases/index.ts'
import { broken } from '../parse.ts'
import type { StreamHeader } from './stream-header.ts'

export type WasmCodec = 'charls' | 'openjpeg' | 'openjph' | 'libjpeg-turbo'

/** Samples of 8 or 16 bits, interleaved. */
export type Decoded = { samples: Uint8Array | Uint16Array | Int16Array }

const codecs: Record<WasmCodec, { decoder: string; load: () => Promise<{ default: CornerstoneFactory }> }> = {
  charls: { decoder: 'JpegLSDecoder', load: () => import('@cornerstonejs/codec-charls/decodewasmjs') },
  openjpeg: { decoder: 'J2KDecoder', load: () => import('@cornerstonejs/codec-openjpeg/decodewasmjs') },
  openjph: { decoder: 'HTJ2KDecoder', load: () => import('@cornerstonejs/codec-openjph/wasmjs') },
  'libjpeg-turbo': {
    decoder: 'JPEGDecoder',
    load: () => import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
  },
}

const started = new Map<WasmCodec, Promise<CornerstoneModule>>()

/** Throws `media-undecodable` where the stream is damaged or not what its header said. */
export async function decodeWasm(
  codec: WasmCodec,
  stream: Uint8Array,
  { width, height, components }: StreamHeader,
): Promise<Decoded> {
  const module = await start(codec)
  const Decoder = module[codecs[codec].decoder]
  if (Decoder === undefined) throw new TypeError(`${codec} has no decoder`)
  try {
    const decoder = new Decoder()
    decoder.getEncodedBuffer(stream.length).set(stream)
    decoder.decode()
    const info = decoder.getFrameInfo()
    if (info.width !== width || info.height !== height || info.componentCount !== components)
      throw new RangeError('the image has another size than its header')
    const bytes = Uint8Array.from(decoder.getDecodedBuffer())
    const planes = decoder.getInterleaveMode?.() === 0 && components > 1
    decoder.delete()
    const samples = typed(bytes, info.bitsPerSample, info.isSigned ?? false)
    if (samples.length !== width * height * components) throw new RangeError('the image is incomplete')
    return { samples: planes ? interleaved(samples, width * height, components) : samples }
  } catch (error) {
    started.delete(codec)
    throw broken(`a frame does not decode (${codec}: ${saidBy(error)})`, 'fetch the file again')
  }
}

/** Without `print`, the decoders talk on the standard output. */
function start(codec: WasmCodec): Promise<CornerstoneModule> {
  const running = started.get(codec)
  if (running) return running
  const module = codecs[codec].load().then(({ default: factory }) => factory({ print() {}, printErr() {} }))
  started.set(codec, module)
  return module
}

/** C++ exceptions arrive as bare numbers. */
function saidBy(error: unknown): string {
  return typeof error === 'number' ? 'the stream is damaged' : messageOf(error, 100)
}

function typed(bytes: Uint8Array, bits: number, signed: boolean): Decoded['samples'] {
  if (bits <= 8) return bytes
  return signed ? new Int16Array(bytes.buffer) : new Uint16Array(bytes.buffer)
}

function interleaved(planes: Decoded['samples'], pixels: number, components: number): Decoded['samples'] {
  const out = planes.slice()
  for (let c = 0; c < components; c++)
    for (let i = 0; i < pixels; i++) out[i * components + c] = planes[c * pixels + i] ?? 0
  return out
}
