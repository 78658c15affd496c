/**
 * An optional judge model, for what the rules leave open: it maps an unreadable closed answer to an
 * option, or decides whether a free-text answer means the same as the reference. Its reply must be one
 * strict JSON object with an allowed value; reasoning before it and a missing reason are let pass. Anything else, or a failing call, is `judge-failed`: never a
 * zero, never a guess. Only an abort and a spent budget pass through, since they concern the whole run.
 */
import * as z from 'zod'
import { isPraxisError, messageOf, type Question, type Reference } from '../cases/index.ts'
import { gradingPrompt, judgePromptVersion, mappingPrompt } from './judge-prompt.ts'
import { withoutThoughts } from './visible.ts'

/** Sends one prompt and returns the whole reply. */
export type Judge = (prompt: string) => Promise<string>

export type Mapped = { ok: true; value: string | null; why: string } | { ok: false; why: string }
export type Graded = { ok: true; correct: boolean; why: string } | { ok: false; why: string }

const mappingSchema = z.strictObject({ answer: z.string().nullable(), why: z.string().default('') })
const gradingSchema = z.strictObject({
  verdict: z.enum(['correct', 'incorrect']),
  why: z.string().default(''),
})

/** Lets the judge say which answer a text gives; null where it says that there is none. */
export async function mapAnswer(
  judge: Judge,
  question: Question,
  answer: string,
  names: readonly string[],
): Promise<Mapped> {
  const allowed = allowedAnswers(question, names)
  const reply = await askJudge(judge, mappingPrompt(question, answer, allowed), mappingSchema)
  if (!reply.ok) return reply
  if (reply.value.answer === null) return { ok: true, value: null, why: signed(reply.value.why) }
  const value = canonicalAnswer(question, reply.value.answer, allowed)
  return value === undefined
    ? {
        ok: false,
        why: signed(
          `the judge's answer ${JSON.stringify(messageOf(reply.value.answer, 60))} is not among those allowed`,
        ),
      }
    : { ok: true, value, why: signed(reply.value.why) }
}

/** Lets the judge compare a text with the accepted answers. */
export async function gradeAnswer(
  judge: Judge,
  question: Question,
  answer: string,
  reference: Reference,
): Promise<Graded> {
  const reply = await askJudge(
    judge,
    gradingPrompt(question, answer, acceptedAnswers(reference)),
    gradingSchema,
  )
  return reply.ok
    ? { ok: true, correct: reply.value.verdict === 'correct', why: signed(reply.value.why) }
    : reply
}

function acceptedAnswers(reference: Reference): string[] {
  if (reference.format === 'open') return reference.answers
  if (reference.format === 'diagnosis') return [reference.name, ...(reference.synonyms ?? [])]
  return []
}

function allowedAnswers(question: Question, names: readonly string[]): readonly string[] {
  if (question.format === 'yes-no') return ['yes', 'no']
  if (question.format === 'diagnosis') return names
  return (question.options ?? []).map(option => option.key)
}

function canonicalAnswer(
  { format }: Question,
  answer: string,
  allowed: readonly string[],
): string | undefined {
  if (format === 'number') {
    const value = Number(answer)
    return answer.trim() !== '' && Number.isFinite(value) ? String(value) : undefined
  }
  if (format !== 'choices') {
    const said = answer.trim().toLowerCase()
    return allowed.find(one => one.toLowerCase() === said)
  }
  const keys = answer.split(',').map(key => key.trim())
  return keys.every(key => allowed.includes(key))
    ? allowed.filter(key => keys.includes(key)).join(',')
    : undefined
}

/** One strict JSON reply to a prompt; a failing call or another shape is a failure that says why. */
export async function askJudge<T>(
  judge: Judge,
  prompt: string,
  schema: z.ZodType<T>,
): Promise<{ ok: true; value: T } | { ok: false; why: string }> {
  let reply: string
  try {
    reply = await judge(prompt)
  } catch (error) {
    if (concernsRun(error)) throw error
    return { ok: false, why: signed(`the judge failed: ${messageOf(error, 200)}`) }
  }
  const json = parseJson(unfenced(withoutThoughts(reply)))
  const parsed = schema.safeParse(json)
  return parsed.success
    ? { ok: true, value: parsed.data }
    : {
        ok: false,
        why: signed(`the judge's reply has not the asked shape: ${JSON.stringify(messageOf(reply, 120))}`),
      }
}

function concernsRun(error: unknown): boolean {
  if (isPraxisError(error)) return error.code === 'budget-exhausted'
  return error instanceof Error && error.name === 'AbortError'
}

/** Many models put JSON in a Markdown fence whatever they are told; that alone is no failure. */
function unfenced(reply: string): string {
  const fence = /^```(?:json)?\s*\n([\s\S]*)\n```$/.exec(reply.trim())
  return fence?.[1] ?? reply
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function signed(why: string): string {
  return `judge (prompt ${judgePromptVersion}): ${messageOf(why, 300)}`
}
