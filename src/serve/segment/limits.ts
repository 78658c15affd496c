/** What one client may take. */
import type { SessionLimits } from '../../tools/index.ts'

/** Weights are pixels and voxels. */
export const serviceLimits: SessionLimits = { sessions: 64, weight: 256_000_000, idleMs: 60 * 60_000 }

export const maxImagePixels = 16_000_000

/** Of one session, and so of one request. */
export const maxPrompts = 100
