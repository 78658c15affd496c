/** Answers that are no success, in the shape of FastAPI, which the services served here are written in. */
import { type ErrorCode, isPraxisError, messageOf } from '../../cases/index.ts'
import type { Log } from '../../tools/index.ts'

/** `{"detail": …}`; the connection is closed, as the body may be unread. */
export function refusal(status: number, detail: unknown, headers: Record<string, string> = {}): Response {
  return Response.json({ detail }, { status, headers })
}

/** Thrown where a request cannot be answered, with the answer. */
export class Refused extends Error {
  readonly status: number
  readonly detail: unknown
  constructor(status: number, detail: unknown) {
    super(typeof detail === 'string' ? detail : JSON.stringify(detail))
    this.status = status
    this.detail = detail
  }
}

/** One field that is not as it should be, as FastAPI tells it. */
export function invalid(where: 'body' | 'query', field: string, msg: string, type = 'value_error'): Refused {
  return new Refused(422, [{ type, loc: [where, field], msg }])
}

const statuses: Partial<Record<ErrorCode, number>> = {
  'bad-usage': 400,
  'media-undecodable': 400,
  'data-malformed': 400,
  'media-missing': 404,
  'data-missing': 404,
  'provider-timeout': 504,
  'provider-rate-limit': 503,
}

/** The answer to whatever was thrown; a bug is told in the log alone. */
export function answerTo(error: unknown, log: Log): Response {
  if (error instanceof Refused) return refusal(error.status, error.detail)
  if (isPraxisError(error)) return refusal(statusOf(error.code), error.message)
  log(`this is a bug: ${error instanceof Error ? error.stack : messageOf(error)}`)
  return refusal(500, 'Internal Server Error')
}

function statusOf(code: ErrorCode): number {
  return statuses[code] ?? (code.startsWith('provider-') ? 502 : 500)
}
