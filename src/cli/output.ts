/**
 * Where words go: results on stdout, everything else on stderr; one JSON object with `--json`. Words may come from a
 * file or a model, so none of them steers the terminal.
 */
import { isPraxisError, messageOf, withoutControls } from '../cases/index.ts'

export const exitCodes = { ok: 0, failed: 1, usage: 2, interrupted: 130 }

export function printResult(json: boolean, value: unknown, text: () => string): void {
  const said = json ? JSON.stringify(value, null, 2) : withoutControls(text())
  process.stdout.write(`${said}\n`)
}

export function note(text: string): void {
  process.stderr.write(`${withoutControls(text)}\n`)
}

/** One line for an expected failure, the stack for a bug. Returns the exit code. */
export function reportError(error: unknown): number {
  if (isPraxisError(error)) {
    note(`praxis: ${error.message} [${error.code}]`)
    return exitCodes.usage
  }
  if (isSystemError(error)) {
    note(`praxis: ${messageOf(error)}; look at the disk, the folder and its permissions [${error.code}]`)
    return exitCodes.usage
  }
  note(`praxis: this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`)
  return exitCodes.failed
}

/** What the operating system refused: a full disk, a folder that cannot be written. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'errno' in error
}
