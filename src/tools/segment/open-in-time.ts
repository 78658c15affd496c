/** A segmenter may hang, so whoever uses one gives it a time limit. */
import { inTime, PraxisError } from '../../cases/index.ts'
import type { Raster } from '../../imaging/index.ts'
import type { Segmenter, SegmentSession } from '../../models/index.ts'

/** Opens an image within a time limit. A session that comes later is closed, as nobody will use it. */
export async function openInTime(
  segmenter: Segmenter,
  image: Raster,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<SegmentSession> {
  let opening: Promise<SegmentSession> | undefined
  try {
    return await inTime(
      within => {
        opening = segmenter.open(image, within)
        return opening
      },
      timeoutMs,
      () => segmenterLate(timeoutMs),
      signal,
    )
  } catch (error) {
    opening?.then(late => late.close()).catch(() => {})
    throw error
  }
}

/** What a segmenter is told that gives no answer in time. */
export function segmenterLate(ms: number): PraxisError {
  return new PraxisError(
    'provider-timeout',
    `the segmenter gave no mask within ${ms / 1000} s`,
    'raise --timeout, or use another segmenter or a smaller image',
  )
}
