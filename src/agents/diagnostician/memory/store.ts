/**
 * A memory on disk: a folder with `memory.json`, which holds the cases, the illness graphs that follow from them and
 * the hash of what is remembered. It is written beside and renamed, so a crash leaves the old one.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import * as z from 'zod'
import { messageOf, PraxisError } from '../../../cases/index.ts'
import type { NamedMemory } from '../infer.ts'
import {
  emptyMemory,
  illnessGraphSchema,
  illnessGraphs,
  type Memory,
  memoryHash,
  memorySchema,
  memoryVersion,
} from './memory.ts'

const fileName = 'memory.json'

const fileSchema = memorySchema.extend({
  sha256: z.string().describe('of the cases'),
  graphs: z.array(illnessGraphSchema).describe('follow from the cases; for reading'),
})

const headSchema = z.object({ format: z.literal('praxis-ecr-memory'), version: z.int() })

/** Throws `data-missing` where there is none, `data-malformed` where it is damaged or of another version. */
export async function readMemory(folder: string): Promise<NamedMemory> {
  const file = join(folder, fileName)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new PraxisError(
      'data-missing',
      `there is no memory (${messageOf(error, 80)})`,
      'grow one with `praxis memory grow DIR`',
      { file },
      error,
    )
  }
  const wrong = (what: string, next = 'restore the file or grow the memory again') =>
    new PraxisError('data-malformed', what, next, { file })
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw wrong('is not JSON')
  }
  const head = headSchema.safeParse(data)
  if (!head.success) throw wrong('is no memory of the diagnostician')
  if (head.data.version !== memoryVersion)
    throw wrong(
      `is a memory of version ${head.data.version}, and this program reads version ${memoryVersion}`,
      'grow it again with this program',
    )
  const parsed = fileSchema.safeParse(data)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw wrong(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not as expected'}`)
  }
  const { sha256, graphs: _, ...memory } = parsed.data
  if (memoryHash(memory) !== sha256) throw wrong('what it remembers does not match its hash')
  return { name: basename(resolve(folder)), memory }
}

/** As `readMemory`, but an empty memory where the folder holds none. */
export async function readOrStartMemory(folder: string): Promise<NamedMemory> {
  try {
    return await readMemory(folder)
  } catch (error) {
    if (error instanceof PraxisError && error.code === 'data-missing')
      return { name: basename(resolve(folder)), memory: emptyMemory }
    throw error
  }
}

export async function writeMemory(folder: string, memory: Memory): Promise<void> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, fileName)
  const partial = `${file}.${process.pid}.partial`
  await writeFile(partial, fileText(memory))
  await rename(partial, file)
}

/** JSON with a line for each case and each graph, so that two versions can be compared line by line. */
function fileText(memory: Memory): string {
  const { cases, log, ...head } = memory
  const lines = (items: readonly unknown[]) => `[\n${items.map(item => JSON.stringify(item)).join(',\n')}\n]`
  const start = JSON.stringify({ ...head, sha256: memoryHash(memory), log }).slice(0, -1)
  return `${start},\n"cases":${lines(cases)},\n"graphs":${lines([...illnessGraphs(memory).values()])}}\n`
}
