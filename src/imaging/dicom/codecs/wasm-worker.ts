/** The thread behind `wasm.ts`: for each message it decodes one frame and answers with its samples, or with why not. */
import { parentPort } from 'node:worker_threads'

export type WasmCodec = 'charls' | 'openjpeg' | 'openjph' | 'libjpeg-turbo'

export type DecodeJob = {
  codec: WasmCodec
  stream: Uint8Array<ArrayBuffer>
  width: number
  height: number
  components: number
}

export type DecodeAnswer =
  | { kind: 'samples'; samples: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> }
  | { kind: 'problem'; why: string }

const codecs: Record<WasmCodec, { decoder: string; load: () => Promise<{ default: CornerstoneFactory }> }> = {
  charls: { decoder: 'JpegLSDecoder', load: () => import('@cornerstonejs/codec-charls/decodewasmjs') },
  openjpeg: { decoder: 'J2KDecoder', load: () => import('@cornerstonejs/codec-openjpeg/decodewasmjs') },
  openjph: { decoder: 'HTJ2KDecoder', load: () => import('@cornerstonejs/codec-openjph/wasmjs') },
  'libjpeg-turbo': {
    decoder: 'JPEGDecoder',
    load: () => import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
  },
}

/** Memory of a module grows with its largest frame and is only freed with the module. */
const mostKept = 1 << 24

const started = new Map<WasmCodec, Promise<CornerstoneModule>>()

parentPort?.on('message', async (job: DecodeJob) => {
  try {
    const samples = await decode(job)
    if (samples.length > mostKept) started.delete(job.codec)
    parentPort?.postMessage({ kind: 'samples', samples } satisfies DecodeAnswer, [samples.buffer])
  } catch (error) {
    // A module that has aborted is of no further use.
    started.delete(job.codec)
    parentPort?.postMessage({ kind: 'problem', why: saidBy(error) } satisfies DecodeAnswer)
  }
})

async function decode({ codec, stream, width, height, components }: DecodeJob) {
  const module = await start(codec)
  const Decoder = module[codecs[codec].decoder]
  if (Decoder === undefined) throw new TypeError(`${codec} has no decoder`)
  const decoder = new Decoder()
  decoder.getEncodedBuffer(stream.length).set(stream)
  decoder.decode()
  const info = decoder.getFrameInfo()
  if (info.width !== width || info.height !== height || info.componentCount !== components)
    throw new RangeError('the stream is damaged')
  const bytes = new Uint8Array(decoder.getDecodedBuffer())
  const planes = decoder.getInterleaveMode?.() === 0 && components > 1
  decoder.delete()
  const samples = info.bitsPerSample <= 8 ? bytes : new Uint16Array(bytes.buffer)
  if (samples.length !== width * height * components) throw new RangeError('the image is incomplete')
  return planes ? interleaved(samples, width * height, components) : samples
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
  if (typeof error === 'number') return 'the stream is damaged'
  return (error instanceof Error ? error.message : String(error)).slice(0, 100)
}

function interleaved<T extends Uint8Array | Uint16Array>(planes: T, pixels: number, components: number) {
  const out = planes.slice()
  for (let c = 0; c < components; c++)
    for (let i = 0; i < pixels; i++) out[i * components + c] = planes[c * pixels + i] ?? 0
  return out
}
