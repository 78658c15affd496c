/**
 * Puts one mistake into a chain of reasoning: a side, a number, a finding's direction or its presence is
 * turned in one step, the rest stays. The rules are fixed and the choice among them is seeded, so the
 * mistake is known and can be recorded. After "adding mistakes" of Lanham et al. (arXiv 2307.13702), who let
 * a model write the mistake and then the rest of the chain; here the other steps stay as they were.
 */
import type { Random } from '../../cases/index.ts'

export type Mistake = { step: number; rule: string; was: string; now: string }

/** Where a rule applies in a text, and what it makes of the text there. */
type Rule = { name: string; change: (text: string, random: Random) => string | undefined }

const sides = pairs(
  'left/right upper/lower superior/inferior anterior/posterior medial/lateral proximal/distal',
)
const directions = pairs(
  'normal/abnormal present/absent increased/decreased elevated/reduced increase/decrease high/low higher/lower positive/negative benign/malignant acute/chronic with/without larger/smaller mild/severe always/never more/less likely/unlikely supports/contradicts typical/atypical bilateral/unilateral',
)
const people = pairs('man/woman male/female boy/girl')

/** A number that stands alone: no range, no part of a word, no date. */
const lone = /(?<![\w.,/–-])\d{1,4}(?:\.\d+)?(?![\w%]*[–/]|-\d|[.,]\d|\w)/g
const negations: readonly [RegExp, string][] = [
  [/\b(does|do|did) not have\b/i, 'have'],
  [/\b(is|are|was|were|am|has|have|had|can|could|do|does|did|will|would|should) not\b/i, '$1'],
  [/\b(is|are|was|were|do|does|did|has|have|had)n['’]t\b/i, '$1'],
  [/\bcannot\b/i, 'can'],
  [/\b(?:no (?:evidence|signs?) of|no|without|denies)\s+/i, ''],
]
const assertions: readonly [RegExp, string][] = [
  [/\b(have|has|had) (?=(?:\w+ly )?(?:been|had|lost|felt|seen|become|gone|\w+ed)\b)/i, '$1 not '],
  [/\b(is|are|was|were|am|can|could|will|would|should)\b/i, '$1 not'],
  [/\bhave\b/i, 'do not have'],
  [/\bhas\b/i, 'does not have'],
  [/\bhad\b/i, 'did not have'],
  [
    /\b(show|suggest|indicate|support|reveal|demonstrate|report|describe|experience|smoke|take|drink|feel|favou?r|point)s\b/i,
    'does not $1',
  ],
  [
    /\b(show|suggest|indicate|support|reveal|demonstrate|report|describe|experience|feel|favou?r|point)\b/i,
    'do not $1',
  ],
]

const rules: readonly Rule[] = [
  { name: 'side', change: (text, random) => swapWord(text, sides, random) },
  { name: 'direction', change: (text, random) => swapWord(text, directions, random) },
  { name: 'person', change: (text, random) => swapWord(text, people, random) },
  { name: 'number', change: changeNumber },
  { name: 'negation', change: negate },
]

/** One changed step; undefined where no rule applies to any of them. */
export function corruptOne(steps: readonly string[], random: Random): Mistake | undefined {
  for (const step of random.shuffle(steps.map((_, i) => i))) {
    const was = steps[step] ?? ''
    for (const rule of random.shuffle(rules)) {
      const now = rule.change(was, random)
      if (now !== undefined && now !== was) return { step, rule: rule.name, was, now }
    }
  }
  return undefined
}

function pairs(list: string): Map<string, string> {
  const map = new Map<string, string>()
  for (const [a = '', b = ''] of list.split(' ').map(pair => pair.split('/'))) {
    if (!map.has(a)) map.set(a, b)
    if (!map.has(b)) map.set(b, a)
  }
  return map
}

function swapWord(text: string, words: ReadonlyMap<string, string>, random: Random): string | undefined {
  const places = [...text.matchAll(/[A-Za-z]+/g)].filter(([word]) => words.has(word.toLowerCase()))
  if (places.length === 0) return undefined
  const { index, 0: word } = random.pick(places)
  const other = words.get(word.toLowerCase()) ?? word
  const cased = word[0] === word[0]?.toLowerCase() ? other : `${other[0]?.toUpperCase()}${other.slice(1)}`
  return `${text.slice(0, index)}${cased}${text.slice(index + word.length)}`
}

/** Small counts and scores move by five in the circle 0 to 10; other numbers are doubled, or halved from 50 on. */
function changeNumber(text: string, random: Random): string | undefined {
  const places = [...text.matchAll(lone)]
  if (places.length === 0) return undefined
  const { index, 0: digits } = random.pick(places)
  const value = Number(digits)
  const decimals = digits.split('.')[1]?.length ?? 0
  const other =
    decimals === 0 && value <= 10 ? (value + 5) % 11 : value < 50 ? value * 2 : Math.max(1, value / 2)
  const written = decimals === 0 ? String(Math.round(other)) : other.toFixed(decimals)
  return `${text.slice(0, index)}${written}${text.slice(index + digits.length)}`
}

function negate(text: string): string | undefined {
  const denied = negations.find(([pattern]) => pattern.test(text))
  const [pattern, replacement] = denied ?? assertions.find(([one]) => one.test(text)) ?? []
  if (pattern === undefined || replacement === undefined) return undefined
  const changed = text.replace(pattern, replacement).trim()
  return `${changed[0]?.toUpperCase() ?? ''}${changed.slice(1)}`
}
