/**
 * A memory on disk: a folder with `memory.json`, which holds the cases, the illness graphs that follow from them and
 * the hash of what is remembered. It is written beside and renamed, so a crash leaves the old one, and whoever reads
 * needs no lock. Whoever changes it holds the lock of the folder from reading to writing, so none undoes the work of
 * another.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { lockFolder, messageOf, PraxisError } from '../../../cases/index.ts'
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

/** How long another writer is waited for: many merges long, and short beside a growth by a chat model. */
const patienceMs = 5000
const lookAgainMs = 50

const fileSchema = memorySchema.extend({
  sha256: z.string().describe('of the cases'),
  graphs: z.array(illnessGraphSchema).describe('follow from the cases; for reading'),
})

const headSchema = z.object({ format: z.literal('praxis-ecr-memory'), version: z.int() })

/**
 * Throws `data-missing` where there is none, `data-malformed` where it cannot be read, is damaged or of another
 * version.
 */
export async function readMemory(folder: string): Promise<NamedMemory> {
  const file = join(folder, fileName)
  const text = await readText(file)
  if (text === undefined)
    throw new PraxisError('data-missing', 'there is no memory', 'grow one with `praxis memory grow DIR`', {
      file,
    })
  return { name: basename(resolve(folder)), memory: parseMemory(text, file) }
}

/**
 * Lets `work` change the memory of a folder, which is empty where there is none, and write it as often as it likes.
 * Others that want to change it wait some seconds. Throws as `readMemory`, and `memory-locked` where waiting did not help.
 */
export async function changeMemory<T>(
  folder: string,
  work: (memory: Memory, write: (changed: Memory) => Promise<void>) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true })
  const release = await waitForLock(folder)
  try {
    await sweep(folder)
    const file = join(folder, fileName)
    const text = await readText(file)
    const memory = text === undefined ? emptyMemory : parseMemory(text, file)
    return await work(memory, changed => writeText(file, fileText(changed)))
  } finally {
    release()
  }
}

async function waitForLock(folder: string): Promise<() => void> {
  const end = performance.now() + patienceMs
  for (;;) {
    const release = lockFolder(folder)
    if (release !== undefined) return release
    if (performance.now() > end)
      throw new PraxisError(
        'memory-locked',
        'another process is changing this memory',
        'wait for it to end, and give the command again',
        { file: folder },
      )
    await sleep(lookAgainMs)
  }
}

/** Takes away what writers left that were killed; with the lock held, nobody else is writing. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(`${fileName}.`) && name.endsWith('.partial')) await rm(join(folder, name))
}

async function writeText(file: string, text: string): Promise<void> {
  const partial = `${file}.partial`
  try {
    await writeFile(partial, text)
    await rename(partial, file)
  } finally {
    await rm(partial, { force: true })
  }
}

/** Undefined where there is no such file, and only there: what cannot be read must not be taken for empty. */
async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new PraxisError(
      'data-malformed',
      `cannot be read (${messageOf(error, 80)})`,
      'look at the disk, the folder and its permissions',
      { file },
      error,
    )
  }
}

function parseMemory(text: string, file: string): Memory {
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
  return memory
}

/** JSON with a line for each case and each graph, so that two versions can be compared line by line. */
function fileText(memory: Memory): string {
  const { cases, log, ...head } = memory
  const lines = (items: readonly unknown[]) => `[\n${items.map(item => JSON.stringify(item)).join(',\n')}\n]`
  const start = JSON.stringify({ ...head, sha256: memoryHash(memory), log }).slice(0, -1)
  return `${start},\n"cases":${lines(cases)},\n"graphs":${lines([...illnessGraphs(memory).values()])}}\n`
}
