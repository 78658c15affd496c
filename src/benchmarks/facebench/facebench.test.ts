import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, suite, test } from 'vitest'
import { shippedPath } from '../../cases/index.ts'
import { casesIn, folderOf, itemsIn, opens, problemsIn, removeFolders, row } from './__fixtures__/faces.ts'
import { facebench } from './index.ts'

afterAll(removeFolders)

/** The ten real rows; their image may not be given on, so the test stands in for it. */
async function realRows(): Promise<string> {
  const lines = (await readFile(shippedPath('facebench/example.jsonl'), 'utf8')).trim().split('\n')
  return folderOf(lines, ['test-CelebA-HQ-1279.jpg'])
}

suite('the real example rows', () => {
  test('all become cases, each type in its format', async () => {
    const cases = await casesIn(await realRows())
    expect(cases.map(({ id }) => id.split('/')[1])).toEqual([
      ...['beard_q0', 'beard_q1', 'beard_q2', 'beard_q3', 'beard_q4'],
      ...['cheeks_q0', 'cheeks_q1', 'cheeks_q2', 'cheeks_q3', 'cheeks_q4'],
    ])
    expect(cases[0]?.question.options?.map(({ text }) => text)).toEqual([
      'Yes',
      'No',
      'Information not visible',
    ])
    expect(cases[0]?.reference).toEqual({ format: 'choice', key: 'A' })
    expect(cases[1]?.reference).toEqual({ format: 'open', answers: ['Black'] })
    expect(cases[4]?.reference).toEqual({ format: 'choice', key: 'C' })
    expect(cases[8]?.tags).toMatchObject({
      view: 'Appearance',
      level: 'level 2/level 3',
      type: 'SCQ',
      attribute: 'cheeks',
      source: 'CelebA-HQ',
      cell: 'appearance SCQ',
    })
    expect(cases.every(({ tags, after }) => tags.hierarchy === 'inside' && after === undefined)).toBe(true)
    expect(new Set(cases.map(({ cluster }) => cluster))).toEqual(new Set(['image:test-CelebA-HQ-1279.jpg']))
  })

  test('make children wait where chains are enforced, with the same ids and fingerprint', async () => {
    const folder = await realRows()
    const enforced = await casesIn(folder, 'enforced')
    const opener = 'test-CelebA-HQ-1279.jpg/beard_q0'
    expect(enforced[0]?.after).toBeUndefined()
    expect(enforced[3]?.after).toEqual({ case: opener, answers: ['Yes'] })
    const [off, on] = await Promise.all(['off', 'enforced'].map(chains => facebench.open(folder, { chains })))
    expect(on?.chained).toBe(true)
    expect(off?.chained).toBeUndefined()
    expect(on?.fingerprint).toBe(off?.fingerprint)
    expect(enforced.map(({ id }) => id)).toEqual((await casesIn(folder)).map(({ id }) => id))
  })

  test('are posed with unlettered options and their own instruction', async () => {
    const cases = await casesIn(await realRows())
    const prompts = await Promise.all(cases.slice(1, 3).map(c => facebench.pose(c, { chains: 'off' })))
    const lines = prompts.map(({ prompt }) => prompt.user.split('\n'))
    expect(lines[0]?.slice(0, 2)).toEqual(["What is the color of the person's beard in the image?", ''])
    expect(lines[0]?.[2]).toMatch(/^Answer the question using a single word or phrase\. /)
    expect(lines[1]?.slice(1, 4)).toEqual(['Dense', 'Sparse', 'Medium dense'])
    expect(prompts[0]?.media).toHaveLength(1)
  })

  test('are read by their words, not by letters that were never shown', async () => {
    const [beard, , , , area, , , , , dimples] = await casesIn(await realRows())
    const outcome = async (case_: typeof beard, answer: string) => {
      if (case_ === undefined) throw new Error('no such case')
      const verdict = await facebench.verifier('strict').verify(case_, {
        ...{ caseId: case_.id, solver: 'direct', steps: [], answer, usage: { requests: 1 } },
        timing: { startedAt: '2026-01-01T00:00:00Z', ms: 1, retries: 0 },
        stop: 'answered',
      })
      return verdict.outcome
    }
    expect(await outcome(beard, 'Yes')).toBe('correct')
    expect(await outcome(beard, 'Yes, a black one.')).toBe('correct')
    expect(await outcome(beard, 'Information not visible')).toBe('incorrect')
    expect(await outcome(dimples, 'No.')).toBe('correct')
    expect(await outcome(area, 'Chin area and side to side')).toBe('correct')
    expect(await outcome(area, 'Chin area')).toBe('incorrect')
  })
})

