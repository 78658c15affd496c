/**
 * Reading an answer out of free text. Each format has a short list of named rules in priority order:
 * first what the answer *states* (marked, boxed, alone on a line), then, unless the model declined,
 * what it *mentions* without ambiguity. Nothing is ever guessed: conflicting candidates end the reading
 * and are named. Prior art: VLMEvalKit's matching heuristics and lm-evaluation-harness' filters, which
 * fall back to a random or the most similar option; this does not.
 */
import type { Format, Question } from '../cases/index.ts'
import { withoutConfidence } from './confidence.ts'
import { type Vocabulary, vocabularyIndex } from './names.ts'
import { type Found, optionsOf, type Passage, type Rule } from './passage.ts'
import { findDeclined, isAbstention } from './refusal.ts'
import { choiceMentioned, choiceStated } from './rules-choice.ts'
import { choicesMentioned, choicesStated } from './rules-choices.ts'
import { labelsMentioned, labelsStated } from './rules-labels.ts'
import { numberMentioned, numberStated } from './rules-number.ts'
import { diagnosisMentioned, diagnosisStated, openMentioned, openStated } from './rules-open.ts'
import { yesNoMentioned, yesNoStated } from './rules-yes-no.ts'
import type { Extraction } from './verdict.ts'
import { visibleText } from './visible.ts'

/** What an answer turned out to be. `why` names the conflicting candidates. */
export type Reading =
  | { kind: 'answer'; extraction: Extraction }
  | { kind: 'refused' | 'abstained'; span: [number, number] }
  | { kind: 'unread'; why: string }

type RuleBook = { stated: readonly Rule[]; mentioned: readonly Rule[] }

const rules: Record<Format, RuleBook> = {
  choice: { stated: choiceStated, mentioned: choiceMentioned },
  choices: { stated: choicesStated, mentioned: choicesMentioned },
  'yes-no': { stated: yesNoStated, mentioned: yesNoMentioned },
  number: { stated: numberStated, mentioned: numberMentioned },
  open: { stated: openStated, mentioned: openMentioned },
  diagnosis: { stated: diagnosisStated, mentioned: diagnosisMentioned },
  labels: { stated: labelsStated, mentioned: labelsMentioned },
  // A mask is drawn, not said: see the verifiers of `segment/`.
  mask: { stated: [], mentioned: [] },
}

/**
 * The answer to `question` that `text` gives, or undefined where none can be read without guessing.
 * @param vocabulary known diagnoses with synonyms; only for questions of format `diagnosis`
 */
export function extractAnswer(
  text: string,
  question: Question,
  vocabulary?: Vocabulary,
): Extraction | undefined {
  const reading = readAnswer(text, question, vocabulary)
  return reading.kind === 'answer' ? reading.extraction : undefined
}

/** As `extractAnswer`, with refusals, abstentions and the reason where nothing was read. */
export function readAnswer(text: string, question: Question, vocabulary?: Vocabulary): Reading {
  const spoken = visibleText(text)
  const visible = withoutConfidence(spoken, spoken)
  const passage: Passage = {
    text: visible,
    question,
    options: optionsOf(question),
    ...(vocabulary !== undefined && { names: vocabularyIndex(vocabulary) }),
  }
  if (visible.trim() === '')
    return {
      kind: 'unread',
      why: text === '' ? 'the answer is empty' : 'the answer has nothing outside its reasoning',
    }
  const book =
    question.format === 'diagnosis' && vocabulary === undefined ? rules.open : rules[question.format]
  const stated = firstReading(book.stated, passage)
  if (stated !== undefined) return stated
  const declined = findDeclined(visible)
  const declinable = !(question.options ?? []).some(option => isAbstention(option.text))
  if (declined !== undefined && (declinable || declined.outcome === 'refused'))
    return { kind: declined.outcome, span: [declined.start, declined.end] }
  const mentioned = firstReading(book.mentioned, passage)
  if (mentioned?.kind === 'answer') return mentioned
  if (declined !== undefined) return { kind: declined.outcome, span: [declined.start, declined.end] }
  return mentioned ?? { kind: 'unread', why: `no rule for ${question.format} answers found one` }
}

function firstReading(list: readonly Rule[], passage: Passage): Reading | undefined {
  for (const rule of list) {
    const found = rule.read(passage)
    if (found !== undefined) return asReading(rule, found)
  }
  return undefined
}

function asReading(rule: Rule, found: Found): Reading {
  if ('conflict' in found) return { kind: 'unread', why: `${rule.name}: ${found.conflict}` }
  if ('abstained' in found) return { kind: 'abstained', span: [found.start, found.end] }
  const name = rule.name === 'stated' ? (found.rule ?? rule.name) : rule.name
  return { kind: 'answer', extraction: { rule: name, span: [found.start, found.end], value: found.value } }
}
