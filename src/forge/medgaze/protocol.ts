/**
 * A declared protocol: what the masks show, what cannot be in the pictures, and the checks that are asked
 * for, in order. It is declared by whoever builds the set; nothing of it is guessed from the pictures.
 */
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { messageOf, PraxisError } from '../../cases/index.ts'

export const medgazeProtocolSchema = z.strictObject({
  name: z.string().min(1),
  source: z.string().min(1).describe('who declares it, and on what ground'),
  scenario: z.string().default('not stated').describe('such as surgery, emergency, radiology, mammography'),
  masks: z
    .strictObject({
      structure: z.string().min(1).describe('what a mask shows, in the singular: lung'),
      zones: z
        .array(z.string().min(1))
        .default([])
        .describe('names of equal parts of its height, from the top: upper, middle, lower'),
    })
    .optional(),
  absent: z.array(z.string().min(1)).default([]).describe('what is in none of the pictures, for sure'),
  steps: z
    .array(z.strictObject({ text: z.string().min(1), aoi: z.string().min(1) }))
    .default([])
    .describe('checks in the order asked for; one is made by looking at its area'),
})
export type MedgazeProtocol = z.infer<typeof medgazeProtocolSchema>

/** Throws `data-missing` and `data-malformed`. */
export async function readProtocol(file: string): Promise<MedgazeProtocol> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new PraxisError(
      'data-missing',
      `cannot read the protocol (${messageOf(error)})`,
      'check the path',
      {
        file,
      },
    )
  })
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new PraxisError('data-malformed', `not valid JSON (${messageOf(error, 120)})`, 'correct it', {
      file,
    })
  }
  const parsed = medgazeProtocolSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new PraxisError(
    'data-malformed',
    `no protocol (${issue?.path.join('.') || 'it'}: ${issue?.message})`,
    'correct it as docs/medgaze-format.md says',
    { file },
  )
}
