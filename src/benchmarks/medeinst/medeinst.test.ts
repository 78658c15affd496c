import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { type Case, diseaseVocabulary, type PraxisError } from '../../cases/index.ts'
import type { Trace } from '../../verify/index.ts'
import type { Dataset } from '../benchmark.ts'
import { medeinst } from './index.ts'
import { published } from './published.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medeinst-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(
  dataset: Dataset,
  source = dataset.cases,
): Promise<{ cases: Case[]; errors: PraxisError[] }> {
  const cases: Case[] = []
  const errors: PraxisError[] = []
  for await (const item of source()) {
    if (item.ok) cases.push(item.case)
    else errors.push(item.error)
  }
  return { cases, errors }
}

async function readText(name: string, text: string): Promise<{ cases: Case[]; errors: PraxisError[] }> {
  const file = join(folder, name)
  await writeFile(file, text)
  return read(await medeinst.open(file, {}))
}

const header = 'case_id,case_type,age,sex,narrative,ground_truth'
const pairsIn = (cases: Case[]) => cases.map(({ id, tags }) => `${id}:${tags.pair}`)

suite('the shipped pairs', () => {
  test('are 245, over all 49 diseases, apart from the patients that teach', async () => {
    const dataset = await medeinst.open('medeinst-mini', {})
    const { cases, errors } = await read(dataset)
    expect([cases.length, errors.length]).toEqual([490, 0])
    expect(new Set(cases.map(({ tags }) => tags.disease)).size).toBe(49)
    expect(new Set(cases.map(({ id }) => id)).size).toBe(490)
    expect(dataset.card.limits).toContain('No physician')
    const taught = await read(dataset, dataset.training)
    expect(taught.cases).toHaveLength(294)
    const patients = new Set(cases.map(({ cluster }) => cluster))
    expect(taught.cases.some(({ cluster }) => patients.has(cluster))).toBe(false)
  })

  test('are asked with the person, the story and the list of names, and never tell the answer', async () => {
    const { cases } = await read(await medeinst.open('medeinst-mini', {}))
    const [control, trap] = cases
    if (control === undefined || trap === undefined) throw new Error('no cases')
    expect(trap.reference).toMatchObject({ name: trap.tags.competitor, lure: control.tags.disease })
    expect(control.reference).not.toHaveProperty('lure')
    const task = await medeinst.pose(trap, {})
    expect(task.prompt.user).toContain(trap.question.text)
    expect(task.prompt.user.match(/^- /gm)).toHaveLength(49)
    expect(task.prompt.user.endsWith('Diagnosis: NAME')).toBe(true)
    expect(trap.question.text).toMatch(
      /^Patient: \d+-year-old (woman|man|girl|boy)\.\nReason for the visit: /,
    )
    expect(JSON.stringify(task)).not.toContain('lure')
  })
})

