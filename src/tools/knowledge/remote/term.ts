/**
 * What may be asked of a service outside: short terms, the name of a condition or of a finding, and never a patient's
 * story. A term has no sentence in it by its length and its signs, and no age, date or record number as English
 * usually writes them; what could be one is refused, since it can be worded anew. The clients take nothing but terms,
 * so there is no other way out.
 *
 * Names of persons cannot be recognised, since diseases bear them too, nor a date of two numbers such as 12/05, which
 * may be a ratio. Whoever asks must leave them away.
 */
import * as z from 'zod'

export const maxTermLength = 60
const maxWords = 6
/** Neither the end of a sentence, nor quotes, brackets or the operators of a query language. */
const signs = /^[\p{L}\d\p{Nl}\p{No}][\p{L}\p{M}\d\p{Nl}\p{No} '’/-]*$/u

const anybody =
  'man|woman|male|female|boy|girl|gentleman|lady|child|infant|baby|toddler|neonate|newborn|teenager|patient'
const month =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const unit = 'years?|yrs?|months?|mos?|weeks?|wks?|days?'
const record = 'id|record|case|chart|file|hospital|account|number|no|nr|room|bed|ward'

/** One pattern for each way to tell who a patient is. */
const telling = [
  // 48 yo, 34 y/o, 48y; the letters alone are no age: there is an antibody against Yo.
  /\b\d{1,3}[ -]?(?:y|y[ /]?o|yrs?)\b/iu,
  // 34-year-old, forty-year-old, 6 weeks of age, 8 month boy, 48 years; but 5-year survival is a term.
  new RegExp(`(?:\\b|\\d)(?:${unit})[ -](?:old|of age)\\b`, 'iu'),
  new RegExp(`\\b\\d{1,3}[ -]?(?:years\\b|(?:${unit})[ -](?:${anybody})\\b)`, 'iu'),
  // aged 48, age of 48.
  /\bage[ds]?(?: of)?[ -]?\d/iu,
  // 48 man, woman 48, and 48M or 48 F, which is no 18F-FDG.
  new RegExp(`\\b\\d{1,3}[ -](?:${anybody})\\b|\\b(?:${anybody})[ -]\\d`, 'iu'),
  /\b\d{1,3} ?[MF]\b(?!-)/u,
  // 5 Mar 24, 5th of March, Mar 5, March '24.
  new RegExp(`\\b\\d{1,2}(?:st|nd|rd|th)?(?: of)?[ /-]?(?:${month})(?![a-z])`, 'iu'),
  new RegExp(`\\b(?:${month})[ '’/-]+\\d`, 'iu'),
  // 12-05-84, 5/3/84.
  /\b\d{1,2}[ /-]\d{1,2}[ /-]\d{2}\b/u,
  // Any year, and a number of five digits in groups.
  /\d{4}|\d(?:[ -]?\d){4}/u,
  // MRN 481, MRN no 481, record 481.
  /\b(?:mrn|nhs|ssn|dob).*\d/iu,
  new RegExp(`\\b(?:${record})[ -]\\d`, 'iu'),
]

function tellsWho(term: string): boolean {
  // Digits that stand high, low or wide count like any others, and more space is no way around.
  const folded = term
    .normalize('NFKC')
    .replace(/ *-[ -]*/g, '-')
    .replace(/ +/g, ' ')
  return telling.some(pattern => pattern.test(folded))
}

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
  .refine(term => !tellsWho(term), 'a term has no age, date or record number')
  .brand<'Term'>()
  .describe('name of one condition or finding, such as "pulmonary embolism"; nothing about a patient')

export type Term = z.infer<typeof termSchema>
