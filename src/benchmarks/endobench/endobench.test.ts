import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { type Case, hashBytes } from '../../cases/index.ts'
import type { Trace } from '../../verify/index.ts'
import type { CaseItem } from '../benchmark.ts'
import { scoreOf } from '../score.ts'
import { endobench } from './index.ts'
import { promptOf, subtaskName, taskName, tasks } from './names.ts'
import { judgeHash } from './official-file.ts'
import { published } from './published.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'praxis-endobench-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A file that announces JPEG; `shade` makes it one of a kind. */
const jpeg = (shade: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(60, shade)])

const official =
  'index image image_path question category task subtask scene answer dataset gt A B C D E F'.split(' ')

/** Row 0 of the official file in its published facts; the others in the shapes that the paper shows. */
const rows = [
  [
    '0',
    jpeg(0),
    'Which organ does this image show?',
    'Anatomical Structure Recognition',
    'Organ Identification',
    'Organ Identification',
    'Capsule Endoscopy',
    'B',
    'Kid',
    'small intestine',
    'colon',
    'small intestine',
    'stomach',
    'oesophagus',
    '',
    '',
  ],
  [
    '1',
    jpeg(1),
    'How many polyps are there? ',
    'Lesion Analysis & Grading',
    'Lesion Quantification',
    'Lesion Quantification',
    'Colonoscopy',
    'F',
    'SUN',
    'More than 4',
    '0',
    '1',
    '2',
    '3',
    '4',
    'More than 4',
  ],
  [
    '2',
    jpeg(2),
    'What is in the yellow box?',
    'Spatial Localization & Region Understanding',
    'Region Recognition',
    'Mul',
    'Gastroscopy',
    'A',
    'EDD2020',
    'polyp',
    'polyp',
    'BE',
    'HGD',
    'suspicious',
    '',
    '',
  ],
  [
    '3',
    jpeg(2),
    'Which phase is this?',
    'Surgical Workflow & Operation Analysis',
    'Macro Phases Identification',
    'Surgical Phase',
    'Surgical Endoscopy',
    'A',
    'Cholec80',
    'Preparation',
    'Preparation',
    'Packaging',
    '',
    '',
    '',
    '',
  ],
].map(([index, image, ...rest]) => [
  index,
  image instanceof Buffer ? image.toString('base64') : '',
  `image_${index}.jpg`,
  ...rest,
])

async function table(name: string, columns: readonly string[], cells: readonly unknown[][]): Promise<string> {
  const path = join(await mkdtemp(join(folder, 'set-')), name)
  await writeFile(path, [columns, ...cells].map(row => `${row.join('\t')}\n`).join(''))
  return path
}

async function itemsOf(path: string): Promise<CaseItem[]> {
  return Array.fromAsync((await endobench.open(path, {})).cases())
}

const good = (items: CaseItem[]): Case[] => items.flatMap(item => (item.ok ? [item.case] : []))
const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index]
  if (item === undefined) throw new Error(`there is no item ${index}`)
  return item
}

function answered(caseId: string, answer: string): Trace {
  return {
    caseId,
    solver: 'direct',
    steps: [],
    answer,
    usage: { requests: 1 },
    timing: { startedAt: '2026-01-01T00:00:00Z', ms: 1, retries: 0 },
    stop: 'answered',
  }
}