suite('a FaceBench folder', () => {
  test('asks openers before what they open, image by image, whatever the order of the file', async () => {
    const other = { image_id: 'test-A-2.jpg' }
    const folder = await folderOf([
      row('hat_q2'),
      row('hat_q1', opens(['hat_q2'])),
      row('hat_q0', other),
      row('hat_q0', opens(['hat_q1'])),
    ])
    expect((await casesIn(folder, 'enforced')).map(({ id }) => id)).toEqual([
      ...['test-A-1.jpg/hat_q0', 'test-A-1.jpg/hat_q1', 'test-A-1.jpg/hat_q2', 'test-A-2.jpg/hat_q0'],
    ])
  })

  test('opens by no, and by both, and tells what the reference opens down the chain', async () => {
    const folder = await folderOf([
      row('hat_q0', { ...opens(['hat_q1', 'hat_q3'], ['hat_q2', 'hat_q3']), gt_answer: 'No' }),
      row('hat_q1', opens(['hat_q4'])),
      row('hat_q2'),
      row('hat_q3'),
      row('hat_q4'),
    ])
    const cases = await casesIn(folder, 'enforced')
    const facts = cases.map(({ after, tags }) => [after?.answers, tags.opened])
    expect(facts).toEqual([
      [undefined, undefined],
      [['Yes'], 'no'],
      [['No'], 'yes'],
      [['Yes', 'No'], 'yes'],
      [['Yes'], 'no'],
    ])
  })

  test('takes several right options, as a list, for an MCQ', async () => {
    const folder = await folderOf([
      row('action_unit_q0', {
        question_type: 'MCQ',
        options: ['AU1', 'AU2', 'AU4'],
        gt_answer: ['AU4', 'AU1'],
      }),
      row('action_unit_q1', { question_type: 'MCQ', options: ['AU1', 'AU2'], gt_answer: 'AU2' }),
    ])
    expect((await casesIn(folder)).map(({ reference }) => reference)).toEqual([
      { format: 'choices', keys: ['A', 'C'] },
      { format: 'choices', keys: ['B'] },
    ])
  })

  test('keeps more than 26 options apart', async () => {
    const options = Array.from({ length: 30 }, (_, i) => `shade ${i}`)
    const folder = await folderOf([row('hair_q0', { question_type: 'SCQ', options, gt_answer: 'shade 27' })])
    expect((await casesIn(folder))[0]?.reference).toEqual({ format: 'choice', key: 'AB' })
  })

  test('marks an attribute outside the hierarchy and asks about it all the same', async () => {
    const folder = await folderOf([row('shoes_q0'), row('hat_q0')])
    expect((await casesIn(folder)).map(({ tags }) => [tags.attribute, tags.hierarchy])).toEqual([
      ['shoes', 'outside'],
      ['hat', 'inside'],
    ])
  })

  test('finds images in a folder named like the file', async () => {
    const folder = await folderOf([row('hat_q0')])
    await rename(join(folder, 'images'), join(folder, 'test'))
    expect(await casesIn(join(folder, 'test.jsonl'))).toHaveLength(1)
  })

  test('learns from the training rows of other images only', async () => {
    const train = [row('hat_q0'), row('hat_q0', { image_id: 'train-A-9.jpg' })]
    const { training } = await facebench.open(await folderOf([row('hat_q1')], undefined, train), {
      chains: 'off',
    })
    const items = training === undefined ? [] : await Array.fromAsync(training())
    expect(items.map(item => item.ok && item.case.id)).toEqual(['train-A-9.jpg/hat_q0'])
  })
})

suite('the shipped faces', () => {
  test('are read without a problem, chained, and inside the hierarchy', async () => {
    const [name = ''] = facebench.shipped
    const { cases, count, training } = await facebench.open(name, { chains: 'enforced' })
    const items = await Array.fromAsync(cases())
    expect(items.filter(({ ok }) => !ok)).toEqual([])
    expect(items).toHaveLength(count ?? 0)
    expect(items.some(item => item.ok && item.case.after !== undefined)).toBe(true)
    expect(items.every(item => item.ok && item.case.tags.hierarchy === 'inside')).toBe(true)
    expect(training).toBeDefined()
  })
})

