/**
 * Somebody else's text, made harmless to show. Control characters could steer a terminal, and the invisible ones that
 * set the direction of writing could make a text read as what it does not say.
 */

/** Each run of control characters as a space; lines and tabs stay. */
export function withoutControls(text: string): string {
  return text.replace(/(?:(?![\n\t])[\p{Cc}\p{Cf}])+/gu, ' ')
}

/** One line without control characters, at most so long. */
export function plain(text: string, limit: number): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line
}
