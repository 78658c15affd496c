import { PraxisError } from '../../cases/index.ts'

/** What a file is wrong in, as one line. */
export function broken(what: string, next: string): PraxisError {
  return new PraxisError('media-undecodable', what, next)
}
