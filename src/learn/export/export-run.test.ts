import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { embedMedia, hashBytes } from '../../cases/index.ts'
import { encodePng } from '../../imaging/index.ts'
import { type RunRecord, readRecords, recordVersion } from '../../runs/index.ts'
import type { Trace } from '../../verify/index.ts'
import { shapeCase } from '../__fixtures__/cases.ts'
import { writeRun } from '../__fixtures__/runs.ts'
import { painted, toySegmenter } from '../__fixtures__/toy-segmenter.ts'
import { forgeCase } from '../trajectories/forge-case.ts'
import { defaultRecipe } from '../trajectories/recipe.ts'
import { type ExportOptions, exportRun } from './export-run.ts'
import { shownIn, type Trajectory, trajectorySchema } from './trajectory.ts'

let dir: string
let episodes: RunRecord[]
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-export-'))
  const recipe = { ...defaultRecipe, perFamily: 2, minIou: 0.3 }
  const forged = [0, 1].map(async n => forgeCase(await shapeCase(n), recipe, toySegmenter(painted(7))))
  episodes = (await Promise.all(forged)).flatMap(({ records }) => records)
  await writeRun(join(dir, 'episodes'), 'segment', episodes)
  await writeRun(join(dir, 'answers'), 'vqa', [
    await answered('right', 1, 'Answer: yes'),
    await answered('wrong', 0, 'Answer: no'),
    await answered('silent', null),
  ])
})
afterAll(() => rm(dir, { recursive: true }))

/** A yes-no question about a picture of one pixel; without `said` no answer came. */
async function answered(id: string, value: number | null, said?: string): Promise<RunRecord> {
  const bytes = await encodePng({ width: 1, height: 1, channels: 1, samples: Uint8Array.of(7) })
  const image = embedMedia('image', bytes)
  const sent = {
    sha256: image.sha256,
    source: image.sha256,
    mediaType: 'image/png',
    bytes: 9,
    encoding: 'base64',
  }
  const steps: Trace['steps'] = [
    {
      id: 's0',
      type: 'message',
      role: 'user',
      text: `Is ${id} right?`,
      media: [{ ...sent, encoding: 'base64' }],
    },
    ...(said === undefined ? [] : [{ id: 's1', type: 'message', role: 'assistant', text: said } as const]),
  ]
  return {
    version: recordVersion,
    case: {
      id,
      cluster: id,
      media: [image],
      question: { text: `Is ${id} right?`, format: 'yes-no' },
      reference: { format: 'yes-no', answer: 'yes' },
      tags: {},
    },
    trace: {
      caseId: id,
      solver: 'direct',
      steps,
      answer: said ?? null,
      usage: { requests: 1 },
      timing: { startedAt: '2026-01-01T00:00:00.000Z', ms: 1, retries: 0 },
      stop: said === undefined ? 'error' : 'answered',
    },
    verdict: { verifier: 'vqa', outcome: value === 1 ? 'correct' : 'incorrect', value, terms: {}, why: '' },
  }
}

let exports = 0

/** Exports to a folder of its own. */
async function exported(run: string, options: Omit<ExportOptions, 'dir' | 'out'>) {
  const out = join(dir, `out-${exports++}`)
  const told = await exportRun({ ...options, dir: join(dir, run), out })
  const rows = async (): Promise<Record<string, unknown>[]> =>
    (await readFile(join(out, told.file), 'utf8'))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
  return { ...told, readRows: rows }
}

