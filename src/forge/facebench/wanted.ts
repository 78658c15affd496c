/** The values that a user wants: a JSON file `{ "trait": ["value", …], … }`. */
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { messageOf, PraxisError } from '../../cases/index.ts'
import type { Wanted } from './sample-faces.ts'
import { traitNames, traits } from './traits.ts'

const wantedSchema = z.record(z.string(), z.array(z.string()).min(1))

/** Throws `data-missing`, `data-malformed`, or `option-unknown` for a trait or a value that cannot be drawn. */
export async function readWanted(path: string): Promise<Wanted> {
  const text = await readFile(path, 'utf8').catch(error => {
    throw new PraxisError('data-missing', messageOf(error, 160), 'name a JSON file', { file: path })
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new PraxisError('data-malformed', messageOf(error, 160), 'correct the JSON', { file: path })
  }
  const parsed = wantedSchema.safeParse(value)
  if (!parsed.success)
    throw new PraxisError(
      'data-malformed',
      'not an object of trait names with lists of values',
      'write it like {"hairColor": ["Black", "Red"]}',
      { file: path },
    )
  const wanted: Wanted = {}
  for (const [name, values] of Object.entries(parsed.data)) {
    const trait = traitNames.find(known => known === name)
    if (trait === undefined)
      throw new PraxisError('option-unknown', `there is no trait ${name}`, `use ${traitNames.join(', ')}`, {
        file: path,
      })
    const known: readonly string[] = traits[trait]
    const unknown = values.find(item => !known.includes(item))
    if (unknown !== undefined)
      throw new PraxisError('option-unknown', `${name} cannot be ${unknown}`, `use ${known.join(', ')}`, {
        file: path,
        field: name,
      })
    wanted[trait] = values
  }
  return wanted
}
