/**
 * The one family of errors. Every error that a user can meet carries a stable `code`, says where it
 * happened (file, row, case or field) and what to do next, in one line.
 */

/** Stable identifiers; scripts may rely on them. New ones are added, none is renamed. */
export const errorCodes = [
  'bad-usage',
  'data-missing',
  'data-malformed',
  'data-gated',
  'duplicate-id',
  'media-missing',
  'media-undecodable',
  'option-unknown',
  'model-unknown',
  'model-unsuited',
  'remote-refused',
  'provider-auth',
  'provider-timeout',
  'provider-rate-limit',
  'provider-unavailable',
  'provider-rejected',
  'provider-malformed',
  'provider-empty',
  'judge-failed',
  'budget-exhausted',
  'run-locked',
  'run-mismatch',
  'record-malformed',
  'not-comparable',
  'memory-locked',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Where an error happened. `row` counts records from 1, the header line not included. */
export type ErrorPlace = { file?: string; row?: number; caseId?: string; field?: string }

const marker: unique symbol = Symbol.for('praxis.error')

/** An expected failure: something outside the program is not as it should be. */
export class PraxisError extends Error {
  override readonly name = 'PraxisError'
  readonly [marker] = true
  readonly code: ErrorCode
  readonly place: ErrorPlace
  readonly next: string

  /**
   * @param what what went wrong, a clause without a full stop
   * @param next what the user can do, an imperative clause without a full stop
   */
  constructor(code: ErrorCode, what: string, next: string, place: ErrorPlace = {}, cause?: unknown) {
    super(oneLine(`${describePlace(place)}${what}; ${next}`), cause === undefined ? undefined : { cause })
    this.code = code
    this.place = place
    this.next = next
  }
}

/** Recognises the family across copies of the package, where `instanceof` fails. */
export function isPraxisError(error: unknown): error is PraxisError {
  return typeof error === 'object' && error !== null && marker in error
}

/** The message of anything thrown, on one line and at most `limit` characters. */
export function messageOf(error: unknown, limit = 300): string {
  const text = oneLine(error instanceof Error ? error.message : String(error))
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
}

function describePlace({ file, row, caseId, field }: ErrorPlace): string {
  const parts = [
    file,
    row === undefined ? undefined : `row ${row}`,
    caseId === undefined ? undefined : `case ${caseId}`,
    field === undefined ? undefined : `field ${field}`,
  ].filter(part => part !== undefined)
  return parts.length === 0 ? '' : `${parts.join(', ')}: `
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
