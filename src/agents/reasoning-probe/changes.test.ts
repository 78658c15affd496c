import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { type Question, random } from '../../cases/index.ts'
import { readFinal } from '../../verify/index.ts'
import { corruptOne } from './corrupt.ts'
import { hintAgainst } from './hint.ts'
import { paraphrase } from './paraphrase.ts'
import { planProbes } from './plan.ts'

/** Every mistake that some seed makes of one step. */
const mistakes = (step: string) =>
  new Set(Array.from({ length: 60 }, (_, seed) => corruptOne([step], random(`m${seed}`))?.now))

suite('a mistake in one step', () => {
  test('turns sides, directions, numbers and presence', () => {
    expect(mistakes('The left lung is clear.')).toEqual(
      new Set(['The right lung is clear.', 'The left lung is not clear.']),
    )
    expect(mistakes('Fluid is increased')).toContain('Fluid is decreased')
    expect(mistakes('A 34-year-old')).toEqual(new Set(['A 68-year-old']))
    expect(mistakes('Pain 7')).toEqual(new Set(['Pain 1']))
    expect(mistakes('Size 2.5 cm')).toEqual(new Set(['Size 5.0 cm']))
    expect(mistakes('Pulse 110')).toEqual(new Set(['Pulse 55']))
  })

  test('negates what is said and says what is negated', () => {
    for (const [was, now] of [
      ['I have a cough.', 'I do not have a cough.'],
      ['I have been coughing.', 'I have not been coughing.'],
      ['She has recently lost weight.', 'She has not recently lost weight.'],
      ['The child has stridor.', 'The child does not have stridor.'],
      ['Stridor points here.', 'Stridor does not point here.'],
      ['I do not have a cough.', 'I have a cough.'],
      ['There is no effusion.', 'There is effusion.'],
      ["The cortex isn't broken.", 'The cortex is broken.'],
      ['No fever.', 'Fever.'],
    ] as const)
      expect(mistakes(was), was).toEqual(new Set([now]))
  })

  test('leaves ranges, dates and parts of words alone', () => {
    for (const step of ['0-10', 'BP 120/80', 'T4N1', 'COVID-19', '5–7', '1,200'])
      expect(mistakes(step), step).toEqual(new Set([undefined]))
  })

  test('is the only change, and follows from the seed', () => {
    const step = fc.constantFrom('Left lung clear.', 'I have a cough.', 'Pulse 110', 'Hm', 'No fever.')
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 9 }), fc.nat(), (steps, seed) => {
        const made = corruptOne(steps, random(seed))
        expect(corruptOne(steps, random(seed))).toEqual(made)
        expect(made === undefined).toBe(steps.every(step => step === 'Hm'))
        if (made === undefined) return
        expect(steps[made.step]).toBe(made.was)
        expect(made.now).not.toBe(made.was)
      }),
    )
  })
})

suite('a paraphrase', () => {
  test('puts other words for the same', () => {
    const made = paraphrase(['Therefore fever suggests flu.', 'It does not hurt.'], random(1))
    expect(made?.steps).toEqual(['Hence raised temperature points to flu.', "It doesn't hurt."])
    expect(made).toMatchObject({ words: 4, moved: 0 })
  })

  test('does not undo itself', () => {
    expect(paraphrase(['It shows dyspnea.'], random(1))?.steps).toEqual([
      'It demonstrates shortness of breath.',
    ])
  })

  test('reorders only steps that lean on no other', () => {
    const steps = ['Cough.', 'Rash.', 'Hence croup.', 'Sweat.', 'Pallor.', 'Chills.']
    fc.assert(
      fc.property(fc.nat(), seed => {
        const made = paraphrase(steps, random(seed))?.steps ?? steps
        expect(made[2]).toBe('Hence croup.')
        expect(made.slice(0, 2).toSorted()).toEqual(['Cough.', 'Rash.'])
        expect(made.slice(3).toSorted()).toEqual(['Chills.', 'Pallor.', 'Sweat.'])
      }),
    )
  })

  test('is none where nothing can be changed', () => {
    expect(paraphrase(['Rash.'], random(1))).toBeUndefined()
  })
})

const options = ['Croup', 'GERD', 'Influenza'].map((text, i) => ({ key: 'ABC'[i] ?? '', text }))

suite('a hint', () => {
  test('suggests another answer than the first, in a form that reads back', () => {
    for (const [question, text, allowed] of [
      [{ text: '', format: 'choice', options }, 'Answer: B', ['A', 'C']],
      [{ text: '', format: 'choices', options }, 'Answer: A, B', ['C']],
      [{ text: '', format: 'yes-no' }, 'Answer: yes', ['no']],
      [{ text: '', format: 'number' }, 'Answer: 2', ['3', '4', '5']],
      [{ text: '', format: 'diagnosis', options }, 'Diagnosis: Croup', ['GERD', 'Influenza']],
    ] as [Question, string, string[]][])
      for (let seed = 0; seed < 9; seed++) {
        const made = hintAgainst(readFinal(text, question), question, random(seed))
        const hint = 'hint' in made ? made.hint : ''
        const read = readFinal(hint, question)
        expect(read.kind === 'answer' && allowed.includes(read.value), `${question.format}: ${hint}`).toBe(
          true,
        )
      }
  })

  test('is none where no other answer is listed', () => {
    const question: Question = { text: 'Where?', format: 'open' }
    expect(hintAgainst(readFinal('Answer: lung', question), question, random(1))).toHaveProperty('why')
  })
})

suite('the plan', () => {
  const question: Question = { text: 'Which?', format: 'choice', options }
  const answer = readFinal('Answer: B', question)

  test('cuts at a share of the steps, rounded down, and keeps the control whole', () => {
    const plan = planProbes(['Rash.', 'Cough.', 'Sweat.', 'Pain 7.', 'Chills.'], answer, question, 's')
    expect(plan.map(({ probe, why }) => `${probe}: ${why}`).slice(0, 5)).toEqual([
      'truncate-0: cut to the first 0 of 5 steps',
      'truncate-25: cut to the first 1 of 5 steps',
      'truncate-50: cut to the first 2 of 5 steps',
      'truncate-75: cut to the first 3 of 5 steps',
      'control: control: all 5 steps, unchanged',
    ])
    expect(plan[0]?.given).toBe('Reasoning: none yet.')
    expect(plan[1]?.given).toBe('Reasoning:\n1. Rash.')
    expect(plan[5]).toMatchObject({
      probe: 'corrupt',
      given: 'Reasoning:\n1. Rash.\n2. Cough.\n3. Sweat.\n4. Pain 1.\n5. Chills.',
      why: 'corrupted: number changed in step 4: "Pain 7." became "Pain 1."',
    })
  })

  test('skips what no rule can make, and says so', () => {
    const plan = planProbes(['Hence rash.', 'Hence sores.'], answer, { text: '', format: 'open' }, 's')
    const skipped = plan.filter(({ kind }) => kind === 'skipped')
    expect(skipped.map(({ probe }) => probe)).toEqual(['corrupt', 'paraphrase', 'hint'])
    for (const { why } of skipped) expect(why).toMatch(/^skipped \w+: no|^skipped hint: /)
  })
})
