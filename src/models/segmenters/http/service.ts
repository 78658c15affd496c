/** What the session of a remote segmenter asks of a protocol. */
import type { Mask, Raster } from '../../../imaging/index.ts'
import type { Prompt } from '../segmenter.ts'

/** One image at the service. After any failure its state there is unknown, and it is not used again. */
export type RemoteImage = {
  /** The mask of all prompts. The service has already answered all of them but the last. */
  segment: (prompts: readonly [...Prompt[], Prompt], signal?: AbortSignal) => Promise<Mask>
  /** Whether the service remembers prompts, so that none can be taken back there. */
  remembers: boolean
  /** Frees it there, without waiting for that and without complaint. */
  discard: () => void
}

export type Protocol = {
  /** Hands over an image and the prompts that it had before. Throws `provider-…`, as `segment` does. */
  begin: (image: Raster, told: readonly Prompt[], signal?: AbortSignal) => Promise<RemoteImage>
  /** Throws `provider-rejected` for a prompt that the model does not take. */
  refuse?: (prompt: Prompt) => void
}
