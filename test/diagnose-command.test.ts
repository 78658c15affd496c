/** `praxis diagnose`, `praxis memory` and `praxis run medeinst --solver ecr` as processes. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { startStubServer } from '../bench/stub-server.ts'
import { addCases, changeMemory, readMemory } from '../src/agents/index.ts'
import { praxis, startPraxis } from './praxis-process.ts'

const shippedMemory = join(import.meta.dirname, '..', 'data', 'ecr-memory')

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-diagnose-'))
  await writeFile(
    join(dir, 'story.txt'),
    'A 40-year-old man has fever, a sore throat and a cough. He denies diarrhea but reports nasal congestion.',
  )
  await writeFile(join(dir, 'empty.txt'), '\n')
  await writeFile(join(dir, 'noise.txt'), 'Lorem ipsum dolor sit amet.')
  await writeFile(join(dir, 'bytes.txt'), new Uint8Array([65, 0, 66]))
  await writeFile(join(dir, 'bad.json'), '{"id": ')
  await writeFile(join(dir, 'other.json'), '{"id": "x"}')
})
afterAll(() => rm(dir, { recursive: true }))

suite('praxis diagnose', () => {
  test('tells findings, audit, decision and the memory it used', async () => {
    const { code, stdout, stderr } = await praxis(dir, 'diagnose', 'story.txt')
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('Absent: Diarrhea')
    expect(stdout).toMatch(/Influenza: 4 matched, 0 in conflict, \d missing; score/)
    expect(stdout).toMatch(
      /Looked up with findings_that_separate \(praxis-knowledge \d+\.\d+\.\d+.*\): \d+ findings/,
    )
    expect(stdout).toContain('To ask next, by findings_that_separate')
    expect(stdout).toMatch(/Memory: ecr-memory, revision 1, hash [0-9a-f]{16}\./)
    expect(stdout).toContain('Research use, not a medical device.')
  })

  test('gives one JSON object, with the graphs', async () => {
    const { stdout } = await praxis(dir, 'diagnose', 'story.txt', '--ablate', 'dci', '--json')
    const told = JSON.parse(stdout)
    expect(told).toMatchObject({ kind: 'praxis-diagnosis', ablation: 'dci', failures: [] })
    expect(told.memory).toBeUndefined()
    expect(told.graphs).toHaveLength(5)
    expect(told.answer).toContain(`Diagnosis: ${told.decision.disease}`)
  })

  test('abstains from a story without a finding, with exit code 1', async () => {
    for (const file of ['empty.txt', 'noise.txt']) {
      const { code, stdout } = await praxis(dir, 'diagnose', file)
      expect([file, code]).toEqual([file, 1])
      expect(stdout).toContain(
        'I cannot answer this question: the text states no finding that was understood.',
      )
    }
  })

  test('abstains from a story of one finding, and says what to ask next', async () => {
    await writeFile(join(dir, 'short.txt'), 'burning chest pain, no fever')
    const { code, stdout } = await praxis(dir, 'diagnose', 'short.txt', '--out', 'short.html')
    expect(code).toBe(1)
    expect(stdout).toContain('Present: Pain')
    expect(stdout).toMatch(/What would tell most:\n- .+: .+\?/)
    expect(stdout).toContain('I cannot answer this question: the text states one finding')
    expect(await readFile(join(dir, 'short.html'), 'utf8')).toContain('What would tell most:')
  })

  test.each([
    ['nowhere.txt', 'data-missing'],
    ['bytes.txt', 'is not text'],
    ['bad.json', 'is not valid JSON'],
    ['other.json', 'is no case'],
  ])('refuses %s in one line', async (file, said) => {
    const { code, stdout, stderr } = await praxis(dir, 'diagnose', file)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test.each([
    ['the story itself', 'story.txt', 'end --out in .html'],
    ['the story by another path', 'link.html', 'is the input itself'],
    ['a folder that is not there', 'no/where.html', 'there is no folder'],
  ])('writes no page to %s, and does nothing else', async (_, out, said) => {
    const story = join(dir, 'told.html')
    await writeFile(story, 'fever and a cough')
    await symlink(story, join(dir, 'link.html')).catch(() => {})
    const { code, stdout, stderr } = await praxis(dir, 'diagnose', 'told.html', '--out', out)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(await readFile(story, 'utf8')).toBe('fever and a cough')
  })

  test('tells the diagnosis also where its page cannot be written', async () => {
    await mkdir(join(dir, 'folder.html'))
    const { code, stdout, stderr } = await praxis(dir, 'diagnose', 'story.txt', '--out', 'folder.html')
    expect([code, stderr]).toEqual([2, expect.stringContaining('EISDIR')])
    expect(stdout).toContain('Influenza, because')
  })

  test('lets no word of the file steer the terminal', async () => {
    await writeFile(join(dir, 'escape.txt'), 'He has fever \u001b]0;owned\u0007\u001b[2J and a cough.')
    await writeFile(join(dir, 'escape.json'), '{"a": \u001b]0;owned\u0007}')
    for (const file of ['escape.txt', 'escape.json']) {
      const { stdout, stderr } = await praxis(dir, 'diagnose', file)
      expect(stdout + stderr).toContain('owned')
      expect(stdout + stderr).not.toMatch(/(?!\n)\p{Cc}/u)
    }
  })

  test('sends no case to a remote model unasked, and knows its own options', async () => {
    const remote = await praxis(
      dir,
      'diagnose',
      'story.txt',
      '--reasoner',
      'compatible:m@https://example.org/v1',
    )
    expect([remote.code, remote.stderr]).toEqual([2, expect.stringContaining('remote-refused')])
    const both = await praxis(dir, 'diagnose', 'story.txt', '--ablate', 'dci', '--memory', 'm')
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('uses no memory')])
  })

  test('asks a model over HTTP, and names what it could not use', async () => {
    const server = await startStubServer()
    try {
      const model = `compatible:stub@${server.url}`
      const { code, stdout, stderr } = await praxis(dir, 'diagnose', 'story.txt', '--reasoner', model)
      expect(code, stderr).toBe(1)
      expect(stdout).toContain('Trouble in the stage intuition')
      expect(stdout).toContain('also after one repair')
    } finally {
      await server.close()
    }
  })
})

test('a reasoner that there is not is answered with every one that there is', async () => {
  const asking = [
    ['memory', 'grow', 'nobody', '--reasoner', 'symbolic:guessed'],
    ['memory', 'grow', 'nobody', '--critic', 'nobody'],
    ['diagnose', 'story.txt', '--reasoner', 'builtin:nobody'],
    ['run', 'medeinst', '--solver', 'ecr', '--reasoner', 'nobody'],
  ]
  for (const args of asking) {
    const { code, stderr } = await praxis(dir, ...args)
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/there is no model ".*"; use one of symbolic, symbolic:counted, openai:NAME, /),
    ])
  }
})

suite('praxis memory', () => {
  test('is grown, shown, merged and undone; a damaged one is refused', async () => {
    await praxis(dir, 'memory', 'merge', 'ward', shippedMemory)
    const shown = await praxis(dir, 'memory', 'show', 'ward', '--disease', 'influenza')
    expect(shown.stdout).toMatch(/289 cases of 49 diseases/)
    expect(shown.stdout).toMatch(/Influenza \(6 cases\)\n {2}\d /)
    const undone = await praxis(dir, 'memory', 'undo', 'ward', '--json')
    expect(JSON.parse(undone.stdout)).toMatchObject({ revision: 2, remembered: 0 })

    const file = join(dir, 'ward', 'memory.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace('"version":1', '"version":9'))
    const refused = await praxis(dir, 'diagnose', 'story.txt', '--memory', 'ward')
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('is a memory of version 9, and this program reads version 1'),
    ])
  })

  test('keeps what several merge at the same time', async () => {
    const { cases } = (await readMemory(shippedMemory)).memory
    const parts = [0, 1, 2, 3, 4, 5]
    for (const part of parts)
      await changeMemory(join(dir, `part-${part}`), (memory, write) =>
        write(
          addCases(
            memory,
            cases.filter((_, i) => i % parts.length === part),
          ),
        ),
      )
    const merged = await Promise.all(
      parts.map(part => praxis(dir, 'memory', 'merge', 'union', `part-${part}`)),
    )
    expect(merged.map(({ code, stderr }) => [code, stderr])).toEqual(parts.map(() => [0, '']))
    expect((await readMemory(join(dir, 'union'))).memory).toMatchObject({ revision: parts.length, cases })
  }, 60_000)

  test('is held by a growth until that ends or is killed', async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const server = await startStubServer({
      answer: () => {
        ask()
        return 'I do not know.'
      },
      latencyMs: 100,
    })
    const model = `compatible:stub@${server.url}`
    const growth = startPraxis(dir, ['memory', 'grow', 'held', '--reasoner', model])
    try {
      await asked
      const refused = await praxis(dir, 'memory', 'merge', 'held', shippedMemory)
      expect(refused).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'praxis: held: another process is changing this memory; wait for it to end, and give the command again [memory-locked]\n',
      })
    } finally {
      growth.kill('SIGKILL')
      await growth.finished
      await server.close()
    }
    const merged = await praxis(dir, 'memory', 'merge', 'held', shippedMemory)
    expect([merged.code, merged.stderr]).toEqual([0, ''])
  }, 60_000)

  test('is not begun by an undo, nor by a merge of nothing', async () => {
    for (const args of [
      ['undo', 'nowhere'],
      ['merge', 'nowhere', 'neither'],
    ]) {
      const { code, stderr } = await praxis(dir, 'memory', ...args)
      expect([code, stderr]).toEqual([2, expect.stringContaining('there is no memory; grow one')])
    }
    expect(existsSync(join(dir, 'nowhere'))).toBe(false)
  })

  test('is grown with a model as critic, which is named in what it corrected', async () => {
    const present = (prompt: string) => /(p\d+) \(Present\)/.exec(prompt)?.[1] ?? 'none'
    const server = await startStubServer({ answer: prompt => `{"findings": [{"id": "${present(prompt)}"}]}` })
    try {
      const model = `compatible:stub@${server.url}`
      const grown = await praxis(dir, 'memory', 'grow', 'modelled', '--critic', model, '--json')
      expect(grown.code, grown.stderr).toBe(0)
      const told = JSON.parse(grown.stdout)
      const [, second] = told.byRound
      expect(second).toBeGreaterThan(0)
      expect(told.critic.asked).toBeGreaterThanOrEqual(second)
      expect(told.discarded.length + told.remembered).toBe(294)
      const shown = await praxis(dir, 'memory', 'show', 'modelled')
      expect(shown.stdout).toContain(`${second} cases by symbolic, corrected by ${model}`)
    } finally {
      await server.close()
    }
  })

  test('is grown by the reasoner that counts, which is named', async () => {
    const grown = await praxis(
      dir,
      'memory',
      'grow',
      'counted',
      '--reasoner',
      'symbolic:counted',
      '--limit',
      '5',
      '--json',
    )
    expect(grown.code, grown.stderr).toBe(0)
    const { remembered } = JSON.parse(grown.stdout)
    expect(remembered).toBeGreaterThan(0)
    const { cases } = (await readMemory(join(dir, 'counted'))).memory
    expect(cases.map(({ by }) => by?.reasoner)).toEqual(Array(remembered).fill('symbolic:counted'))
  })

  test('sends the patients of another folder to no remote model unasked', async () => {
    const model = 'compatible:m@https://example.org/v1'
    const shipped = join(import.meta.dirname, '..', 'data', 'ddxplus')
    const { code, stderr } = await praxis(
      dir,
      'memory',
      'grow',
      'far',
      '--data',
      shipped,
      '--reasoner',
      model,
    )
    expect([code, stderr]).toEqual([2, expect.stringContaining('remote-refused')])
  })

  test('that ships is what growing it gives', async () => {
    const grown = await praxis(dir, 'memory', 'grow', 'again')
    expect(grown.code, grown.stderr).toBe(0)
    const text = (memory: string) => readFile(join(memory, 'memory.json'), 'utf8')
    expect(await text(join(dir, 'again'))).toBe(await text(shippedMemory))
  })
})

suite('praxis run medeinst --solver ecr', () => {
  test('names reasoner, ablation and memory in run.json, and continues', async () => {
    const run = (...more: string[]) =>
      praxis(
        dir,
        'run',
        'medeinst',
        '--solver',
        'ecr',
        '--reasoner',
        'symbolic',
        '--limit',
        '6',
        '--json',
        ...more,
      )
    const first = JSON.parse((await run('--out', 'full')).stdout)
    expect(first).toMatchObject({ status: 'finished', n: 6 })
    const { ask } = JSON.parse(await readFile(join(dir, 'full', 'run.json'), 'utf8'))
    expect(ask).toMatchObject({
      solver: 'ecr',
      model: 'none',
      diagnostician: { reasoner: 'symbolic', ablation: 'full', memory: { name: 'ecr-memory', revision: 1 } },
    })
    const other = await run('--out', 'full', '--ablate', 'intuition')
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringContaining('holds another run: diagnostician'),
    ])
  })

  test('refuses its options without it', async () => {
    const { code, stderr } = await praxis(
      dir,
      'run',
      'medeinst',
      '--model',
      'builtin:bayes',
      '--ablate',
      'dci',
    )
    expect([code, stderr]).toEqual([2, expect.stringContaining('add --solver ecr')])
  })
})
