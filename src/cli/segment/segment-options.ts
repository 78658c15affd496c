/** What the user of `praxis segment` chose. */
import type { Volume } from '../../imaging/index.ts'
import type { Prompt } from '../../models/index.ts'

export type SegmentOptions = {
  target?: string
  out: string
  overlay?: string
  /** In pixels, in order. */
  prompts: readonly Prompt[]
  segmenter: string
  solver?: string
  model?: string
  reference?: string
  actions?: number
  native?: boolean
  /** From 1; a frame is a slice. */
  slice?: number
  frame?: number
  window?: Volume['window']
  timeout: number
  allowRemote?: boolean
}
