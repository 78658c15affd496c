/** The decoders of the Cornerstone project (CharLS, OpenJPEG, OpenJPH, libjpeg-turbo as WebAssembly); no types come with them. */

type CornerstoneDecoder = {
  getEncodedBuffer(length: number): Uint8Array
  decode(): void
  getFrameInfo(): {
    width: number
    height: number
    bitsPerSample: number
    componentCount: number
    isSigned?: boolean
  }
  getDecodedBuffer(): Uint8Array
  /** CharLS only: 0 planes, 1 lines, 2 samples. */
  getInterleaveMode?(): number
  delete(): void
}

type CornerstoneModule = Record<string, new () => CornerstoneDecoder>

type CornerstoneFactory = (options: { print: () => void; printErr: () => void }) => Promise<CornerstoneModule>

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const factory: CornerstoneFactory
  export default factory
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const factory: CornerstoneFactory
  export default factory
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: CornerstoneFactory
  export default factory
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  const factory: CornerstoneFactory
  export default factory
}
