/**
 * Bodies, bounded in size, and the large ones in number too: a form is held whole before it is looked at, so the
 * memory that strangers can take is the product of the two. A click never waits behind uploads.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { fixedGate } from '../../runs/index.ts'
import { invalid, Refused, refusal } from './refusal.ts'

/** A CT of 150 slices, gzipped, and to spare. */
export const maxBodyBytes = 128 * 2 ** 20
const uploadsAtOnce = 4
const smallBytes = 65536

/** Lets uploads in by turns, and no body above the limit. */
export function boundedBodies(maxSize = maxBodyBytes): MiddlewareHandler[] {
  const gate = fixedGate(uploadsAtOnce)
  const byTurns: MiddlewareHandler = async ({ req }, next) => {
    // A length that is not told is no length.
    const length = Number(req.header('content-length') ?? Number.NaN)
    if (req.method === 'GET' || req.method === 'HEAD' || length <= smallBytes) return next()
    const leave = await gate.enter(req.raw.signal)
    try {
      await next()
    } finally {
      leave()
    }
  }
  const onError = () => refusal(413, `the body has more than ${maxSize} bytes`)
  return [byTurns, bodyLimit({ maxSize, onError })]
}

export type Form = { texts: Record<string, string>; files: Record<string, File[]> }

/** The fields of a form, of either encoding. Throws `Refused` where it is broken. */
export async function readForm({ req }: Context): Promise<Form> {
  const form = await req.formData().catch(() => {
    throw new Refused(400, 'There was an error parsing the body')
  })
  const read: Form = { texts: {}, files: {} }
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') read.texts[name] = value
    else read.files[name] = [...(read.files[name] ?? []), value]
  }
  return read
}

/** The texts of a form by a schema. Throws `Refused` with the fields that do not fit. */
export function fieldsOf<T>({ texts }: Form, schema: z.ZodType<T>): T {
  const read = schema.safeParse(texts)
  if (read.success) return read.data
  throw new Refused(
    422,
    read.error.issues.map(({ path, message, code }) => {
      const field = String(path[0] ?? '')
      const missing = !Object.hasOwn(texts, field)
      return missing
        ? { type: 'missing', loc: ['body', ...path], msg: 'Field required' }
        : { type: code, loc: ['body', ...path], msg: message }
    }),
  )
}

/** The one file of a field. Throws `Refused` where there is none. */
export function fileOf({ files }: Form, field: string): File {
  const [file] = files[field] ?? []
  if (file === undefined) throw invalid('body', field, 'Field required', 'missing')
  return file
}

/** A field that holds JSON, as text. */
export function jsonField<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue({ code: 'custom', message: 'it is no JSON' })
        return z.NEVER
      }
    })
    .pipe(schema)
}

/** As pydantic reads a whole number and a truth value from a form. */
export const wholeField = z
  .string()
  .regex(/^\s*[+-]?\d{1,15}(\.0*)?\s*$/, 'it is no whole number')
  .transform(Number)
export const flagField = z.stringbool({
  truthy: ['true', '1', 'yes', 'on', 'y', 't'],
  falsy: ['false', '0', 'no', 'off', 'n', 'f'],
})