suite('exporting a run', () => {
  test('as jsonl loses nothing: the records, and every picture and medium by its hash', async () => {
    const { out, rows, readRows } = await exported('episodes', { format: 'jsonl' })
    const records = await Array.fromAsync(readRecords(join(dir, 'episodes')))
    const trajectories = (await readRows()).map((row): Trajectory => trajectorySchema.parse(row))
    expect(rows).toBe(records.length)
    expect(
      trajectories.map(({ case: case_, trace, verdict }) => ({ version: 1, case: case_, trace, verdict })),
    ).toEqual(records)
    for (const { messages, case: case_, trace } of trajectories) {
      const pictures = shownIn(messages)
      expect(pictures).toHaveLength(trace.outputs === undefined ? 0 : trace.outputs.length + 1)
      for (const { uri, sha256 } of [...pictures, ...case_.media, ...(trace.outputs ?? [])])
        expect(hashBytes(await readFile(join(out, uri)))).toBe(sha256)
    }
    expect(JSON.parse(await readFile(join(out, 'card.json'), 'utf8'))).toMatchObject({ licence: 'CC0' })
  })

  test('tells the terms of each reward', async () => {
    const { readRows } = await exported('episodes', { format: 'jsonl', limit: 1 })
    const [row] = await readRows()
    const terms: Record<string, number> = episodes[0]?.verdict.terms ?? {}
    expect(row?.rewards).toEqual({
      'medsam-agent': {
        reward: terms['medsam-agent.reward'],
        format: 1,
        outcome: terms['medsam-agent.outcome'],
        progress: terms['medsam-agent.progress'],
        overshoot: terms['medsam-agent.overshoot'],
        cost: terms['medsam-agent.cost'],
      },
      strict: expect.objectContaining({ reward: terms['strict.reward'] }),
    })
  })

  test('for LLaMA-Factory names the set, and keeps those that the folder names already', async () => {
    const first = await exported('episodes', { format: 'sharegpt' })
    const { out } = first
    await exportRun({ dir: join(dir, 'answers'), out, format: 'sharegpt' })
    const info = JSON.parse(await readFile(join(out, 'dataset_info.json'), 'utf8'))
    expect(Object.keys(info)).toEqual(['episodes', 'answers'])
    expect(info.episodes).toEqual({
      file_name: 'episodes.jsonl',
      formatting: 'sharegpt',
      columns: { messages: 'conversations', system: 'system', images: 'images' },
    })
    for (const { images } of await first.readRows())
      for (const image of Array.isArray(images) ? images : [])
        expect(existsSync(join(out, String(image)))).toBe(true)
  })

  test('leaves out what cannot be learned from, and says why', async () => {
    expect(await exported('answers', { format: 'trl' })).toMatchObject({
      rows: 2,
      leftOut: { 'no answer': 1 },
    })
    expect(await exported('answers', { format: 'trl', min: 0.5 })).toMatchObject({
      rows: 1,
      leftOut: { 'below --min': 2 },
    })
    expect(await exported('answers', { format: 'trl', max: 0.5 })).toMatchObject({
      rows: 1,
      leftOut: { 'above --max': 2 },
    })
    expect(await exported('answers', { format: 'jsonl' })).toMatchObject({ rows: 3, leftOut: {} })
    expect(await exported('answers', { format: 'jsonl', limit: 2 })).toMatchObject({ rows: 2 })
  })

  test('for TRL is an image folder, or plain rows where there is no picture', async () => {
    const { out, file, pictures } = await exported('answers', { format: 'trl' })
    // Both questions show the one picture.
    expect([file, pictures]).toEqual(['metadata.jsonl', 1])
    expect(existsSync(join(out, 'train.jsonl'))).toBe(false)
    const text = { ...(await answered('text', 1, 'Answer: yes')) }
    const [step] = text.trace.steps
    if (step?.type !== 'message') throw new Error('no question')
    const { media: _, ...unseen } = step
    const bare = {
      ...text,
      case: { ...text.case, media: [] },
      trace: { ...text.trace, steps: [unseen, ...text.trace.steps.slice(1)] },
    }
    await writeRun(join(dir, 'texts'), 'vqa', [bare])
    expect(await exported('texts', { format: 'trl' })).toMatchObject({
      file: 'train.jsonl',
      pictures: 0,
      rows: 1,
    })
  })

  test('for verl has every prompt once, calls native, and the image that the tools open', async () => {
    const { out, rows, leftOut, file } = await exported('episodes', { format: 'verl' })
    expect([rows, leftOut]).toEqual([2, { 'same prompt': episodes.length - 2 }])
    const read = await parquetReadObjects({ file: await asyncBufferFromFile(join(out, file)), utf8: false })
    expect(read.map(({ extra_info }) => extra_info.index)).toEqual([0, 1])
    for (const { prompt, images, reward_model, extra_info } of read) {
      expect(prompt[0].content).not.toContain('<tools>')
      expect(images).toHaveLength(1)
      const { image } = extra_info.tools_kwargs.add_point.create_kwargs
      expect(existsSync(join(out, image))).toBe(true)
      const { mask } = JSON.parse(extra_info.reference)
      expect(hashBytes(reward_model.ground_truth)).toBe(mask.sha256)
    }
  })

  test('a record whose media are gone makes no row; the others do', async () => {
    await writeRun(join(dir, 'holed'), 'vqa', [await answered('one', 1, 'Answer: yes')])
    await rm(join(dir, 'holed', 'media'), { recursive: true })
    expect(await exported('holed', { format: 'trl' })).toMatchObject({
      rows: 0,
      leftOut: { 'media-missing': 1 },
    })
  })

  test('needs a run, and a dataset_info.json that is one', async () => {
    await expect(exported('nothing', { format: 'jsonl' })).rejects.toMatchObject({ code: 'data-missing' })
    const { out } = await exported('answers', { format: 'sharegpt' })
    await writeFile(join(out, 'dataset_info.json'), '[]')
    await expect(exportRun({ dir: join(dir, 'answers'), out, format: 'sharegpt' })).rejects.toMatchObject({
      code: 'data-malformed',
    })
  })
})
