import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { type Case, hashBytes, isPraxisError, readMedia } from '../../cases/index.ts'
import type { Trace } from '../../verify/index.ts'
import type { CaseItem, Dataset } from '../benchmark.ts'
import { vqa } from './index.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'praxis-vqa-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A file that announces PNG; `shade` makes it one of a kind, `length` keeps it longer than a reference. */
const png = (shade: number): Buffer =>
  Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(60, shade)])

async function set(files: Record<string, string | Uint8Array>): Promise<string> {
  const path = await mkdtemp(join(folder, 'set-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(path, name, '..'), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return path
}

async function all(items: AsyncIterable<CaseItem> | undefined): Promise<CaseItem[]> {
  const found: CaseItem[] = []
  for await (const item of items ?? []) found.push(item)
  return found
}

async function casesOf(path: string): Promise<CaseItem[]> {
  return all((await vqa.open(path, {})).cases())
}

const good = (items: CaseItem[]): Case[] => items.flatMap(item => (item.ok ? [item.case] : []))
const problems = (items: CaseItem[]): string[] =>
  items.flatMap(item => (item.ok ? [] : [`${item.error.code} row ${item.error.place.row}`]))

const table = (columns: string[], rows: unknown[][]): string =>
  [columns, ...rows].map(row => row.join('\t')).join('\n')

suite('vqa on tables with images in them', () => {
  const columns = ['index', 'image', 'question', 'A', 'B', 'answer', 'category']
  const image = (shade: number): string => png(shade).toString('base64')

  test('gives each row its image, by base64, by reference backwards and forwards, and as a list', async () => {
    const path = await set({
      'x.tsv': table(columns, [
        ['1', image(1), 'a?', 'x', 'y', 'A', 'c'],
        ['2', '1', 'b?', 'x', 'y', 'B', 'c'],
        ['3', '4', 'c?', 'x', 'y', 'B', 'c'],
        ['4', image(4), 'd?', 'x', 'y', 'B', 'c'],
        ['5', `"['${image(1)}', '${image(4)}']"`, 'e?', 'x', 'y', 'B', 'd'],
        ['6', '', 'f?', 'x', 'y', 'B', ''],
      ]),
    })
    const cases = good(await casesOf(join(path, 'x.tsv')))
    const [one, four] = [hashBytes(png(1)), hashBytes(png(4))]
    expect(cases.map(c => [c.id, c.media.map(m => m.sha256)])).toEqual([
      ['1', [one]],
      ['2', [one]],
      ['4', [four]],
      ['3', [four]],
      ['5', [one, four]],
      ['6', []],
    ])
    expect(cases.map(c => c.cluster)).toEqual([
      `image:${one.slice(0, 16)}`,
      `image:${one.slice(0, 16)}`,
      `image:${four.slice(0, 16)}`,
      `image:${four.slice(0, 16)}`,
      `image:${one.slice(0, 16)}`,
      '6',
    ])
    expect(cases[4]?.tags).toEqual({ format: 'choice', category: 'd' })
    const [first] = cases[1]?.media ?? []
    expect(first && Buffer.from(await readMedia(first))).toEqual(png(1))
  })

  test('reads reference reasoning from a text or a list of steps, and shows it to no solver', async () => {
    const row = { question: 'a?', answer: 'yes' }
    const path = await set({
      'x.jsonl': [
        { ...row, rationale: '1. The lung is white.\n2. The heart is pushed aside.\nAnswer: yes' },
        { ...row, rationale: ['The lung is white.', 'So it is full.'] },
        { ...row, rationale: '' },
      ]
        .map(one => JSON.stringify(one))
        .join('\n'),
    })
    const cases = good(await casesOf(path))
    expect(cases.map(({ rationale }) => rationale)).toEqual([
      ['The lung is white.', 'The heart is pushed aside.'],
      ['The lung is white.', 'So it is full.'],
      undefined,
    ])
    const [first] = cases
    if (first === undefined) throw new Error('no case')
    expect(JSON.stringify(await vqa.pose(first, {}))).not.toContain('white')
  })

  test('takes the nan of pandas for nothing, and a short cell with a slash for a path', async () => {
    const path = await set({
      'x.tsv': table(columns, [
        ['1', 'nan', 'a?', 'x', 'nan', 'x', 'NaN'],
        ['2', 'NaN', 'b?', 'x', 'y', 'nan', 'c'],
        ['3', 'series/1.2.840', 'c?', 'x', 'y', 'B', 'c'],
      ]),
      'series/1.2.840': png(3),
    })
    const items = await casesOf(path)
    expect(problems(items)).toEqual(['option-unknown row 1', 'data-malformed row 2'])
    expect(good(items).map(({ media }) => media[0]?.sha256)).toEqual([hashBytes(png(3))])
  })

  test('makes a problem of each bad row and reads on', async () => {
    const path = await set({
      'x.tsv': table(columns, [
        ['1', image(1), 'a?', 'x', 'y', 'A', 'c'],
        ['1', image(1), 'again?', 'x', 'y', 'A', 'c'],
        ['3', `${image(1).slice(0, 30)}*${image(1).slice(31)}`, 'b?', 'x', 'y', 'A', 'c'],
        ['4', Buffer.alloc(90).toString('base64'), 'c?', 'x', 'y', 'A', 'c'],
        ['5', '99', 'd?', 'x', 'y', 'A', 'c'],
        ['6', image(1), 'e?', 'x', 'y', 'E', 'c'],
        ['7', image(1), 'f?'],
        ['8', 'https://example.org/a.png', 'g?', 'x', 'y', 'A', 'c'],
        ['', image(1), 'h?', 'x', 'y', 'A', 'c'],
        ['10', image(1), 'i?', 'x', 'y', 'A', 'c'],
      ]),
    })
    const items = await casesOf(join(path, 'x.tsv'))
    expect(good(items).map(c => c.id)).toEqual(['1', '10'])
    expect(problems(items)).toEqual([
      'duplicate-id row 2',
      'media-undecodable row 3',
      'media-undecodable row 4',
      'option-unknown row 6',
      'data-malformed row 7',
      'media-missing row 8',
      'data-malformed row 9',
      'media-missing row 5',
    ])
    const twice = items.find(item => !item.ok)
    expect(twice && !twice.ok && twice.error.message).toContain('row 1 has the id 1 already')
  })

  test('finds image files beside the table, hashes each once, and names one that is not there', async () => {
    const path = await set({
      'test.jsonl': [
        {
          id: 'a',
          question: 'q?',
          options: ['x', 'y'],
          label: ['A'],
          images: [{ image_path: 'a.png' }, { image_path: 'b.png' }],
        },
        { id: 'b', question: 'q?', options: ['x', 'y'], label: ['B'], images: [{ image_path: 'none.png' }] },
        { id: 'c', question: 'q?', options: ['x', 'y'], label: ['B'], images: [{ image_path: 'text.png' }] },
      ]
        .map(row => JSON.stringify(row))
        .join('\n'),
      'images/a.png': png(1),
      'images/b.png': png(2),
      'text.png': 'no picture',
    })
    const items = await casesOf(path)
    expect(good(items).map(c => c.media.map(m => m.sha256))).toEqual([[hashBytes(png(1)), hashBytes(png(2))]])
    expect(problems(items)).toEqual(['media-missing row 2', 'media-undecodable row 3'])
  })

  test('reads Hugging Face Parquet shards and image folders', async () => {
    const fixture = join(import.meta.dirname, '../../cases/readers/__fixtures__/hub-images-snappy.parquet')
    const shards = await set({ 'README.md': '' })
    await mkdir(join(shards, 'data'))
    await cp(fixture, join(shards, 'data/test-00000-of-00002.parquet'))
    await cp(fixture, join(shards, 'data/test-00001-of-00002.parquet'))
    const items = await casesOf(shards)
    expect(good(items).map(c => [c.id, c.question.format, c.media.length])).toEqual([
      ['10', 'yes-no', 1],
      ['11', 'choice', 1],
      ['12', 'yes-no', 1],
      ['13', 'choice', 1],
      ['14', 'number', 1],
    ])
    expect(problems(items)).toEqual([1, 2, 3, 4, 5].map(row => `duplicate-id row ${row}`))
    const images = await set({
      'metadata.csv': 'file_name,question,answer,patient_id\nx/1.png,"Left, or not?",no,P7\n',
      'x/1.png': png(3),
      'notes.csv': 'a\n1\n',
    })
    expect(good(await casesOf(images)).map(c => [c.id, c.cluster, c.media.length])).toEqual([['1', 'P7', 1]])
  })

  test('refuses a table without the columns, a folder without a table, and an unknown name', async () => {
    const refused = (path: string): Promise<unknown> =>
      vqa.open(path, {}).then(
        () => 'opened',
        error =>
          isPraxisError(error) && [error.code, error.message.replace(folder, '').replace(/\n/g, '\\n')],
      )
    const path = await set({ 'x.csv': 'a,question\n1,2\n', 'y.csv': 'question,answer\n', 'z/only.txt': '' })
    expect(await refused(join(path, 'x.csv'))).toEqual([
      'data-malformed',
      expect.stringContaining('lacks an answer column'),
    ])
    expect(await refused(join(path, 'z'))).toEqual([
      'data-missing',
      expect.stringContaining('holds no table'),
    ])
    expect(await refused(path)).toEqual(['data-missing', expect.stringContaining('x.csv, y.csv')])
    expect(await refused('no-such-set')).toEqual(['data-missing', expect.stringContaining('vqa-rad, medqa')])
    expect(await refused('MIMIC_CXR_VQA')).toEqual([
      'data-gated',
      expect.stringContaining('credentialed user of PhysioNet'),
    ])
  })

  test('has the fingerprint of its bytes', async () => {
    const files = { 'x.csv': 'question,answer\na,yes\n' }
    const mark = async (path: string): Promise<string> => (await vqa.open(path, {})).fingerprint
    const first = await mark(await set(files))
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(await mark(await set(files))).toBe(first)
    expect(await mark(await set({ 'x.csv': 'question,answer\na,no\n' }))).not.toBe(first)
  })
})

suite('vqa on the data that ships', () => {
  const open = (name: string): Promise<Dataset> => vqa.open(name, {})

  test.each([
    ['vqa-rad', { 'yes-no': 94, open: 44, number: 3, choice: 4 }, 60],
    ['medqa', { choice: 300 }, 300],
    ['medxpertqa-text', { choice: 244 }, 244],
    ['medxpertqa-mm', { choice: 199 }, 199],
  ])('reads all of %s', async (name, formats, clusters) => {
    const dataset = await open(name)
    const items = await all(dataset.cases())
    expect(problems(items)).toEqual([])
    const cases = good(items)
    const counted: Record<string, number> = {}
    for (const { question } of cases) counted[question.format] = (counted[question.format] ?? 0) + 1
    expect(counted).toEqual(formats)
    expect(new Set(cases.map(c => c.cluster)).size).toBe(clusters)
    expect(dataset.card.access).toBe('open')
    expect(cases.every(c => !c.question.text.includes('Answer Choices'))).toBe(true)
  })

  test('learns from no image of the test split', async () => {
    const dataset = await open('vqa-rad')
    const training = good(await all(dataset.training?.()))
    expect(training).toHaveLength(2562)
    const images = new Set(training.map(c => c.cluster))
    expect(images.size).toBe(254)
    const tested = good(await all(dataset.cases())).map(c => `image:${c.media[0]?.uri.replace(/^.*\//, '')}`)
    expect(tested.filter(name => images.has(name))).toEqual([])
    expect(training.every(c => c.media.length === 0)).toBe(true)
  })
})

suite('vqa as a benchmark', () => {
  const case_: Case = {
    id: '1',
    cluster: '1',
    media: [],
    question: {
      text: 'Which side?',
      format: 'choice',
      options: [
        { key: 'A', text: 'left' },
        { key: 'B', text: 'right' },
      ],
    },
    reference: { format: 'choice', key: 'B' },
    tags: {},
  }

  test('poses the question, the options and how to answer, and no reference', async () => {
    const task = await vqa.pose(case_, {})
    expect(task.prompt).toEqual({
      user: 'Which side?\n\nOptions:\nA. left\nB. right\n\nEnd your reply with a line of the form "Answer: X", where X is the letter of the one best option.',
    })
    expect(Object.keys(task).sort()).toEqual(['caseId', 'media', 'prompt', 'question'])
  })

  test('judges strictly, and officially by the published rule of the set', async () => {
    const trace: Trace = {
      caseId: '1',
      solver: 'direct',
      steps: [],
      answer: 'A look at the film shows the lesion. Answer: B',
      usage: { requests: 1 },
      timing: { startedAt: '2026-01-01T00:00:00Z', ms: 1, retries: 0 },
      stop: 'answered',
    }
    expect(await vqa.verifier('strict').verify(case_, trace)).toMatchObject({ outcome: 'correct', value: 1 })
    const official = async (tags: Record<string, string>): Promise<string> =>
      (await vqa.verifier('official').verify({ ...case_, tags }, trace)).why
    expect(await official({})).toMatch(/^vlmevalkit-multiple-choice: /)
    expect(await official({ meta_info: 'step1' })).toMatch(/^medqa-letter: /)
    expect(await official({ answer_type: 'CLOSED' })).toMatch(/^vqa-rad-llava-med: /)
    // MedXpertQA's rule reads the article at the start as option A.
    expect(await official({ medical_task: 'Diagnosis', body_system: 'Lung' })).toMatch(
      /^medxpertqa-letter: .*A, expected B/,
    )
  })
})
