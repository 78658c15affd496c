/**
 * What a sentence affirms, denies, or leaves open, after the NegEx idea (Chapman et al., J Biomed Inform 2001): a
 * negation reaches from its trigger to the end of its clause. Triggers, clause ends and the rest are ours.
 *
 * - A clause ends at a semicolon, at a word of contrast, and where a new verb of having begins ("no fever, has a cough").
 * - A trigger may follow what it denies ("fever is absent", "fever: no").
 * - A denied denial ("denies not having"), words of doubt, a condition ("return if …"), what is feared, and what is over
 *   leave the clause open.
 * - What is said of relatives and of others is not said of the patient.
 *
 * English only: a denial in another language is not known for one.
 */
export type Clause = { text: string; says: 'present' | 'absent' | 'open'; relative: boolean }

const having =
  '(?:has|have|had|having|reports?|reported|complains?|complaining|presents?|presented|admits?|describes?|notes?|noted|experiences?|endorses?|suffers?|den(?:y|ies|ied))'
const who = '(?:(?:i|he|she|they|we|the (?:patient|child|man|woman|boy|girl))\\s+)?'
const clauseEnd = new RegExp(
  `;|\\b(?:but|however|although|though|except(?: for)?|(?:other|apart|aside) (?:than|from)|besides|whereas|yet)\\b|(?:,\\s*(?:and\\s+)?|\\band\\s+)(?=${who}${having}\\b)`,
  'gi',
)

const before =
  /\b(?:no longer|not|no|never|cannot|without|w\/o|neither|nor|none of|den(?:y|ies|ied|ying)|negative for|absence of|lack(?:s|ed|ing)?(?: of)?|free (?:of|from)|rul(?:es?|ed|ing) out)\b|n['’]t\b/i
const after =
  /\b(?:is|are|was|were|has been|have been)\s+(?:absent|negative|denied|excluded|not present|ruled out)\b|(?::|\s-)\s*(?:no|none|negative|absent|denied)\b|\b(?:absent|denied|negative)\s*\.?$/i
const open =
  /\b(?:unknown|not known|not asked|unclear|uncertain|not certain|not sure|unsure|not recorded|not documented|not assessed|possibl[ey]|may(?:be| have)|might|unlikely)\b|\?\s*$/i
/** A condition, what is feared or guarded against, and what is over. */
const unreal =
  /^\W*if\b|\b(?:(?:return|come back|call|seek)\b[^.]*\bif|fears? (?:a|an|of|having|that)|(?:worried|concerned) (?:about|for|that)|risk (?:of|for)|(?:vaccinated|immuni[sz]ed|vaccine|vaccination) (?:against|for)|resolved|subsided|disappeared|(?:has|have|is|are|now) gone)\b/i
const doubled =
  /\b(?:den(?:y|ies|ied|ying)|not|never|no|cannot|without)\s+(?:(?:having|have|had|been|being|any|a|the|that|of)\s+){0,2}(?:not|no|without|absence|lack|lacking|den(?:y|ies|ied))\b/i
const falseAlarm =
  /\bnot only\b|\bnot just\b|\bno doubt\b|\bwithout (?:a )?doubt\b|\bno (?:change|improvement|relief) (?:in|of|from)\b|\bnot (?:relieved|improved|better|improving)\b/gi
const relatives =
  /\b(?:mother|father|brother|sister|son|daughter|wife|husband|partner|uncle|aunt|cousin|grand\w+|parents?|siblings?|family|relatives?|no one|nobody|every(?:one|body)|co-?workers?|colleagues?|roommates?|classmates?)\b/i

/** Signs of a chart, in words: "fever (-), cough (+)", "fever-free". */
const inWords = (sentence: string) =>
  sentence
    .replace(/([^,;()]+?)\s*\(\s*(?:[-−–]|neg(?:ative)?)\s*\)/gi, ';no $1;')
    .replace(/([^,;()]+?)\s*\(\s*(?:\+|pos(?:itive)?)\s*\)/gi, ';$1;')
    .replace(/\b([a-z]+)-free\b/gi, 'no $1')

export function clausesOf(sentence: string): Clause[] {
  return inWords(sentence)
    .replace(falseAlarm, ' ')
    .split(clauseEnd)
    .flatMap(text => {
      const relative = relatives.test(text)
      const clause = (part: string, says: Clause['says']) => ({ text: part.trim(), says, relative })
      if ([doubled, open, unreal].some(one => one.test(text))) return [clause(text, 'open')]
      const behind = after.exec(text)
      const ahead = before.exec(text)
      if (behind !== null && (ahead === null || ahead.index >= behind.index)) return [clause(text, 'absent')]
      if (ahead === null) return [clause(text, 'present')]
      return [
        clause(text.slice(0, ahead.index), 'present'),
        clause(text.slice(ahead.index + ahead[0].length), 'absent'),
      ]
    })
    .filter(({ text }) => text !== '')
}
