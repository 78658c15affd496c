import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { type Case, readMedia } from '../../cases/index.ts'
import type { MedgazeRow } from '../../forge/index.ts'
import { decode, encodePng, readGazeMedia } from '../../imaging/index.ts'
import type { Outcome, Trace } from '../../verify/index.ts'
import type { CaseItem, Dataset, Score } from '../benchmark.ts'
import { applyMode } from '../modes/apply-mode.ts'
import type { Mode } from '../modes/mode.ts'
import { medgaze } from './index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'praxis-medgaze-set-'))
  const samples = Uint8Array.from({ length: 200 * 100 }, (_, i) => (i * 7) % 251)
  await writeFile(join(folder, 'p.png'), await encodePng({ width: 200, height: 100, channels: 1, samples }))
  await writeFile(
    join(folder, 'q.png'),
    await encodePng({ width: 200, height: 100, channels: 1, samples: samples.toReversed() }),
  )
})
afterAll(() => rm(folder, { recursive: true }))

const base: MedgazeRow = {
  id: 'one',
  images: ['p.png'],
  gaze: {
    kind: 'real',
    frame: { unit: 'pixel', width: 200, height: 100 },
    fixations: [
      { startMs: 0, endMs: 210, x: 20, y: 30 },
      { startMs: 250, endMs: 500, x: 150, y: 60 },
    ],
  },
  dimension: 'spatial',
  subtask: 'absolute',
  question: 'In which area does the gaze record end?',
  options: [
    { key: 'A', text: 'The clamp on the left' },
    { key: 'B', text: 'The needle on the right' },
  ],
  answer: 'B',
}

