/**
 * The secret of an HTTP server: one bearer token (RFC 6750), given or made at the start. Whoever can start a
 * program on this machine can reach a port on it, so binding to the loopback address is not enough.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { PraxisError } from '../../cases/index.ts'

const wellFormed = /^[A-Za-z0-9._~+/-]{16,512}=*$/

/** 256 random bits. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Throws `bad-usage` for one that is short or cannot travel in a header. */
export function checkToken(token: string): string {
  if (wellFormed.test(token)) return token
  throw new PraxisError(
    'bad-usage',
    'the token is too short, or has signs that a header cannot carry',
    'give at least 16 letters, digits or any of - . _ ~ + /, or none to have one made',
  )
}

/** Whether an Authorization header carries the token. Takes the same time wherever they differ. */
export function bears(authorization: string | undefined, token: string): boolean {
  const [, given] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
  return given !== undefined && timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
