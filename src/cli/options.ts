/** Parsers for option values, which say what they wanted. */
import { InvalidArgumentError } from 'commander'

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('it must be a whole number.')
  return value
}

export function positiveWhole(text: string): number {
  const value = wholeNumber(text)
  if (value < 1) throw new InvalidArgumentError('it must be a whole number above 0.')
  return value
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('it must be a number above 0.')
  return value
}

/** Whole days would overflow the timers of the machine. */
const longestSeconds = 86_400

export function seconds(text: string): number {
  const value = positiveNumber(text)
  if (value > longestSeconds) throw new InvalidArgumentError(`it must be at most ${longestSeconds} s, a day.`)
  return value
}

export function port(text: string): number {
  const value = wholeNumber(text)
  if (value < 0 || value > 65535) throw new InvalidArgumentError('it must be between 0 and 65535.')
  return value
}

export function temperature(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 2))
    throw new InvalidArgumentError('it must be between 0 and 2.')
  return value
}

/** Gathers `name=value` pairs over several uses of an option. */
export function settings(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('write name=value.')
  return { ...before, [name]: value }
}
