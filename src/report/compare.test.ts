import { afterAll, expect, suite, test } from 'vitest'
import { graded, record, removeRuns, writeRun } from './__fixtures__/runs.ts'
import { compareRuns, isWorse } from './compare.ts'
import { comparisonText } from './comparison-text.ts'

afterAll(removeRuns)

suite('comparing two runs', () => {
  test('finds a plain difference, names the winner and its size', async () => {
    const a = await writeRun({ records: graded(20, 40) })
    const b = await writeRun({ ask: { model: 'other' }, records: graded(32, 40) })
    const better = await compareRuns(a, b)
    // B is right on 12 cases that A is not, never the other way round: p = 2 · 2^-12.
    expect(better.metrics[0]).toMatchObject({ test: 'mcnemar', decision: 'better', units: 40 })
    expect(better.metrics[0]?.difference).toBeCloseTo(0.3, 12)
    expect(better.metrics[0]?.p).toBeCloseTo(2 / 4096, 12)
    expect(better.verdict).toMatch(/^B is better: \+30\.0 points \[\d+\.\d, \d+\.\d\], p < 0\.001$/)
    expect(isWorse(better)).toBe(false)
    const worse = await compareRuns(b, a)
    expect(worse.verdict).toMatch(/^B is worse: −30\.0 points/)
    expect(isWorse(worse)).toBe(true)
    expect(comparisonText(worse)).toMatch(/McNemar \(only A 12, only B 0\)/)
  })

  test('calls a small difference tied and says what could have been found', async () => {
    const a = await writeRun({ records: graded(20, 40) })
    const b = await writeRun({ records: graded(22, 40) })
    const comparison = await compareRuns(a, b)
    expect(comparison.verdict).toMatch(
      /^tied at this n \(40\): difference \+5\.0 points .* could detect ≥ \d+\.\d points$/,
    )
    expect(isWorse(comparison)).toBe(false)
  })

  test('does not let a few clusters decide, however many cases they hold', async () => {
    // 4 patients with 20 questions each: McNemar would be certain, 4 clusters cannot go below p = 2/16.
    const cluster = (i: number) => ({ cluster: `patient ${i % 4}` })
    const a = await writeRun({ records: graded(0, 80, cluster) })
    const b = await writeRun({ records: graded(80, 80, cluster) })
    const [accuracy] = (await compareRuns(a, b)).metrics
    expect(accuracy).toMatchObject({ test: 'sign-flip', p: 0.125, decision: 'too few' })
    expect(accuracy?.mcnemar?.p).toBeLessThan(1e-20)
  })

  test('corrects the tasks of the first tag by Holm', async () => {
    // Task x: 10 discordant cases for B, p = 2/1024, times 2; task y: none, p = 1.
    const tags = (i: number) => ({ tags: { task: i < 20 ? 'x' : 'y' } })
    const a = await writeRun({ records: graded(0, 40, tags) })
    const b = await writeRun({ records: graded(10, 40, tags) })
    const tasks = (await compareRuns(a, b)).metrics[0]?.tasks
    expect(tasks?.tag).toBe('task')
    expect(tasks?.values.x).toMatchObject({ decision: 'better' })
    expect(tasks?.values.x?.pAdjusted).toBeCloseTo(4 / 1024, 12)
    expect(tasks?.values.y).toMatchObject({ decision: 'tied', pAdjusted: 1 })
  })

  test('leaves out of both a case that one run never answered', async () => {
    const a = await writeRun({ records: graded(5, 10) })
    const b = await writeRun({
      records: graded(5, 10, i => (i === 0 ? { outcome: 'provider-error' } : {})),
    })
    expect((await compareRuns(a, b)).metrics[0]).toMatchObject({ units: 9, a: 4 / 9, b: 4 / 9 })
  })

  test.each([
    ['another benchmark', { benchmark: 'medeinst' }, /benchmarks differ/],
    ['other data', { dataFingerprint: 'two' }, /data differ/],
    ['another scoring', { scoring: 'official' as const }, /scoring differs/],
    ['another judge', { judge: 'openai:x' }, /judges differ/],
    [
      'another mode and another model',
      { mode: 'blind' as const, model: 'other' },
      /both the mode and the model/,
    ],
  ])('refuses %s', async (_, ask, message) => {
    const records = graded(5, 10)
    const [a, b] = [await writeRun({ records }), await writeRun({ records, ask })]
    await expect(compareRuns(a, b)).rejects.toMatchObject({
      code: 'not-comparable',
      message: expect.stringMatching(message),
    })
  })

  test('refuses other cases and says how many are missing on each side', async () => {
    const a = await writeRun({ records: graded(5, 10) })
    const b = await writeRun({ records: [...graded(5, 8), record({ id: 'new' })] })
    await expect(compareRuns(a, b)).rejects.toThrow(/8 shared; 2 only in .*, 1 only in /)
  })

  test('lets one model differ in a setting, and nothing else beside it', async () => {
    const without = await writeRun({ ask: { settings: { gaze: 'none' } }, records: graded(12, 40) })
    const marker = await writeRun({ ask: { settings: { gaze: 'marker' } }, records: graded(30, 40) })
    const other = await writeRun({
      ask: { model: 'other', settings: { gaze: 'marker' } },
      records: graded(30, 40),
    })
    const comparison = await compareRuns(without, marker)
    expect(comparison.b.settings).toEqual({ gaze: 'marker' })
    expect(comparison.metrics[0]?.difference).toBeCloseTo(18 / 40)
    await expect(compareRuns(without, other)).rejects.toThrow(
      /more than the settings differ \(gaze: none, marker/,
    )
  })
})

suite('comparing a mode with the plain run', () => {
  const applied = (i: number) => ({ tags: { applied: i < 30 ? 'yes' : 'no' } })

  test('gives image reliance over the cases that have an image, whichever run comes first', async () => {
    const plain = await writeRun({ records: graded(24, 40) })
    const blind = await writeRun({ ask: { mode: 'blind' }, records: graded(12, 40, applied) })
    const comparison = await compareRuns(plain, blind)
    // Of the 30 cases with an image: 24 right with it, 12 without: 0.8 − 0.4.
    expect(comparison).toMatchObject({ n: 30, quantity: { id: 'image-reliance', units: 30 } })
    expect(comparison.quantity?.value).toBeCloseTo(0.4, 12)
    expect(comparison.verdict).toMatch(/^B is worse: −40\.0 points/)
    const turned = await compareRuns(blind, plain)
    expect(turned.quantity).toEqual(comparison.quantity)
    expect(turned.verdict).toMatch(/^B is better: \+40\.0 points/)
  })

  test('gives option-order stability by the text chosen, not by its letter', async () => {
    const options = (...texts: string[]) => ({
      question: {
        format: 'choice' as const,
        options: texts.map((text, i) => ({ key: 'ABC'.charAt(i), text })),
      },
      reference: { format: 'choice' as const, key: 'A' },
    })
    const chose = (id: string, read: string | undefined, texts: string[], tags = {}) =>
      record({ id, tags, ...options(...texts), ...(read !== undefined && { read }) })
    const plain = await writeRun({
      records: ['1', '2', '3', '4', '5'].map(id => chose(id, 'A', ['red', 'green', 'blue'])),
    })
    const yes = { applied: 'yes' }
    const shuffled = await writeRun({
      ask: { mode: 'shuffled-options' },
      records: [
        chose('1', 'C', ['green', 'blue', 'red'], yes), // the same text behind another letter: stable
        chose('2', 'A', ['green', 'blue', 'red'], yes), // the same letter: another text
        chose('3', undefined, ['green', 'blue', 'red'], yes), // not read
        chose('4', 'B', ['red', 'green', 'blue'], { applied: 'no' }),
        chose('5', 'B', ['blue', 'red', 'green'], yes), // the same text again
      ],
    })
    const { quantity } = await compareRuns(plain, shuffled)
    // 2 of 3 read; with the unread one either way 2/4 to 3/4.
    expect(quantity).toMatchObject({ id: 'option-order-stability', value: 2 / 3, units: 3, unread: 1 })
    expect(quantity?.bounds).toEqual({ low: 2 / 4, high: 3 / 4 })
  })

  test('takes a mirrored answer for the same when its side is mirrored too', async () => {
    const open = {
      question: { format: 'open' as const },
      reference: { format: 'open' as const, answers: ['x'] },
    }
    const plain = await writeRun({
      records: ['1', '2', '3'].map(id => record({ id, ...open, answer: 'left lung', read: 'left lung' })),
    })
    const tags = { applied: 'yes' }
    const mirrored = await writeRun({
      ask: { mode: 'mirrored' },
      records: [
        record({ id: '1', ...open, tags, answer: 'right lung', read: 'right lung' }),
        record({ id: '2', ...open, tags, answer: 'Right lung', read: 'Right lung' }),
        record({ id: '3', ...open, tags, answer: 'left lung', read: 'left lung' }),
      ],
    })
    expect((await compareRuns(plain, mirrored)).quantity).toMatchObject({
      id: 'mirror-stability',
      value: 2 / 3,
    })
  })

  test('gives trap resistance among the cases that the plain run got right', async () => {
    const plain = await writeRun({ records: graded(4, 5) })
    const trap = await writeRun({
      ask: { mode: 'false-premise' },
      records: graded(2, 5, i => ({ tags: { applied: 'yes' }, terms: { lured: i === 3 ? 1 : 0 } })),
    })
    // Cases 0 to 3 were right; only case 3 is lured: 3/4. Case 2 is wrong, but not by the lure.
    expect((await compareRuns(plain, trap)).quantity).toMatchObject({
      id: 'trap-resistance',
      value: 0.75,
      units: 4,
    })
  })
})
