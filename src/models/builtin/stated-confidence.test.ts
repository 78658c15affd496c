import { expect, suite, test } from 'vitest'
import { type Case, narrate, type Question, readDdxplus } from '../../cases/index.ts'
import { confidenceRequest, readConfidence } from '../../verify/index.ts'
import type { ChatMessage, ChatModel } from '../chat-model.ts'
import { bayesModel } from './bayes.ts'
import { chanceModel } from './chance.ts'
import { priorModel } from './prior.ts'

const options = ['A', 'B', 'C', 'D'].map(key => ({ key, text: `text ${key}` }))

async function answer(model: ChatModel, question: Question, asked = true): Promise<string> {
  const messages: ChatMessage[] = [
    {
      role: 'user',
      parts: [{ type: 'text', text: `${question.text}\n\n${asked ? confidenceRequest : ''}` }],
    },
  ]
  return (await model.chat({ messages, about: { caseId: 'x', question } }, new AbortController().signal)).text
}

const confidence = async (model: ChatModel, question: Question) =>
  readConfidence(await answer(model, question))?.value

suite('a built-in model, asked how sure it is', () => {
  test('by chance: one in as many answers as there are', async () => {
    const chance = chanceModel(1)
    expect(await confidence(chance, { text: 'Which?', format: 'choice', options })).toBe(0.25)
    expect(await confidence(chance, { text: 'Is it?', format: 'yes-no' })).toBe(0.5)
    expect(await confidence(chance, { text: 'Where?', format: 'open' })).toBeUndefined()
  })

  test('by priors: the likelihood of its answer', async () => {
    const rows: [Question, Case['reference']][] = [
      ...Array.from({ length: 3 }, (): [Question, Case['reference']] => [
        { text: 'Is there a mass?', format: 'yes-no' },
        { format: 'yes-no', answer: 'no' },
      ]),
      [
        { text: 'Where?', format: 'open' },
        { format: 'open', answers: ['lung'] },
      ],
      [
        { text: 'Which?', format: 'choices', options },
        { format: 'choices', keys: ['A'] },
      ],
    ]
    const prior = await priorModel(async function* () {
      for (const [i, [question, reference]] of rows.entries())
        yield {
          ...{ id: `${i}`, cluster: `${i}`, media: [], tags: {}, question },
          ...(reference && { reference }),
        }
    })
    // Two distinct answers of four cases: top 1/3. No: (3 + 1/3)/5, then (3 + 2/3)/4, and twice more
    // (3 + 11/12)/4 and (3 + 47/48)/4 = 191/192; yes: (1/3)/5 divided by 4 three times, 1/960.
    const yesNo = await confidence(prior, { text: 'Is there air?', format: 'yes-no' })
    expect(yesNo).toBeCloseTo(191 / 192 / (191 / 192 + 1 / 960), 3)
    // Lung: (1 + 1/3)/5 = 4/15, then (1 + 4/15)/2 = 19/30, and (1 + 19/30)/2 = 49/60.
    expect(await confidence(prior, { text: 'Where?', format: 'open' })).toBeCloseTo(49 / 60, 3)
    // A: 1/4 → (1 + 1/4)/2 = 5/8 → 13/16 → 29/32; the others 1/4 → 1/8 → 1/16 → 1/32.
    const set = await confidence(prior, { text: 'Which?', format: 'choices', options })
    expect(set).toBeCloseTo((29 / 32) * (31 / 32) ** 3, 3)
  })

  test('by Bayes: the posterior of its diagnosis', async () => {
    const data = await readDdxplus()
    const bayes = await bayesModel(data)
    const patient = data.test[0]
    if (patient === undefined) throw new Error('no patient')
    const question: Question = { text: narrate(patient, data), format: 'diagnosis' }
    const text = await answer(bayes, question)
    const likeliest = /Likeliest by frequency: .*? (\d+\.\d) %/.exec(text)?.[1]
    expect(readConfidence(text)?.value).toBeCloseTo(Number(likeliest) / 100, 9)
    expect(text.split('\n').at(-2)).toMatch(/^Diagnosis: /)
  })

  test('and says nothing of it where it is not asked', async () => {
    const text = await answer(chanceModel(1), { text: 'Is it?', format: 'yes-no' }, false)
    expect(text).toMatch(/^Answer: (?:yes|no)$/)
  })
})
