/** The part of dcmjs that is used here; the package carries no types. */
declare module 'dcmjs' {
  type Elements = Record<string, { vr: string; Value: unknown[] }>

  class DicomDict {
    constructor(meta: Elements)
    meta: Elements
    dict: Elements
    write(): ArrayBuffer
  }

  export const data: {
    DicomDict: typeof DicomDict
    DicomMessage: { readFile(bytes: ArrayBuffer): DicomDict }
  }
  export const log: { setLevel(level: string): void }
}
