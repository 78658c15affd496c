/** Reading what a service sent: its documented fields, and its texts on one line and of bounded length. */
import * as z from 'zod'
import { plain } from '../../../cases/index.ts'
import { malformed } from './service.ts'

/** The value of a JSON body. Throws `provider-malformed`, naming a field at fault. */
export function readJson<T>(name: string, body: string, schema: z.ZodType<T>): T {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw malformed(name, `no JSON (it begins with ${JSON.stringify(plain(body.slice(0, 200), 30))})`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const at = faultOf(parsed.error.issues)
  throw malformed(name, `JSON that is not as documented (${plain(at || 'the whole', 80)})`)
}

/** The field that is wrong; of a union the last member's, which is the answer where nothing failed. */
function faultOf([issue]: readonly z.core.$ZodIssue[]): string {
  if (issue === undefined) return ''
  if (issue.code === 'invalid_union') return faultOf(issue.errors.at(-1) ?? [])
  return issue.path.join('.')
}

/** A text as one line without control characters, at most so long. */
export const plainText = (limit: number) => z.string().transform(text => plain(text, limit))