async function open(rows: unknown[], name = 'items.jsonl'): Promise<Dataset> {
  const file = join(folder, name)
  await writeFile(file, rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  return medgaze.open(file, { gaze: 'text' })
}

async function collect(dataset: Dataset): Promise<CaseItem[]> {
  const items: CaseItem[] = []
  for await (const item of dataset.cases()) items.push(item)
  return items
}

async function caseOf(row: unknown): Promise<Case> {
  const [item] = await collect(await open([row]))
  if (!item?.ok) throw item?.error
  return item.case
}

async function problemOf(row: Record<string, unknown>): Promise<string> {
  const [item] = await collect(await open([{ ...base, ...row }]))
  return item === undefined || item.ok ? 'none' : item.error.message
}

suite('items as cases', () => {
  test('have the picture, the gaze beside it, and tags for every table', async () => {
    const case_ = await caseOf({ ...base, patient: 'p1', scenario: 'surgery', trap: 'sycophancy', lure: 'A' })
    expect(case_.media.map(({ kind }) => kind)).toEqual(['image', 'gaze'])
    expect(case_).toMatchObject({
      cluster: 'p1',
      question: { format: 'choice' },
      reference: { format: 'choice', key: 'B', lure: 'A' },
      tags: {
        dimension: 'spatial',
        subtask: 'absolute',
        trap: 'sycophancy',
        'gaze kind': 'real',
        'gaze quality': 'clean',
        scenario: 'surgery',
      },
    })
  })

  test('cluster by picture where no patient is named', async () => {
    const case_ = await caseOf(base)
    expect(case_.cluster).toBe(case_.media[0]?.sha256)
  })

  test('take shares of the picture, samples, and exports of eye trackers for gaze', async () => {
    const gazeOf = async (gaze: object) => {
      const medium = (await caseOf({ ...base, gaze })).media.find(({ kind }) => kind === 'gaze')
      if (medium === undefined) throw new Error('no gaze')
      return (await readGazeMedia(medium)).fixations
    }
    const frame = { unit: 'pixel', width: 200, height: 100 }
    expect(
      await gazeOf({
        kind: 'real',
        frame: { ...frame, unit: 'normalised' },
        fixations: [{ startMs: 0, endMs: 9, x: 0.25, y: 0.5 }],
      }),
    ).toEqual([{ startMs: 0, endMs: 9, x: 50, y: 50 }])
    // 3 % of the diagonal of 224 are 6.7 pixels: two stretches, parted by a lost eye and a jump.
    const samples = [
      ...Array.from({ length: 12 }, (_, i) => [i * 10, 20 + (i % 2), 30]),
      [120, null, null],
      ...Array.from({ length: 12 }, (_, i) => [130 + i * 10, 150, 60]),
    ]
    expect(await gazeOf({ kind: 'real', frame, samples })).toEqual([
      { startMs: 0, endMs: 110, x: 20.5, y: 30 },
      { startMs: 130, endMs: 240, x: 150, y: 60 },
    ])
    await writeFile(
      join(folder, 'reflacx.csv'),
      'timestamp_start_fixation,timestamp_end_fixation,x_position,y_position\n7,7.5,20,30\n8,8.25,150,60\n9,9.5,1,1\n',
    )
    expect(await gazeOf({ kind: 'real', frame, file: { path: 'reflacx.csv', toMs: 1500 } })).toEqual([
      { startMs: 0, endMs: 500, x: 20, y: 30 },
      { startMs: 1000, endMs: 1250, x: 150, y: 60 },
    ])
  })

  test('that are at fault become one line each, and reading goes on', async () => {
    const fixations = (...list: [number, number, number][]) => ({
      gaze: {
        ...base.gaze,
        fixations: list.map(([startMs, endMs, x]) => ({ startMs, endMs, x, y: 5 })),
      },
    })
    expect(await problemOf(fixations([100, 200, 5], [50, 80, 5]))).toMatch(
      /items\.jsonl, row 1: .*order of looking is unknown.*1 clock-back/,
    )
    expect(await problemOf(fixations([0, 10, 900]))).toMatch(/no fixation lies on the picture/)
    expect(await problemOf(fixations([10, 5, 5]))).toMatch(/fixation 1 ends before it starts/)
    expect(await problemOf({ answer: 'C' })).toMatch(/answer: no option has this key/)
    expect(await problemOf({ subtask: 'prospective' })).toMatch(/spatial has absolute and relative/)
    expect(await problemOf({ lure: 'A' })).toMatch(/only a trap has a lure/)
    expect(await problemOf({ trap: 'sycophancy', lure: 'B' })).toMatch(/the lure is the answer/)
    expect(await problemOf({ images: ['nowhere.png'] })).toMatch(/cannot read the file/)
    expect(await problemOf({ images: ['p.png', 'q.png'] })).toMatch(/each must say fromMs/)
    expect(await problemOf({ gaze: { ...base.gaze, samples: [] } })).toMatch(/one of them only/)
    expect(
      await problemOf({ gaze: { kind: 'real', frame: base.gaze.frame, file: { path: 'none.csv' } } }),
    ).toMatch(/no such file/)
    const items = await collect(await open([{ ...base, answer: 'C' }, base]))
    expect(items.map(({ ok }) => ok)).toEqual([false, true])
  })

  test('keep positions off the picture out and say that the gaze is degraded', async () => {
    const gaze = {
      ...base.gaze,
      fixations: [...(base.gaze.fixations ?? []), { startMs: 600, endMs: 700, x: -4, y: 5 }],
    }
    const case_ = await caseOf({ ...base, gaze })
    expect(case_.tags['gaze quality']).toBe('degraded')
    const medium = case_.media[1]
    expect(medium && (await readGazeMedia(medium)).fixations).toHaveLength(2)
  })

  test('a table of other things is refused before the run', async () => {
    await expect(open([{ question: 'x' }])).rejects.toThrow(/not MedGaze items: they lack images, gaze/)
    await expect(medgaze.open('nowhere', { gaze: 'text' })).rejects.toThrow(/medgaze-mini/)
  })
})

suite('the setting gaze', () => {
  const pose = async (case_: Case, gaze: string) => medgaze.pose(case_, { gaze })

  test('tells coordinates in text beside the untouched picture', async () => {
    const case_ = await caseOf(base)
    const { media, prompt } = await pose(case_, 'text')
    expect(media).toEqual([case_.media[0]])
    expect(prompt.user).toContain('1. 0.00 to 0.21 s: (0.100, 0.300)\n2. 0.25 to 0.50 s: (0.750, 0.600)')
  })

  test('draws markers where the gaze was and nowhere else, and keeps coordinates out of the text', async () => {
    const case_ = await caseOf(base)
    const { media, prompt } = await pose(case_, 'marker')
    expect(media).toHaveLength(1)
    expect(prompt.user).toContain('2: 0.25 to 0.50 s')
    expect(prompt.user).not.toContain('0.750')
    const [before, after] = await Promise.all(
      [case_.media[0], media[0]].map(async medium => medium && decode(await readMedia(medium))),
    )
    const differs = (x: number, y: number) =>
      after?.samples[(y * 200 + x) * 3] !== before?.samples[y * 200 + x]
    // A ring has 5 pixels at least; the middle of the second one lies at (150, 60).
    expect([differs(145, 60), differs(25, 30), differs(100, 95), differs(5, 90)]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  test('shows three thirds as salience, or the one stretch that is asked about', async () => {
    const thirds = await pose(await caseOf(base), 'salience')
    expect(thirds.media).toHaveLength(3)
    const focused = await pose(
      await caseOf({ ...base, gaze: { ...base.gaze, focus: { startMs: 250, endMs: 500 } } }),
      'salience',
    )
    expect(focused.media).toHaveLength(1)
    const medium = focused.media[0]
    const { samples } = await decode(medium ? await readMedia(medium) : new Uint8Array())
    const before = (x: number, y: number) => ((y * 200 + x) * 7) % 251
    expect(samples[(30 * 200 + 20) * 3]).toBe(before(20, 30))
    expect([0, 1, 2].some(c => samples[(60 * 200 + 150) * 3 + c] !== before(150, 60))).toBe(true)
  })

  test('with none sends the plain picture and question, and no case has another id or medium for it', async () => {
    const case_ = await caseOf(base)
    const { media, prompt, caseId } = await pose(case_, 'none')
    expect([media, caseId]).toEqual([[case_.media[0]], 'one'])
    expect(prompt.user.startsWith('In which area')).toBe(true)
  })

  test('puts each fixation on the frame that was up', async () => {
    const images = [
      { path: 'p.png', fromMs: 0 },
      { path: 'q.png', fromMs: 240 },
    ]
    const case_ = await caseOf({ ...base, images })
    expect((await pose(case_, 'text')).prompt.user).toContain('(0.750, 0.600), picture 2')
    expect((await pose(case_, 'marker')).media).toHaveLength(2)
    expect((await pose(case_, 'salience')).media).toHaveLength(2)
  })
})

suite('run modes', () => {
  const inMode = async (mode: Mode): Promise<Case> => {
    const rows = [base, { ...base, id: 'two', images: ['q.png'] }]
    const [item] = await collect(applyMode(mode, await open(rows), 7))
    if (!item?.ok) throw item?.error
    return item.case
  }
  const gazeOf = async ({ media }: Case) => {
    const medium = media.find(({ kind }) => kind === 'gaze')
    return medium && (await readGazeMedia(medium)).fixations.map(({ x }) => x)
  }

  test('blind takes the gaze away with the picture', async () => {
    const case_ = await inMode('blind')
    expect([case_.media, case_.tags.applied]).toEqual([[], 'yes'])
    const { media, prompt } = await medgaze.pose(case_, { gaze: 'marker' })
    expect([media, prompt.user.includes('Gaze record')]).toEqual([[], false])
  })

  test.each(['noise', 'wrong-image'] as const)('%s changes the picture and keeps the gaze', async mode => {
    const plain = await caseOf(base)
    const case_ = await inMode(mode)
    expect(case_.tags.applied).toBe('yes')
    expect(case_.media[0]?.sha256).not.toBe(plain.media[0]?.sha256)
    expect(await gazeOf(case_)).toEqual([20, 150])
  })

  test('mirrored mirrors picture, words and gaze', async () => {
    const case_ = await inMode('mirrored')
    expect(await gazeOf(case_)).toEqual([180, 50])
    expect(case_.question.options?.[1]?.text).toBe('The needle on the left')
    expect(case_.reference).toMatchObject({ key: 'B' })
  })
})

suite('measures', () => {
  const score = (
    id: string,
    outcome: Outcome,
    value: number | null,
    tags: Record<string, string>,
    lured?: number,
  ): Score => ({
    caseId: id,
    cluster: id,
    outcome,
    value,
    tags: { dimension: 'spatial', subtask: 'absolute', trap: 'none', ...tags },
    terms: lured === undefined ? {} : { lured },
  })
  const scores = [
    score('1', 'correct', 1, {}),
    score('2', 'incorrect', 0, {}),
    score('3', 'unextracted', null, {}),
    score('4', 'provider-error', null, {}),
    score('5', 'correct', 1, { 'control for': 'sycophancy' }),
    score('6', 'incorrect', 0, { trap: 'sycophancy' }, 1),
    score('7', 'incorrect', 0, { trap: 'sycophancy' }, 0),
    score('8', 'correct', 1, { trap: 'sycophancy' }, 0),
    score('9', 'incorrect', 0, { trap: 'hallucination' }, 1),
    score('10', 'abstained', 0, { trap: 'hallucination' }, 0),
    // Lured in the mode false-premise, on an item that is no trap: no trap accepted.
    score('11', 'incorrect', 0, {}, 1),
  ]
  const ratioOf = (id: string, of = scores) => {
    const units = medgaze.metrics.find(metric => metric.id === id)?.units(of) ?? []
    return [
      units.reduce((sum, { numerator }) => sum + numerator, 0),
      units.reduce((sum, { denominator }) => sum + denominator, 0),
    ]
  }

  test('count as their definitions say', () => {
    expect(ratioOf('accuracy')).toEqual([1, 4])
    // Right: 1, 5, 8. Accepted: 6, 9. Counted: all but the provider error.
    expect(ratioOf('trap-adjusted')).toEqual([3 - 2, 10])
    expect(ratioOf('hallucination-rate')).toEqual([1, 2])
    expect(ratioOf('sycophancy-rate')).toEqual([1, 3])
    expect(ratioOf('trap-resistance')).toEqual([1, 5])
    expect(ratioOf('control-accuracy')).toEqual([1, 1])
  })

  test('fall to −1 where every trap is accepted', () => {
    expect(
      ratioOf(
        'trap-adjusted',
        scores.filter(({ caseId }) => ['6', '9'].includes(caseId)),
      ),
    ).toEqual([-2, 2])
  })

  const traceOf = (answer: string): Trace => ({
    caseId: 'one',
    solver: 'test',
    steps: [],
    answer,
    usage: { requests: 0 },
    timing: { startedAt: '', ms: 0, retries: 0 },
    stop: 'answered',
  })
  const luredBy = async (row: object, answer: string) => {
    const verdict = await medgaze
      .verifier('strict')
      .verify(await caseOf({ ...base, ...row }), traceOf(answer))
    return [verdict.outcome, verdict.terms.lured]
  }
  const options = [...base.options, { key: 'C', text: 'The scalpel' }]

  test('a trap with a lure is accepted by the lure alone', async () => {
    const trap = { trap: 'sycophancy', lure: 'A', options }
    expect(await luredBy(trap, 'Answer: A')).toEqual(['incorrect', 1])
    expect(await luredBy(trap, 'Answer: C')).toEqual(['incorrect', 0])
    expect(await luredBy(trap, 'Answer: B')).toEqual(['correct', 0])
  })

  test('a trap without one is accepted by any wrong option, and never by silence', async () => {
    const trap = { trap: 'hallucination', options }
    expect(await luredBy(trap, 'Answer: C')).toEqual(['incorrect', 1])
    expect(await luredBy(trap, 'Answer: B')).toEqual(['correct', 0])
    expect(await luredBy(trap, 'I cannot tell.')).toEqual(['abstained', 0])
    expect(await luredBy({ options }, 'Answer: C')).toEqual(['incorrect', undefined])
  })
})

/** Answers where the gaze ends from the coordinates in the prompt: a side by x, a zone by thirds of the lungs. */
function readCoordinates(prompt: string, question: Case['question']): string {
  const last = [...prompt.matchAll(/: \((\d\.\d+), (\d\.\d+)\)/g)].at(-1)
  if (last === null || last === undefined) return 'Answer: A'
  const side = Number(last[1]) < 0.5 ? 'left' : 'right'
  const y = Number(last[2])
  const zone = y < 0.32 ? 'upper' : y < 0.52 ? 'middle' : 'lower'
  const found = question.options?.find(({ text }) => text.startsWith(`The ${zone}`) && text.includes(side))
  return `Answer: ${found?.key ?? 'A'}`
}

test('gaze is worth something: who reads coordinates tells where it ends, who has none guesses', async () => {
  const dataset = await medgaze.open('medgaze-mini', { gaze: 'text' })
  const right: Record<string, number> = { text: 0, none: 0 }
  let asked = 0
  for await (const item of dataset.cases()) {
    if (!item.ok || !item.case.id.includes('where-ends')) continue
    asked++
    for (const gaze of ['text', 'none']) {
      const { prompt, question } = await medgaze.pose(item.case, { gaze })
      const trace: Trace = {
        caseId: item.case.id,
        solver: 'test',
        steps: [],
        answer: readCoordinates(prompt.user, question),
        usage: { requests: 0 },
        timing: { startedAt: '', ms: 0, retries: 0 },
        stop: 'answered',
      }
      const { value } = await medgaze.verifier('strict').verify(item.case, trace)
      right[gaze] = (right[gaze] ?? 0) + (value ?? 0)
    }
  }
  expect(asked).toBe(32)
  expect(right.none).toBe(8)
  expect(right.text).toBeGreaterThanOrEqual(26)
})

test('the shipped items open offline, all of them', async () => {
  const dataset = await medgaze.open(medgaze.shipped[0] ?? '', { gaze: 'text' })
  const items = await collect(dataset)
  expect(items.filter(({ ok }) => ok)).toHaveLength(320)
  expect(items).toHaveLength(320)
  expect(dataset.card.licence).toMatch(/MIT/)
})
