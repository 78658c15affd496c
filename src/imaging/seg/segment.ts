/** What a segment is and what made it (PS3.3, C.8.20.4, Segment Description Macro), and the images it was made on. */
import type { Rgb } from './colour.ts'

/** A term of a coding scheme, such as SNOMED CT (`SCT`). */
export type Code = { value: string; scheme: string; meaning: string }

export type Segment = {
  /** 1..65535, the value in a grid of labels. */
  number: number
  label: string
  /** What kind of thing it is, such as an organ. */
  category: Code
  /** What it is, such as a liver. */
  type: Code
  algorithm: 'AUTOMATIC' | 'SEMIAUTOMATIC' | 'MANUAL'
  /** Required unless drawn by hand. */
  algorithmName?: string
  colour?: Rgb
  /** The same in every object that shows the same thing. */
  tracking?: { id: string; uid: string }
}

export type SourceImage = {
  sopClass: string
  sopInstance: string
  /** Counted from 1, where the image has several frames. */
  frame?: number
}

export const tissue: Code = { value: '85756007', scheme: 'SCT', meaning: 'Tissue' }
export const anatomicalStructure: Code = {
  value: '123037004',
  scheme: 'SCT',
  meaning: 'Anatomical Structure',
}
export const abnormalStructure: Code = {
  value: '49755003',
  scheme: 'SCT',
  meaning: 'Morphologically Abnormal Structure',
}
export const background: Code = { value: '125040', scheme: 'DCM', meaning: 'Background' }

/** A segment known only by what it was asked for in words: tissue, in the coarsest of terms. */
export function segmentNamed(number: number, label: string, algorithmName: string): Segment {
  return { number, label, category: tissue, type: tissue, algorithm: 'SEMIAUTOMATIC', algorithmName }
}
