/** Fitted weights from a file. */
import { readFile } from 'node:fs/promises'
import { messageOf, PraxisError } from '../../cases/index.ts'
import { type FabricWeights, fabricWeightsSchema, noWeights } from './fabric-weights.ts'

/** `noWeights` where there is no such file. Throws `data-malformed` for one that holds something else. */
export async function readFabricWeights(file: string): Promise<FabricWeights> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    // A file in place of the folder is for the networks to tell.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return noWeights
    throw error
  }
  const wrong = (what: string) =>
    new PraxisError('data-malformed', what, 'fit it again, or remove it', { file })
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw wrong(`is not valid JSON (${messageOf(error, 100)})`)
  }
  const parsed = fabricWeightsSchema.safeParse(data)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw wrong(`holds no weights of a fabric: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
}
