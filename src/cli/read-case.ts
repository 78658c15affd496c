/** A case from a file: its story as text, or the record of a case as JSON. */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { caseSchema, messageOf, PraxisError, type Question } from '../cases/index.ts'

/** Longer than any case history. */
const mostCharacters = 100_000
/** None needs more in UTF-8. No more than this is read, which keeps a wrong file from filling memory. */
const mostBytes = 4 * mostCharacters

export type ReadCase = { id: string; question: Question }

/** Throws `data-missing` where the file cannot be read, `data-malformed` where it is too long or holds no case. */
export async function readCase(file: string): Promise<ReadCase> {
  const text = await readStart(file)
  const wrong = (what: string, next: string) => new PraxisError('data-malformed', what, next, { file })
  if (text.length > mostCharacters)
    throw wrong(`has more than ${mostCharacters} characters`, 'give it one case history')
  if (text.includes('\0')) throw wrong('is not text', 'give it a text or JSON file')
  if (!text.trimStart().startsWith('{'))
    return { id: basename(file), question: { text, format: 'diagnosis' } }
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw wrong(`is not valid JSON (${messageOf(error, 100)})`, 'correct it, or give the story as plain text')
  }
  const parsed = caseSchema.safeParse(data)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw wrong(
      `is no case: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
      'see `praxis schema case`, or give the story as plain text',
    )
  }
  return parsed.data
}

/** What the file begins with, less a byte order mark. A pipe tells no size, so no size is asked for. */
async function readStart(file: string): Promise<string> {
  try {
    // `end` is the last byte that is read.
    const parts: Uint8Array[] = await Array.fromAsync(createReadStream(file, { end: mostBytes }))
    return new TextDecoder().decode(Buffer.concat(parts))
  } catch (error) {
    throw new PraxisError('data-missing', messageOf(error, 100), 'name a text or JSON file', { file }, error)
  }
}
