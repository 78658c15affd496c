import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { addCases, emptyMemory, type Memory, type Remembered } from './memory.ts'
import { changeMemory, readMemory } from './store.ts'

let at: string
beforeEach(async () => {
  at = join(await mkdtemp(join(tmpdir(), 'memory-')), 'ward')
})
afterEach(() => rm(join(at, '..'), { recursive: true }))

const one = (caseId: string, disease: string, content: string): Remembered => ({
  caseId,
  disease,
  round: 1,
  findings: [{ key: content, content }],
  pivots: [{ key: content, content, over: 'C' }],
})
const memory = addCases(emptyMemory, [one('1', 'A', 'f'), one('2', 'B', 'g')])

const keep = (kept: Memory) => changeMemory(at, (_, write) => write(kept))
const add = (caseId: string) =>
  changeMemory(at, async (before, write) => {
    await sleep(5)
    await write(addCases(before, [one(caseId, 'A', 'f')]))
  })
const remembered = async () => (await readMemory(at)).memory.cases.map(({ caseId }) => caseId)

suite('a memory on disk', () => {
  test('comes back as it was', async () => {
    await keep(memory)
    expect(await readMemory(at)).toEqual({ name: 'ward', memory })
  })

  test('is started empty where there is none, and missed where one is needed', async () => {
    await expect(readMemory(at)).rejects.toMatchObject({ code: 'data-missing' })
    await expect(readdir(at)).rejects.toThrow('ENOENT')
    expect(await changeMemory(at, async before => before)).toEqual(emptyMemory)
  })

  test('that cannot be read is neither missing nor empty, and is left alone', async () => {
    await mkdir(join(at, 'memory.json'), { recursive: true })
    for (const refused of [readMemory(at), keep(memory)]) {
      await expect(refused).rejects.toMatchObject({ code: 'data-malformed' })
      await expect(refused).rejects.toThrow(/memory.json: cannot be read \(EISDIR: .*\); look at the disk/)
    }
    expect(await readdir(join(at, 'memory.json'))).toEqual([])
  })

  test.each([
    ['of another version', (text: string) => text.replace('"version":1', '"version":2'), 'of version 2'],
    ['changed', (text: string) => text.replace('"disease":"A"', '"disease":"Z"'), 'does not match its hash'],
    ['cut off', (text: string) => text.slice(0, 200), 'is not JSON'],
    ['of something else', () => '{"format":"zip"}', 'is no memory'],
    ['with a wrong field', (text: string) => text.replace('"round":1', '"round":0'), 'round'],
  ])('is refused where it is %s', async (_, damage, said) => {
    await keep(memory)
    await writeFile(join(at, 'memory.json'), damage(await readFile(join(at, 'memory.json'), 'utf8')))
    const refused = keep(memory)
    await expect(refused).rejects.toMatchObject({ code: 'data-malformed' })
    await expect(refused).rejects.toThrow(said)
  })

  test('is refused where it holds a case twice, which would count for two', async () => {
    await keep({ ...memory, cases: [...memory.cases, one('1', 'A', 'f')] })
    const refused = readMemory(at)
    await expect(refused).rejects.toMatchObject({ code: 'data-malformed' })
    await expect(refused).rejects.toThrow('memory.json: cases hold case 1 more than once; restore the file')
  })
})

suite('changing a memory', () => {
  test('at the same time as others loses nothing', async () => {
    const ids = ['1', '2', '3', '4', '5', '6', '7', '8']
    await Promise.all(ids.map(add))
    expect(await remembered()).toEqual(ids)
  })

  test('is refused while another does not end, which loses nothing either', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const growing = changeMemory(at, async (before, write) => {
      await write(addCases(before, [one('1', 'A', 'f')]))
      begin()
      await ended
      await write(addCases(before, [one('1', 'A', 'f'), one('2', 'A', 'f')]))
    })
    await begun
    await expect(add('3')).rejects.toMatchObject({
      code: 'memory-locked',
      message: `${at}: another process is changing this memory; wait for it to end, and give the command again`,
    })
    expect(await remembered()).toEqual(['1'])
    end()
    await growing
    await add('3')
    expect(await remembered()).toEqual(['1', '2', '3'])
  })

  test('is free the moment that one who did so is killed, and sweeps up after it', async () => {
    const module = new URL('./store.ts', import.meta.url).href
    const script = `const { changeMemory } = await import(${JSON.stringify(module)})
      await changeMemory(${JSON.stringify(at)}, () => new Promise(() => {
        console.log('held'); setInterval(() => {}, 1000) }))`
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(other.stdout, 'data')
    await writeFile(join(at, 'memory.json.partial'), 'torn')
    await writeFile(join(at, 'memory.json.4711.partial'), 'torn')
    other.kill('SIGKILL')
    await once(other, 'exit')
    await add('1')
    expect(await remembered()).toEqual(['1'])
    expect((await readdir(at)).sort()).toEqual(['lock.sqlite', 'memory.json'])
  })

  test('leaves nothing half written where writing fails', async () => {
    const failing = changeMemory(at, async (before, write) => {
      await mkdir(join(at, 'memory.json'))
      await write(before)
    })
    await expect(failing).rejects.toThrow('EISDIR')
    expect((await readdir(at)).sort()).toEqual(['lock.sqlite', 'memory.json'])
  })
})
