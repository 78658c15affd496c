import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { embedMedia } from '../../cases/index.ts'
import { nativeEpisode, question } from '../__fixtures__/trajectories.ts'
import { writeParquet } from './parquet.ts'
import { shownIn, type Trajectory } from './trajectory.ts'
import { type VerlRow, verlColumns, verlRow } from './verl.ts'

const bytes = Uint8Array.of(137, 80, 78, 71)
const maskBytes = Uint8Array.of(1, 2, 3)

/** The row of a trajectory whose pictures all have the same few bytes. */
function rowOf(trajectory: Trajectory, index = 0): Promise<VerlRow> {
  const { case: case_ } = trajectory
  const reference =
    case_.reference?.format === 'mask'
      ? { ...case_.reference, mask: embedMedia('mask', maskBytes, 'image/png') }
      : case_.reference
  const pictures = shownIn(trajectory.messages).map(content => ({ content, bytes, redrawn: false }))
  return verlRow(trajectory, pictures, { ...case_, ...(reference && { reference }) }, index)
}

suite('a verl row', () => {
  test('of an episode is the prompt up to the first answer, with the bytes of the mask to reach', async () => {
    const image = `media/${'a'.repeat(64)}.png`
    expect(await rowOf(nativeEpisode, 7)).toEqual({
      data_source: 'praxis/segment',
      prompt: [
        { role: 'system', content: 'You annotate.' },
        { role: 'user', content: '<image>Find the [image] of a lung.' },
      ],
      images: [{ bytes }],
      ability: 'segmentation',
      reward_model: { style: 'rule', ground_truth: maskBytes },
      agent_name: 'tool_agent',
      extra_info: {
        split: 'train',
        index: 7,
        id: 'case-1',
        target_description: 'the <image> of a lung',
        reference: JSON.stringify(nativeEpisode.case.reference),
        value: 0.8,
        need_tools_kwargs: true,
        rewards: { strict: { reward: 0.75, cost: 0.02 } },
        tools_kwargs: {
          add_bbox: { create_kwargs: { image, id: 'case-1' } },
          stop_action: { create_kwargs: { image, id: 'case-1' } },
        },
      },
    })
  })

  test('of a question has its answer as text and no tools', async () => {
    expect(await rowOf(question)).toMatchObject({
      data_source: 'praxis/vqa',
      prompt: [{ role: 'user', content: '<image>Is it broken?' }],
      ability: 'vqa',
      reward_model: { style: 'rule', ground_truth: 'yes' },
      agent_name: 'single_turn_agent',
      extra_info: { need_tools_kwargs: false, reference: '{"format":"yes-no","answer":"yes"}' },
    })
  })

  test('of words alone has no pictures', async () => {
    const [asked, answer] = question.messages
    if (asked?.role !== 'user' || answer === undefined) throw new Error('no question')
    const words = { ...asked, content: asked.content.filter(({ type }) => type === 'text') }
    expect(await rowOf({ ...question, messages: [words, answer] })).toMatchObject({
      prompt: [{ role: 'user', content: 'Is it broken?' }],
      images: [],
      ability: 'qa',
    })
  })

  test.each([
    [{ format: 'choice', key: 'B' }, 'B'],
    [{ format: 'choices', keys: ['A', 'C'] }, 'A,C'],
    [{ format: 'number', value: 4.5 }, '4.5'],
    [{ format: 'open', answers: ['left', 'the left side'] }, 'left'],
    [{ format: 'diagnosis', name: 'Croup' }, 'Croup'],
  ] as const)('tells the reference %j as %s', async (reference, truth) => {
    const open = reference.format === 'open' ? { ...reference, answers: [...reference.answers] } : reference
    const given = open.format === 'choices' ? { ...open, keys: [...open.keys] } : open
    const row = await rowOf({ ...question, case: { ...question.case, reference: given } })
    expect(row.reward_model.ground_truth).toBe(truth)
  })
})

suite('rows as Parquet', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'praxis-parquet-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  async function readBack(trajectory: Trajectory, count: number) {
    const file = join(dir, 'train.parquet')
    async function* rows() {
      for (let i = 0; i < count; i++) yield await rowOf(trajectory, i)
    }
    await writeParquet(file, verlColumns(trajectory.tools), rows())
    const buffer = await asyncBufferFromFile(file)
    return {
      metadata: await parquetMetadataAsync(buffer),
      rows: await parquetReadObjects({ file: buffer, utf8: false }),
    }
  }

  test('come back as they were: lists, structs, bytes, and nulls for terms that were not given', async () => {
    const { rows } = await readBack(nativeEpisode, 1)
    const row = await rowOf(nativeEpisode)
    const preset = (terms: object) => ({
      ...{ reward: null, format: null, outcome: null, progress: null, overshoot: null, cost: null },
      ...terms,
    })
    expect(rows).toEqual([
      {
        ...row,
        extra_info: {
          ...row.extra_info,
          rewards: { strict: preset({ reward: 0.75, cost: 0.02 }) },
        },
      },
    ])
  })

  test('have a text for ground truth where the answer is words', async () => {
    const { rows } = await readBack(question, 1)
    expect(rows[0]?.reward_model).toEqual({ style: 'rule', ground_truth: 'yes' })
  })

  test('are parted into groups that a reader can hold', async () => {
    const { metadata, rows } = await readBack(question, 250)
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([100, 100, 50])
    expect(rows).toHaveLength(250)
  })
})
