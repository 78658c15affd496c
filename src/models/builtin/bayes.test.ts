import { fileURLToPath } from 'node:url'
import { beforeAll, expect, suite, test } from 'vitest'
import { type Ddxplus, describePerson, narrate, readDdxplus } from '../../cases/index.ts'
import { stepsRequest } from '../../verify/index.ts'
import type { ChatMessage, ChatModel } from '../chat-model.ts'
import { bayesModel, learnBayes } from './bayes.ts'
import { personOf, recogniser } from './recognise.ts'

const tiny = fileURLToPath(new URL('../../cases/ddxplus/__fixtures__/tiny/', import.meta.url))
const signal = new AbortController().signal
let shipped: Ddxplus
let model: ChatModel
beforeAll(async () => {
  shipped = await readDdxplus()
  model = await bayesModel(shipped)
})

suite('naive Bayes in a world of three diseases', () => {
  test('gives the probabilities of the hand calculation', async () => {
    const bayes = learnBayes(await readDdxplus(tiny))
    const findings = ['T_fever', 'T_cough', 'T_wheeze'].map(code => ({ code, values: [] }))
    // In sixths, present or absent, fever cough wheeze spots smoke:
    // Alpha 4·4·1·1·4 = 64, Beta 4·4·5·5·4 = 1600, Gamma 1·4·4·5·5 = 400.
    const ranked = bayes.rank({ findings, loose: false })
    expect(ranked.map(({ disease }) => disease)).toEqual(['Beta', 'Gamma', 'Alpha'])
    for (const [i, sixths] of [1600, 400, 64].entries())
      expect(ranked[i]?.probability).toBeCloseTo(sixths / 2064, 12)
    expect(bayes.weigh({ findings, loose: false }, 'Beta', 'Gamma').map(({ code }) => code)).toEqual([
      'T_fever',
      'T_wheeze',
      'T_cough',
    ])
  })

  test('leaves open what is not said, where that is asked for, and counts what is denied', async () => {
    const bayes = learnBayes(await readDdxplus(tiny))
    const open = (...denied: string[]) =>
      bayes.rank({ findings: [], loose: false }, ['Alpha', 'Beta'], {
        unsaid: 'open',
        denied: new Set(denied),
      })
    expect(open().map(({ probability }) => probability)).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo(0.5, 12),
    ])
    // Without spots, in sixths: Alpha 1, Beta 5.
    expect(open('T_spots')).toEqual([
      { disease: 'Beta', probability: expect.closeTo(5 / 6, 12) },
      { disease: 'Alpha', probability: expect.closeTo(1 / 6, 12) },
    ])
  })

  test('counts nothing as impossible', async () => {
    const bayes = learnBayes(await readDdxplus(tiny))
    const findings = ['T_spots', 'T_wheeze'].map(code => ({ code, values: [] }))
    for (const { probability } of bayes.rank({ findings, loose: false }))
      expect(probability).toBeGreaterThan(0)
  })

  test('takes age and sex into account, and can be held to a list', async () => {
    const world = await readDdxplus(tiny)
    const old = { ...world, train: world.train.map(p => ({ ...p, age: p.diagnosis === 'Beta' ? 80 : 20 })) }
    const bayes = learnBayes(old)
    const findings = [{ code: 'T_cough', values: [] }]
    const beta = (age: number) =>
      bayes.rank({ findings, loose: false, age }).find(({ disease }) => disease === 'Beta')
    expect(beta(82)?.probability).toBeGreaterThan(beta(22)?.probability ?? 1)
    expect(bayes.rank({ findings, loose: false }, ['Alpha'])).toEqual([{ disease: 'Alpha', probability: 1 }])
  })
})

