/**
 * New names for old ones: the same wherever the old one occurs in a run, and not to be led back to it without the key,
 * which is drawn for the run and never written down.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { uidFrom } from '../seg/uid.ts'

export type Pseudonyms = {
  /** Another UID for a UID. Those that the standard itself defines are kept. */
  uid: (old: string) => string
  /** At most 16 characters, for any number of identifying texts. */
  patient: (...old: string[]) => string
}

export function newKey(): Uint8Array {
  return randomBytes(32)
}

/** The same for the same key. */
export function pseudonyms(key: Uint8Array): Pseudonyms {
  const keyed = (kind: string, old: readonly string[]) =>
    createHmac('sha256', key)
      .update(JSON.stringify([kind, ...old]))
      .digest()
  return {
    uid: old => (isStandard(old) ? old : uidFrom(keyed('uid', [old]))),
    patient: (...old) => `P-${keyed('patient', old).toString('hex').slice(0, 12).toUpperCase()}`,
  }
}

/** Such as the well-known frames of reference (PS3.6, annex A). */
function isStandard(uid: string): boolean {
  return /^1\.2\.840\.10008(?:\.\d+)+$/.test(uid)
}