suite('endobench on a table with the official columns', () => {
  test('reads questions, tags in one spelling, and the image as cluster', async () => {
    const cases = good(await itemsOf(await table('EndoBench.tsv', official, rows)))
    expect(cases.map(({ id }) => id)).toEqual(['0', '1', '2', '3'])
    expect(cases.map(({ tags }) => tags)).toEqual([
      {
        category: 'Anatomical Structure Recognition',
        task: 'Organ Identification',
        scene: 'Capsule endoscopy',
        prompt: 'whole image',
        source: 'Kid',
      },
      {
        category: 'Lesion Analysis and Grading',
        task: 'Lesion Quantification',
        scene: 'Colonoscopy',
        prompt: 'whole image',
        source: 'SUN',
      },
      {
        category: 'Spatial Localisation and Region Understanding',
        task: 'Region Recognition',
        subtask: 'Mul',
        scene: 'Gastroscopy',
        prompt: 'multi-box',
        source: 'EDD2020',
      },
      {
        category: 'Surgical Workflow and Operation Analysis',
        task: 'Macro Phases Identification',
        subtask: 'SP',
        scene: 'Surgical endoscopy',
        prompt: 'whole image',
        source: 'Cholec80',
      },
    ])
    expect(at(cases, 2).cluster).toBe(at(cases, 3).cluster)
    expect(at(at(cases, 0).media, 0).sha256).toBe(hashBytes(jpeg(0)))
    expect(at(cases, 1).reference).toEqual({ format: 'choice', key: 'F' })
  })

  test('asks in the published words, byte for byte, with only the options that there are', async () => {
    const cases = good(await itemsOf(await table('x.tsv', official, rows)))
    const said = async (index: number) => (await endobench.pose(at(cases, index), {})).prompt.user
    expect(await said(1)).toBe(
      'Question: How many polyps are there? \nOptions:\nA. 0\nB. 1\nC. 2\nD. 3\nE. 4\nF. More than 4\nPlease select the correct answer from the options above. \n',
    )
    expect(await said(3)).toBe(
      'Question: Which phase is this?\nOptions:\nA. Preparation\nB. Packaging\nPlease select the correct answer from the options above. \n',
    )
  })

  test('gives the scores that are worked out by hand, official and strict', async () => {
    const cases = good(await itemsOf(await table('x.tsv', official, rows)))
    const replies = [
      'B is not it: these villi are those of the colon', // official: B, right. Strict: colon.
      'There are more than 4 polyps', // official: its text holds "4" as well: two options, unread.
      'The yellow box shows a polyp.', // official: the text of A alone.
      'A or B', // neither
    ]
    const scoresOf = async (scoring: 'official' | 'strict') => {
      const verifier = endobench.verifier(scoring)
      const verdicts = await Promise.all(
        cases.map((case_, i) => verifier.verify(case_, answered(case_.id, replies[i] ?? ''))),
      )
      return verdicts.map((verdict, i) => scoreOf(at(cases, i), verdict))
    }
    const metric = at(endobench.metrics, 0)
    const mean = (units: ReturnType<typeof metric.units>) =>
      units.reduce((sum, unit) => sum + unit.numerator, 0) / units.length
    const byRule = await scoresOf('official')
    expect(byRule.map(({ outcome }) => outcome)).toEqual(['correct', 'unextracted', 'correct', 'unextracted'])
    // Two of four questions: the mean over questions, in which unread answers earn nothing.
    expect(mean(metric.units(byRule))).toBe(0.5)
    const strict = await scoresOf('strict')
    expect(strict[1]?.outcome).toBe('correct')
    expect(strict[0]?.outcome).not.toBe('correct')
  })

  test('makes a problem of each bad row and reads on', async () => {
    const bad = rows.map(row => [...row])
    at(bad, 0)[8] = 'E'
    at(bad, 1)[3] = ''
    at(bad, 2)[1] = 'not base64 but far too long for the number of another row, so it must be an image'
    const items = await itemsOf(await table('x.tsv', official, bad))
    expect(items.map(item => (item.ok ? item.case.id : item.error.code))).toEqual([
      'option-unknown',
      'data-malformed',
      'media-undecodable',
      '3',
    ])
  })

  test('clusters by patient or video where a column names one', async () => {
    const columns = [...official, 'video']
    const path = await table(
      'x.tsv',
      columns,
      rows.map((row, i) => [...row, i < 3 ? 'v1' : 'v2']),
    )
    expect(good(await itemsOf(path)).map(({ cluster }) => cluster)).toEqual(['v1', 'v1', 'v1', 'v2'])
  })

  test('says in the card that another file is not the official one', async () => {
    const { card } = await endobench.open(await table('EndoBench.tsv', official, rows), {})
    expect(card.limits).toMatch(/Not the official EndoBench file/)
    expect(card.name).not.toBe(published.card)
  })

  test('knows the official checksum by the digits that are known of it', () => {
    const right = `75ad7214${'0'.repeat(52)}5868`
    expect(judgeHash('/x/EndoBench.tsv', right)).toBe(right)
    expect(judgeHash('/x/other.tsv', `${right.slice(0, -1)}9`)).toBeUndefined()
    expect(() => judgeHash('/x/EndoBench.tsv', `85${right.slice(2)}`)).toThrow(
      /its SHA-256 85ad7214…5868 is not 75ad7214…5868; download it again/,
    )
  })

  test('refuses a table without the columns it needs', async () => {
    const path = await table('x.tsv', ['index', 'question'], [['1', 'what?']])
    await expect(endobench.open(path, {})).rejects.toThrow(/lacks the columns image, answer, task, A, B/)
  })
})