suite('builtin:bayes', () => {
  const ask = async (text: string, format: 'diagnosis' | 'open' = 'diagnosis') =>
    (await model.chat({ messages: [], about: { caseId: 'c', question: { text, format } } }, signal)).text

  test('reads a story, shows what counted and names one diagnosis', async () => {
    const patient = shipped.train.find(({ diagnosis }) => diagnosis === 'Influenza')
    if (patient === undefined) throw new Error('no patient')
    const text = await ask(`Patient: ${describePerson(patient)}.\n${narrate(patient, shipped)}`)
    expect(text).toContain(`I read ${patient.findings.length} findings.`)
    expect(text).toMatch(/Likeliest by frequency: Influenza \d/)
    expect(text.endsWith('\nDiagnosis: Influenza')).toBe(true)
  })

  test('is right for most test patients it never saw', async () => {
    let right = 0
    for (const patient of shipped.test)
      if ((await ask(narrate(patient, shipped))).endsWith(`Diagnosis: ${patient.diagnosis}`)) right++
    expect(right / shipped.test.length).toBeGreaterThan(0.9)
  })

  test('answers a prompt without a typed question too', async () => {
    const parts = [
      {
        type: 'text' as const,
        text: 'I have a cough. I have a sore throat. I have nasal congestion or a clear runny nose.',
      },
    ]
    const { text } = await model.chat({ messages: [{ role: 'user', parts }] }, signal)
    expect(text).toMatch(/\nDiagnosis: .+$/)
  })

  test('states its findings as steps where asked to, and concludes from them when they are given back', async () => {
    const patient = shipped.train.find(({ diagnosis }) => diagnosis === 'Influenza')
    if (patient === undefined) throw new Error('no patient')
    const text = `Patient: ${describePerson(patient)}.\n${narrate(patient, shipped)}`
    const about = { caseId: 'c', question: { text, format: 'diagnosis' as const } }
    const message = (role: 'user' | 'assistant', said: string): ChatMessage => ({
      role,
      parts: [{ type: 'text', text: said }],
    })
    const asked = message('user', `${text}\n${stepsRequest}`)
    const first = (await model.chat({ messages: [asked], about }, signal)).text
    const steps = first.split('\n').slice(0, -2)
    expect(steps[0]).toBe(`1. Patient: ${describePerson(patient)}.`)
    expect(steps.length).toBeGreaterThan(patient.findings.length - 2)
    expect(first).toMatch(/^1\. .*\n\nDiagnosis: Influenza$/s)

    const conclude = async (chain: string) =>
      (
        await model.chat(
          { messages: [asked, message('assistant', chain), message('user', 'So?')], about },
          signal,
        )
      ).text
    expect(await conclude(steps.join('\n'))).toBe('Diagnosis: Influenza')
    const heart = 'I have chest pain even at rest. I have high cholesterol. I smoke cigarettes.'
    expect(await conclude(heart)).toMatch(/^Diagnosis: (?!Influenza)/)
    expect(await conclude('Reasoning: none yet.')).toBe('I cannot answer this question.')
  })

  test('abstains where no diagnosis is asked for, or nothing is understood', async () => {
    expect(await ask('I have a cough.', 'open')).toBe('I cannot answer this question.')
    expect(await ask('The quick brown fox.')).toBe('I cannot answer this question.')
  })

  test('stays on this machine', () => {
    expect(model).toMatchObject({ id: 'builtin:bayes', locality: 'local', cacheable: false })
  })
})

suite('recognising findings', () => {
  test('reads foreign prose by keywords, but not what is denied', () => {
    const { findings, loose } = recogniser(shipped)(
      'A 34-year-old woman presents with fever and a productive cough for three days. She denies diarrhea or chills, but reports nausea. No loss of consciousness.',
    )
    const codes = findings.map(({ code }) => code)
    expect(loose).toBe(true)
    expect(codes).toEqual(expect.arrayContaining(['E_91', 'E_77', 'E_148']))
    for (const denied of ['E_51', 'E_94', 'E_159']) expect(codes).not.toContain(denied)
  })

  test('finds age and sex', () => {
    expect(personOf('Patient: 8-year-old girl.')).toEqual({ age: 8, sex: 'F' })
    expect(personOf('Patient: boy under 1 year old.')).toEqual({ age: 0, sex: 'M' })
    expect(personOf('Age: 71, Sex: M')).toEqual({ age: 71, sex: 'M' })
    expect(personOf('An 8-month-old girl')).toEqual({ age: 0, sex: 'F' })
    expect(personOf('I have a cough.')).toEqual({})
  })
})
