/**
 * What may be asked of a service outside: short terms, the name of a condition or of a finding, and never a patient's
 * story. A term has no sentence in it by its length and its signs, and no age, date or record number. The
 * clients take nothing but terms, so there is no other way out.
 */
import * as z from 'zod'

export const maxTermLength = 60
const maxWords = 6
/** Neither the end of a sentence, nor quotes, brackets or the operators of a query language. */
const signs = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} '’/-]*$/u
const person = /\d{4}|\b(year|month|week|day)s?[ -]old\b/iu

export const termSchema = z
  .string()
  .trim()
  .min(1)
  .max(maxTermLength)
  .refine(
    term => signs.test(term),
    'a term has letters, digits, spaces, hyphens, slashes and apostrophes only',
  )
  .refine(term => term.split(/\s+/).length <= maxWords, `a term has at most ${maxWords} words`)
  .refine(term => !person.test(term), 'a term has no age, date or record number')
  .brand<'Term'>()
  .describe('name of one condition or finding, such as "pulmonary embolism"; nothing about a patient')

export type Term = z.infer<typeof termSchema>