suite('a file of the user', () => {
  const story = (text: string) => `"${text}"`
  test('may have the official columns alone: pairs by the id without the role', async () => {
    const { cases, errors } = await readText(
      'stems.csv',
      [
        header,
        `7_control,Control,34,Female,${story('Cough.')},bronchitis`,
        `8_control,control,3,M,${story('Fever.')},flu`,
        `7_trap,trap,34,F,${story('Cough. Blood.')},Pneumonia`,
        `8_trap,trap,3,M,${story('Fever.')},URTI`,
      ].join('\n'),
    )
    expect(errors).toEqual([])
    expect(pairsIn(cases)).toEqual(['7_control:7', '7_trap:7', '8_control:8', '8_trap:8'])
    expect(cases[1]?.tags).toMatchObject({
      disease: 'Bronchitis',
      competitor: 'Pneumonia',
      added: 'Blood.',
      changed: 'yes',
    })
    expect(cases[3]?.tags).toMatchObject({ disease: 'Influenza', changed: 'no' })
  })

  test('may name columns in any case, ages as text, and nothing as pandas does', async () => {
    const { cases, errors } = await readText(
      'text.csv',
      [
        'Case_ID,Case_Type,Age,Sex,Narrative,Ground_Truth',
        '7,control,45 years,nan,A story.,GERD',
        '7,trap,NaN,nan,Another.,SLE',
      ].join('\n'),
    )
    expect(errors).toEqual([])
    expect(cases.map(({ question }) => question.text)).toEqual([
      'Patient: 45 years old.\nA story.',
      'Another.',
    ])
  })

  test('is refused as a whole where it lacks columns or rows', async () => {
    await expect(readText('lacks.csv', 'case_id,question\n1,x')).rejects.toThrow(
      /lacks the columns case_type, narrative, ground_truth; the columns are case_id, question/,
    )
    await expect(readText('header.csv', header)).rejects.toThrow(/the file has no rows/)
  })

  test('may pair equal ids, or rows that follow each other', async () => {
    const same = await readText(
      'same.csv',
      [header, '7,control,,,A story.,GERD', '7,trap,,,Another.,SLE'].join('\n'),
    )
    expect(pairsIn(same.cases)).toEqual(['7-control:7', '7-trap:7'])
    expect(same.cases[0]?.question.text).toBe('A story.')
    const following = await readText(
      'following.csv',
      [
        header,
        '1,control,5,F,A.,GERD',
        '2,trap,5,F,B.,SLE',
        '3,control,5,F,C.,GERD',
        '4,control,5,F,D.,GERD',
        '5,trap,5,F,E.,SLE',
      ].join('\n'),
    )
    expect(pairsIn(following.cases)).toEqual(['1-control:1', '2-trap:1', '4-control:4', '5-trap:4'])
    expect(following.errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('case 3: the control has no trap'),
    ])
  })

  test('reports each bad row in one line and reads on', async () => {
    const row = (fields: object) =>
      JSON.stringify({
        case_id: 'a',
        case_type: 'control',
        age: 5,
        sex: 'F',
        narrative: 'A.',
        ground_truth: 'GERD',
        ...fields,
      })
    const { cases, errors } = await readText(
      'bad.jsonl',
      [
        row({ pair_id: '1' }),
        row({ pair_id: '1', case_type: 'trap', ground_truth: 'SLE' }),
        row({ pair_id: '2', case_type: 'bait' }),
        row({ pair_id: '3', ground_truth: 'Scurvy' }),
        row({ pair_id: '4', age: -1 }),
        row({ pair_id: '5', narrative: '' }),
        row({ pair_id: '6', sex: 'x' }),
        row({ pair_id: '7', case_id: 'b' }),
        row({ pair_id: '8', case_id: 'c' }),
        row({ pair_id: '8', case_id: 'd', case_type: 'trap' }),
        row({ pair_id: '9' }),
        row({ pair_id: '9', case_type: 'trap', ground_truth: 'SLE' }),
        '{"case_id": ',
      ].join('\n'),
    )
    expect(pairsIn(cases)).toEqual(['a-control:1', 'a-trap:1'])
    const said = errors.map(({ message }) => message).join('\n')
    for (const part of [
      '"bait"',
      '"Scurvy"',
      '"-1"',
      'narrative is missing',
      '"x"',
      'no trap',
      'the same diagnosis',
      'was read before',
    ])
      expect(said).toContain(part)
    expect(errors.map(({ place }) => place.row).sort((a = 0, b = 0) => a - b)).toEqual([
      3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    ])
  })

  test('that is not there is refused', async () => {
    await expect(medeinst.open(join(folder, 'none.csv'), {})).rejects.toMatchObject({ code: 'data-missing' })
  })
})

suite('the verifier', () => {
  const verifier = medeinst.verifier('strict')
  const trace = (answer: string): Trace => ({
    caseId: 'c',
    solver: 's',
    steps: [],
    answer,
    usage: { requests: 1 },
    timing: { startedAt: '', ms: 0, retries: 0 },
    stop: 'answered',
  })
  const asked = (name: string, lure: string): Case => ({
    id: 'c',
    cluster: 'c',
    media: [],
    question: { text: '', format: 'diagnosis' },
    reference: { format: 'diagnosis', name, lure },
    tags: { role: 'trap', added: 'Chills: I have had chills or shivers.' },
  })

  test('reads every name and synonym of the 49 diseases', async () => {
    for (const [name, others] of Object.entries(diseaseVocabulary())) {
      const lure = name === 'SLE' ? 'GERD' : 'SLE'
      for (const said of [name, ...others]) {
        const verdict = await verifier.verify(asked(name, lure), trace(`Some thoughts.\nDiagnosis: ${said}`))
        expect([said, verdict.outcome, verdict.terms.lured]).toEqual([said, 'correct', 0])
      }
    }
  })

  test('tells the lure from another wrong answer', async () => {
    const lured = await verifier.verify(
      asked('Pneumonia', 'Bronchitis'),
      trace('Diagnosis: acute bronchitis'),
    )
    expect(lured).toMatchObject({ outcome: 'incorrect', terms: { lured: 1, reasoned: 0 } })
    const third = await verifier.verify(asked('Pneumonia', 'Bronchitis'), trace('Diagnosis: SLE'))
    expect(third).toMatchObject({ outcome: 'incorrect', terms: { lured: 0 } })
    const unread = await verifier.verify(
      asked('Pneumonia', 'Bronchitis'),
      trace('Hard to say, many things come to mind here.'),
    )
    expect(unread.outcome).not.toBe('incorrect')
  })
})

test('the published rows obey the definitions: Acc_rob + R_bias × Acc_base is at most Acc_base', () => {
  expect(published.rows).toHaveLength(18)
  for (const { accBase, accRob, biasTrapRate } of published.rows)
    expect(accRob + (biasTrapRate * accBase) / 100).toBeLessThanOrEqual(accBase)
})
