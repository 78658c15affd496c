import { beforeAll, expect, suite, test } from 'vitest'
import { type Knowledge, narrate, readDdxplus, shippedKnowledge } from '../../../cases/index.ts'
import { type ReadStory, storyReader } from './read-story.ts'
import { wordsBegin } from './reread.ts'

let knowledge: Knowledge
let read: (text: string) => ReadStory
beforeAll(async () => {
  knowledge = await shippedKnowledge()
  read = storyReader(knowledge)
})

/** What is found, by short name. */
const found = (text: string) =>
  Object.fromEntries(read(text).nodes.map(({ content, status }) => [content, status]))

suite('reading a story', () => {
  test('states as present and absent only what the text says', () => {
    expect(
      found('A 40-year-old man has a fever and a sore throat. He denies diarrhea, and reports nausea.'),
    ).toEqual({
      Fever: 'Present',
      'Sore throat': 'Present',
      Diarrhea: 'Absent',
      Nausea: 'Present',
    })
    expect(found('Nothing of note.')).toEqual({})
  })

  test('does not take a special denied for the general denied', () => {
    expect(found('No chest pain at rest.')).toEqual({ 'Resting chest pain': 'Absent' })
    expect(found('No pain in the leg.')).toEqual({})
    expect(found('He has no fever, diarrhea or significant pain.')).toEqual({
      Fever: 'Absent',
      Diarrhea: 'Absent',
      Pain: 'Absent',
    })
  })

  test('takes what is said both ways, or not known, for missing', () => {
    expect(found('I have a fever. There is no fever.')).toEqual({ Fever: 'Missing' })
    expect(found('Whether there is fever is unclear.')).toEqual({ Fever: 'Missing' })
    expect(read('I have a fever. There is no fever.').seen.findings).toEqual([])
  })

  test('takes a special that is stated and denied for missing, whoever denies more', () => {
    expect(found('She has chest pain and denies chest pain.')).toEqual({ Pain: 'Missing' })
    expect(found('She has chest pain and denies pain in the leg.')).toEqual({ Pain: 'Present' })
    expect(found('She has chest pain. She reports no chest pain at night.')).toMatchObject({
      Pain: 'Present',
    })
  })

  test.each([
    ['Fever (-), cough (+).', { Fever: 'Absent', Cough: 'Present' }],
    ['He is fever-free, w/o cough.', { Fever: 'Absent', Cough: 'Absent' }],
    ['No complaints other than fever and cough.', { Fever: 'Present', Cough: 'Present' }],
    ['The fever resolved. Her cough has gone.', { Fever: 'Missing', Cough: 'Missing' }],
    ['Fever is unlikely.', { Fever: 'Missing' }],
    ['Return if fever or cough develops.', { Fever: 'Missing', Cough: 'Missing' }],
    ['If she develops a fever she should return.', { Fever: 'Missing' }],
    ['He fears a stroke.', { 'History of stroke': 'Missing' }],
    ['Vaccinated against pneumonia.', { 'History of pneumonia': 'Missing' }],
  ])('knows what is denied in other ways, over, feared or only possible: %s', (text, told) => {
    expect(found(text)).toEqual(told)
  })

  test('lets a denial reach over the end of a line, and over a list', () => {
    const denied = { Fever: 'Absent', 'Sore throat': 'Absent', Cough: 'Absent' }
    expect(found('He feels well and denies any\nfever, sore throat, cough.')).toEqual(denied)
    expect(found('Denies:\n- fever\n- sore throat\n- cough')).toEqual(denied)
  })

  test('takes words of time for no finding', () => {
    for (const text of ['He saw a doctor last month.', 'It started last week.', 'She is being treated.'])
      expect(found(text)).toEqual({})
    expect(found('He had a cold last week.')).toEqual({ 'Recent cold': 'Present' })
  })

  test('reads thousands of sentences at once', () => {
    expect(read('fever.\n'.repeat(10_000)).nodes).toHaveLength(1)
  })

  test('does not give a patient the illness of a relative or of others', () => {
    expect(found('His brother has a fever.')).toEqual({})
    expect(found('No one else at home has fever or cough.')).toEqual({})
    expect(found('I have family members who have asthma.')).toMatchObject({
      'Family history of asthma': 'Present',
    })
  })

  test('reads a travel denied as absent, and a detail with its values', () => {
    expect(found('I have not traveled out of the country in the last 4 weeks.')).toEqual({ Travel: 'Absent' })
    expect(
      found('I have pain somewhere related to my reason for consulting. The pain is: burning.'),
    ).toMatchObject({
      'Pain characteristics: burning': 'Present',
    })
  })

  test('sums up who and what in one line', () => {
    expect(read('Patient: 34-year-old woman.\nI have a fever. She has no nausea.').summary).toBe(
      '34-year-old woman with fever; without nausea',
    )
  })

  test('finds every finding of the shipped narratives, and none besides', async () => {
    const ddxplus = await readDdxplus()
    for (const patient of ddxplus.train.slice(0, 60)) {
      const { seen } = read(narrate(patient, ddxplus))
      expect(seen.loose).toBe(false)
      const told = patient.findings.map(({ code }) => code)
      expect(seen.findings.every(({ code }) => told.includes(code))).toBe(true)
    }
  })
})

test('the second reading goes by how words begin', () => {
  expect(wordsBegin('Nausea', 'feeling nauseous')).toBe(true)
  expect(wordsBegin('Muscle spasms', 'muscles in spasm')).toBe(true)
  expect(wordsBegin('Chest pain at rest', 'pain in the chest')).toBe(false)
  expect(wordsBegin('History of stroke', 'a stroke of luck')).toBe(false)
})
