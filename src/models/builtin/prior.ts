/**
 * `builtin:prior`: the blind shortcut that a model must beat. It answers with what was usually right for
 * questions of this form in the training split and never looks at an image.
 *
 * Estimator. A question has forms f₁ … fₘ from special to general (`questionForms`). With c(a, f) the
 * number of training cases of form f answered a and n(f) their total, the share of a is smoothed towards
 * the next more general form (hierarchical Dirichlet back-off, strength λ = 1):
 *
 *     p(a | fᵢ) = (c(a, fᵢ) + λ p(a | fᵢ₊₁)) / (n(fᵢ) + λ),     p(a | fₘ₊₁) = 1 / (distinct answers + 1)
 *
 * Answers are compared in lower case, blanks collapsed, final full stops dropped.
 *
 * - yes-no: the larger of p(yes) and p(no).
 * - choice, and diagnosis with options: the option with the largest p(key) · p(text). Keys (the position)
 *   and texts (the wording) are counted apart and taken for independent clues.
 * - choices: each option whose key is in more than half of the training answers, by the same smoothing of
 *   that share (p above the top is 1 / number of options); the likeliest one where none is.
 * - open, number, diagnosis without options: the most likely answer among those seen with that format.
 *   A format that training does not hold is abstained on.
 *
 * Asked how sure it is, it states the likelihood of its answer as a share of those of all listed answers;
 * of a set of options the product over the options, taken as independent, each in the set or not; of a
 * free answer p itself, which leaves room for answers never seen.
 *
 * Ties go to the option shown first, to yes before no, and otherwise to the answer seen first.
 */
import { createHash } from 'node:crypto'
import { type Case, type Format, PraxisError, type Question, type Reference } from '../../cases/index.ts'
import type { ChatModel } from '../chat-model.ts'
import { builtinModel, type Guess, nameOption } from './answer.ts'
import { questionForms } from './question-form.ts'

/** Throws `model-unsuited` where there is no training split, or nothing in it to learn from. */
export async function priorModel(training: (() => AsyncIterable<Case>) | undefined): Promise<ChatModel> {
  if (training === undefined) throw unsuited('there is no training split for this data')
  const prior = learner()
  for await (const case_ of training())
    if (case_.reference !== undefined) prior.learn(case_.question, case_.reference)
  if (prior.size() === 0) throw unsuited('the training split holds no case with a reference')
  return builtinModel('builtin:prior', prior.fingerprint(), prior.guess)
}

function unsuited(what: string): PraxisError {
  return new PraxisError(
    'model-unsuited',
    `builtin:prior learns answer frequencies, but ${what}`,
    'use builtin:chance, or data that has a training split',
  )
}

const strength = 1

type Prior = {
  learn: (question: Question, reference: Reference) => void
  guess: (question: Question) => Guess | undefined
  size: () => number
  fingerprint: () => string
}

function learner(): Prior {
  const texts = tally()
  const keys = tally()
  const members = tally()
  const seen = new Map<Format, Map<string, string>>()
  const hash = createHash('sha256')
  let size = 0

  const learn = (question: Question, reference: Reference): void => {
    size++
    const forms = questionForms(question)
    const { key, keys: set, text } = answersOf(question, reference)
    hash.update(JSON.stringify([forms[0], key ?? set ?? null, text ?? null]))
    if (key !== undefined) keys.add(forms, [key])
    if (set !== undefined) members.add(forms, set)
    if (text === undefined) return
    const id = normal(text)
    texts.add(forms, [id])
    const answers = seen.get(question.format) ?? new Map<string, string>()
    if (!answers.has(id)) answers.set(id, text)
    seen.set(question.format, answers)
  }

  const guess = (question: Question): Guess | undefined => {
    const { format, options = [] } = question
    const forms = questionForms(question)
    const byText = (text: string) => texts.share(normal(text), forms)
    if (format === 'yes-no') return likeliest(['yes', 'no'], byText, answer => answer)
    if (format === 'choices') {
      const share = (key: string) => members.share(key, forms, 1 / options.length)
      return likelySet(
        options.map(option => option.key),
        share,
      )
    }
    if (options.length > 0)
      return likeliest(
        options,
        option => keys.share(option.key, forms) * byText(option.text),
        option => nameOption(format, option),
      )
    const free = (id: string) => texts.share(id, forms)
    const best = mostLikely([...(seen.get(format)?.entries() ?? [])], ([id]) => free(id))
    return best && { answer: best[1], probability: free(best[0]) }
  }
  return { learn, guess, size: () => size, fingerprint: () => hash.copy().digest('hex') }
}

/** A reference as the answers it counts as: an option key, a set of keys, the words of the answer. */
function answersOf(
  question: Question,
  reference: Reference,
): { key?: string; keys?: string[]; text?: string } {
  const textOf = (key: string) => question.options?.find(option => option.key === key)?.text
  switch (reference.format) {
    case 'choice': {
      const text = textOf(reference.key)
      return { key: reference.key, ...(text !== undefined && { text }) }
    }
    case 'choices':
      return { keys: reference.keys }
    case 'yes-no':
      return { text: reference.answer }
    case 'number':
      return { text: String(reference.value) }
    case 'open':
      return { text: reference.answers[0] ?? '' }
    case 'diagnosis': {
      const key = question.options?.find(option => normal(option.text) === normal(reference.name))?.key
      return { text: reference.name, ...(key !== undefined && { key }) }
    }
    case 'labels':
    case 'mask':
      return {}
  }
}

/** Counts of answers by question form, with the smoothed shares described above. */
function tally() {
  const groups = new Map<string, { total: number; counts: Map<string, number> }>()
  const distinct = new Set<string>()
  return {
    /** One case that counts for each of these answers. */
    add: (forms: string[], answers: string[]): void => {
      for (const answer of answers) distinct.add(answer)
      for (const form of forms) {
        const group = groups.get(form) ?? { total: 0, counts: new Map<string, number>() }
        group.total++
        for (const answer of answers) group.counts.set(answer, (group.counts.get(answer) ?? 0) + 1)
        groups.set(form, group)
      }
    },
    share: (answer: string, forms: string[], top = 1 / (distinct.size + 1)): number =>
      forms.reduceRight((general, form) => {
        const group = groups.get(form)
        return ((group?.counts.get(answer) ?? 0) + strength * general) / ((group?.total ?? 0) + strength)
      }, top),
  }
}

/** The likeliest of the listed answers, with its share of the likelihood of all. */
function likeliest<T>(
  items: T[],
  likelihood: (item: T) => number,
  name: (item: T) => string,
): Guess | undefined {
  const best = mostLikely(items, likelihood)
  if (best === undefined) return undefined
  const total = items.reduce((sum, item) => sum + likelihood(item), 0)
  return { answer: name(best), probability: likelihood(best) / total }
}

/** The keys that are in more than half of the answers, or the likeliest one. */
function likelySet(keys: string[], share: (key: string) => number): Guess | undefined {
  const one = mostLikely(keys, share)
  if (one === undefined) return undefined
  const likely = keys.filter(key => share(key) > 0.5)
  const set = likely.length > 0 ? likely : [one]
  const probability = keys.reduce((all, key) => all * (set.includes(key) ? share(key) : 1 - share(key)), 1)
  return { answer: set.join(', '), probability }
}

function mostLikely<T>(items: T[], likelihood: (item: T) => number): T | undefined {
  let best: T | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const item of items) {
    const value = likelihood(item)
    if (value > most) [best, most] = [item, value]
  }
  return best
}

function normal(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim().replace(/\.+$/, '')
}
