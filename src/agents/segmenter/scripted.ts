/** A fixed list of actions, from a file: to replay an annotation, and to measure the loop without a model. */
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { messageOf, PraxisError } from '../../cases/index.ts'
import { imageSpan } from '../../tools/index.ts'
import type { Solver } from '../solver.ts'
import { playEpisode } from './episode.ts'
import { act } from './oracle.ts'

const callsSchema = z.array(z.object({ name: z.string(), arguments: z.unknown().optional() }))
/** One list for every case, or a list for each case id. */
const scriptSchema = z.union([callsSchema, z.record(z.string(), callsSchema)])

export type Script = z.infer<typeof scriptSchema>
type Calls = z.infer<typeof callsSchema>

/**
 * A script as JSON: `[{"name": "add_bbox", "arguments": {…}}, …]`, or an object of such lists by case id. Throws
 * `data-missing` and `data-malformed`.
 */
export async function readScript(file: string): Promise<Script> {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new PraxisError(
      'data-missing',
      `cannot read the script (${messageOf(error)})`,
      'give a JSON file',
      { file },
    )
  })
  try {
    return scriptSchema.parse(JSON.parse(text))
  } catch (error) {
    const why = error instanceof z.ZodError ? (error.issues[0]?.message ?? 'invalid') : messageOf(error, 120)
    throw new PraxisError(
      'data-malformed',
      `not a script of actions (${why})`,
      'write a list of {"name", "arguments"}, or such lists by case id',
      { file },
    )
  }
}

/** Carries out the actions of a script in order; what is refused is recorded and passed over. */
export function scripted(script: () => Promise<Script>): Solver {
  let held: Promise<Script> | undefined
  const solve: Solver['solve'] = async (task, context) => {
    held ??= script()
    const all = await held
    const calls = callsFor(all, task.caseId)
    return playEpisode('scripted', task, context, imageSpan, async episode => {
      for (const { name, arguments: args } of calls) {
        await act(episode, { tool: name, arguments: args ?? {} })
        if (name === 'stop_action') break
      }
      return { stop: 'answered' }
    })
  }
  return { id: 'scripted', solve, asksNoModel: true }
}

/** Throws `data-missing` where the script has lists by case id and none for this case. */
function callsFor(script: Script, caseId: string): Calls {
  if (Array.isArray(script)) return script
  const calls = Object.hasOwn(script, caseId) ? script[caseId] : undefined
  if (calls !== undefined) return calls
  const ids = Object.keys(script)
  const some = ids.slice(0, 5).map(id => JSON.stringify(id))
  throw new PraxisError(
    'data-missing',
    `the script has no actions for the case ${JSON.stringify(caseId)}, only for ${some.join(', ') || 'none'}${ids.length > some.length ? ` and ${ids.length - some.length} more` : ''}`,
    'add a list under its id, or give one list for every case',
    { caseId },
  )
}