suite('bad FaceBench data', () => {
  test('without any image is refused with one line', async () => {
    const folder = await folderOf([row('hat_q0')], [])
    const refused = expect(facebench.open(folder, { chains: 'off' })).rejects
    await refused.toMatchObject({
      code: 'media-missing',
      message: expect.stringMatching(/no image folder beside/),
    })
  })

  test('without the image of a row asks the others, and never that one, though a model need not look', async () => {
    const folder = await folderOf([row('hat_q0'), row('hat_q0', { image_id: 'gone.jpg' })], ['test-A-1.jpg'])
    expect(await casesIn(folder)).toHaveLength(1)
    expect(await problemsIn(folder)).toEqual([
      expect.stringMatching(
        /^media-missing: .*row 2, case gone.jpg\/hat_q0, field image_id: there is no image file gone.jpg/,
      ),
    ])
  })

  test('with a file that is no image says so', async () => {
    const folder = await folderOf([row('hat_q0')])
    await writeFile(join(folder, 'images', 'test-A-1.jpg'), 'not a picture')
    expect(await problemsIn(folder)).toEqual([expect.stringMatching(/^media-undecodable: /)])
  })

  test('with a folder in place of an image says so', async () => {
    const folder = await folderOf([row('hat_q0')], ['other.jpg'])
    await mkdir(join(folder, 'images', 'test-A-1.jpg'))
    expect(await problemsIn(folder)).toEqual([expect.stringMatching(/^media-missing: .*cannot be read/)])
  })

  test.each<[string, ReturnType<typeof row> | string, RegExp]>([
    [
      'an answer that is no option',
      row('hat_q0', { gt_answer: 'Maybe' }),
      /option-unknown: .*field gt_answer.*"Maybe"/,
    ],
    ['no answer', row('hat_q0', { gt_answer: [] }), /data-malformed: .*there is no answer/],
    ['two answers to an SCQ', row('hat_q0', { gt_answer: ['Yes', 'No'] }), /2 answers to a TFQ/],
    ['a question type of its own', row('hat_q0', { question_type: 'ABC' }), /field question_type/],
    ['options that are the same', row('hat_q0', { options: ['Yes', 'yes'] }), /two options are the same/],
    ['one option', row('hat_q0', { options: ['Yes'] }), /a TFQ with 1 options/],
    ['no view', row('hat_q0', { metadata: {} }), /field metadata.view/],
    ['no image id', row('hat_q0', { image_id: '' }), /field image_id/],
    ['broken JSON', '{"question_id": ', /not valid JSON/],
    [
      'an opening of what is not there',
      row('hat_q0', opens(['hat_q7'])),
      /field conditions: Yes opens hat_q7/,
    ],
    [
      'a condition on an option it has not',
      row('hat_q0', { ...opens(['hat_q1']), options: ['Dense', 'Thin'], gt_answer: 'Thin' }),
      /Yes opens questions, but is no option/,
    ],
    ['the same question twice', row('hat_q1'), /duplicate-id: /],
  ])('with %s counts the row and goes on', async (_, bad, problem) => {
    const folder = await folderOf([row('hat_q1'), bad, row('hat_q2')], ['test-A-1.jpg'])
    expect(await problemsIn(folder)).toEqual([expect.stringMatching(problem)])
    const ids = (await casesIn(folder)).map(({ tags }) => tags.question)
    expect(ids).toEqual(expect.arrayContaining(['hat_q1', 'hat_q2']))
  })

  test('with conditions in a circle counts each row of it, and asks the others', async () => {
    const folder = await folderOf([
      row('hat_q0', opens(['hat_q1'])),
      row('hat_q1', opens(['hat_q0'])),
      row('hat_q2'),
    ])
    const problems = await problemsIn(folder)
    expect(problems).toHaveLength(2)
    expect(problems[0]).toMatch(/in a circle/)
    expect((await casesIn(folder)).map(({ tags }) => tags.question)).toEqual(['hat_q2'])
  })

  test('with two openers of one question keeps the first and says so', async () => {
    const folder = await folderOf([
      row('hat_q0', opens(['hat_q2'])),
      row('hat_q1', opens(['hat_q2'])),
      row('hat_q2'),
    ])
    expect(await problemsIn(folder)).toEqual([expect.stringMatching(/hat_q2 is opened by hat_q0 already/)])
    expect((await casesIn(folder, 'enforced'))[2]?.after?.case).toBe('test-A-1.jpg/hat_q0')
  })

  test('says nothing of follow-up rows that the reference closes and the file leaves out', async () => {
    const folder = await folderOf([row('hat_q0', { ...opens(['hat_q1']), gt_answer: 'No' })])
    expect(await problemsIn(folder)).toEqual([])
  })

  test('of another kind is refused with what it lacks', async () => {
    const folder = await folderOf([{ question: 'Is it?', answer: 'yes' }], ['a.jpg'])
    await expect(itemsIn(folder)).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringMatching(/lack question_id, question_type, image_id/),
    })
  })
})
