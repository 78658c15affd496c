import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { isAnswerLine, splitSteps } from './steps.ts'

suite('a chain as steps', () => {
  test('is its numbered items, however they are written', () => {
    const wanted = ['Fever for 3 days.', 'No cough.', 'So influenza is likely.']
    for (const mark of ['1. ', '1) ', '**1.** ', 'Step 1: ', '**Step 1:** ', '### Step 1. ', ' 1. ']) {
      const text = wanted.map((step, i) => `${mark.replace('1', String(i + 1))}${step}`).join('\n')
      expect(splitSteps(`${text}\n\nDiagnosis: Influenza`)).toEqual(wanted)
    }
  })

  test('keeps lines under an item with it, and a paragraph after the list apart', () => {
    const text =
      'Reasoning:\n1. Fever\n   - 39 degrees\n   - for 3 days\n2. Cough\n\nTogether these point to flu.\n\nAnswer: B'
    expect(splitSteps(text)).toEqual([
      'Fever - 39 degrees - for 3 days',
      'Cough',
      'Together these point to flu.',
    ])
  })

  test('is its bullets, or else its sentences', () => {
    expect(splitSteps('- Fever\n- Cough\n\n**Answer: B**')).toEqual(['Fever', 'Cough'])
    expect(
      splitSteps('Dr. Lee saw 2.5 cm of fluid, e.g. an effusion. The heart is normal.\nFinal answer: yes'),
    ).toEqual(['Dr. Lee saw 2.5 cm of fluid, e.g. an effusion.', 'The heart is normal.'])
  })

  test('is found on one line, under bare headings, and without what announces it', () => {
    expect(splitSteps('(1) Fever 2) Cough of 3 days 3) So flu.')).toEqual([
      'Fever',
      'Cough of 3 days',
      'So flu.',
    ])
    expect(splitSteps('Step 1\nFever.\n\nStep 2\nCough.')).toEqual(['Fever.', 'Cough.'])
    expect(splitSteps("Let's think step by step. Fever is high. Cough is dry.")).toEqual([
      'Fever is high.',
      'Cough is dry.',
    ])
    expect(splitSteps('Analyse: fever.\nLet me weigh the fever: it is high.')).toHaveLength(2)
  })

  test('is nothing where only an answer is given', () => {
    for (const text of [
      'Answer: B',
      'Diagnosis: Influenza\n',
      '\\boxed{B}',
      '<answer>B</answer>',
      '  ',
      '**Final Answer:** B',
    ])
      expect(splitSteps(text)).toEqual([])
  })

  test('knows an answer line from a step that speaks of answers', () => {
    expect(isAnswerLine('So the final answer is B.')).toBe(true)
    expect(isAnswerLine('Confidence: 80 %')).toBe(true)
    expect(isAnswerLine('The answers of the patient are short.')).toBe(false)
    expect(isAnswerLine('A diagnosis of flu needs fever.')).toBe(false)
  })

  test('never makes a blank step, and loses no step that was numbered', () => {
    const step = fc.stringMatching(/^[A-Z][a-z]{2,9}( [a-z]{2,9}){1,6}$/)
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), steps => {
        fc.pre(!steps.some(isAnswerLine))
        const text = `${steps.map((one, i) => `${i + 1}. ${one}`).join('\n')}\nAnswer: A`
        expect(splitSteps(text)).toEqual(steps)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        for (const one of splitSteps(text)) expect(one.trim()).not.toBe('')
      }),
    )
  })
})