suite('the shipped phantom set', () => {
  test('opens offline, and every row of both splits is a case with its picture', async () => {
    const data = await endobench.open('endobench-mini', {})
    const cases = await Array.fromAsync(data.cases())
    const training = await Array.fromAsync(data.training?.() ?? [])
    expect(cases.length).toBeGreaterThanOrEqual(60)
    expect(good(cases)).toHaveLength(cases.length)
    expect(good(training)).toHaveLength(training.length)
    expect(
      good(cases).every(({ tags, media }) => tags.source?.startsWith('Phantom') && media.length === 1),
    ).toBe(true)
    expect(data.card.limits).toMatch(/^PHANTOMS, not endoscopy/)
    const clusters = new Set(good(cases).map(({ cluster }) => cluster))
    expect(good(training).some(({ cluster }) => clusters.has(cluster))).toBe(false)
  })
})

suite('names', () => {
  test('brings spellings of one task, subtask and prompt together, and keeps unknown ones', () => {
    expect(taskName('Macro Phase Identification')).toBe('Macro Phases Identification')
    expect(taskName('Lesion type identification')).toBe('Lesion Type Identification')
    expect(taskName('Something Else')).toBe('Something Else')
    expect(subtaskName('Visual Grounding', 'Visual grounding')).toBeUndefined()
    expect(subtaskName('Instrument Management', 'Instrument Counting')).toBe('IC')
    expect(subtaskName('Lesion Type Identification', 'PT')).toBe('PT')
    expect(subtaskName('Region Recognition', 'Bounding Box Coordinates')).toBe('Coor')
    expect(subtaskName('Region Recognition', 'Multiple boxes')).toBe('Mul')
    expect(promptOf('Region Recognition', 'Contour')).toBe('contour')
    expect(promptOf('Region Recognition', 'ROI box')).toBe('box')
    expect(promptOf('Region Selection', undefined)).toBeUndefined()
  })
})

suite('the published rows', () => {
  const counts = new Map(tasks.map(({ name, count }) => [name as string, count]))

  test('are 23 models, chance and the physician, over 6,832 questions', () => {
    expect(published.rows).toHaveLength(25)
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(6832)
    expect(published.rows.find(({ model }) => model === published.yardstick)?.by?.task).not.toHaveProperty(
      'Visual Grounding',
    )
  })

  test('have averages that are the means over questions, so the lesion columns are assigned right', () => {
    for (const { model, values, by } of published.rows) {
      if (model === 'Physician' || model === 'Random') continue
      const mean =
        Object.entries(by?.task ?? {}).reduce(
          (sum, [task, share]) => sum + share * (counts.get(task) ?? 0),
          0,
        ) / 6832
      // Printed to 0.01 points; the digest found agreement to that, and rounding of 12 columns adds as much again.
      expect(Math.abs(mean - (values.accuracy ?? 0)), model).toBeLessThan(0.0002)
    }
  })
})
