import { expect, suite, test } from 'vitest'
import { chexpertLabels } from '../../../cases/index.ts'
import type { ChatModel } from '../../../models/index.ts'
import {
  agentsOf,
  anatomyModel,
  findingsModel,
  healthy,
  optionsOf,
  pictureOf,
} from '../__fixtures__/agents.ts'
import type { FabricWeights } from '../fabric-weights.ts'
import { readRadiograph } from '../radiologist.ts'
import { chestChatReasoner } from './chat.ts'

const list = (change: Record<string, number> = {}) =>
  chexpertLabels.map(label => `(${label}, ${change[label] ?? 0.05})`).join(', ')
const answer = (box: string, change: Record<string, number> = {}) =>
  `<think>Let me see.</think>\n\\boxed{${box}}\n${list(change)}`

/** Answers from a list, the last one for good. */
function scripted(...replies: string[]): { model: ChatModel; asked: string[] } {
  const asked: string[] = []
  const chat: ChatModel['chat'] = async ({ messages }) => {
    const [part] = messages.at(-1)?.parts ?? []
    asked.push(part?.type === 'text' ? part.text : '')
    const text = replies[Math.min(asked.length, replies.length) - 1] ?? ''
    return { text, toolCalls: [], finish: 'stop', usage: { requests: 1 } }
  }
  return { model: { id: 'scripted', locality: 'local', cacheable: false, fingerprint: '', chat }, asked }
}

const weights: FabricWeights = {
  agents: {
    sure: { Effusion: { auc: 0.91, slope: 1, intercept: 0 } },
    other: { Effusion: { auc: 0.95, slope: 1, intercept: 0 } },
  },
  labels: {},
  fitted: { cases: 10, data: 'made up' },
}

async function readWith(model: ChatModel) {
  const { 'Left Lung': left, 'Right Lung': right, Heart: heart } = healthy.structures
  const agents = await agentsOf(
    [
      findingsModel('sure', { Effusion: 0.9, Edema: 0.1, Mass: 0.9, Pneumothorax: 0.4 }),
      findingsModel('other', { Effusion: 0.8 }),
    ],
    anatomyModel({ 'Left Lung': left, 'Right Lung': right, Heart: heart }),
  )
  const { radiograph, given } = await pictureOf(healthy.image)
  const options = { ...optionsOf(agents, weights), reasoner: chestChatReasoner({ model }) }
  const { reading } = await readRadiograph(radiograph, given, options)
  const finding = (label: string) => reading.findings.find(one => one.label === label)
  return { reading, finding, marked: reading.sentences.filter(({ support }) => support !== 'supported') }
}

suite('a chat model that reasons', () => {
  test('is told what each agent says, where, what it knows and how far to believe it', async () => {
    const { model, asked } = scripted(answer('Pleural Effusion', { 'Pleural Effusion': 0.97 }))
    await readWith(model)
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('- sure: Pneumothorax 0.40, Edema 0.10, Pleural Effusion 0.90')
    expect(asked[0]).toContain('has Mass mainly located in Right Lung area')
    expect(asked[0]).toContain('It can tell only these 1 labels.')
    expect(asked[0]).toContain('- Pleural Effusion: other (0.95) > sure (0.91)')
    expect(asked[0]).toMatch(/- measurements: the cardiothoracic ratio is 0\.\d\d/)
  })

  test('decides labels that tools support, and keeps those that it does not know', async () => {
    const { model } = scripted(
      answer('Effusion, Pneumothorax', { 'Pleural Effusion': 0.97, Pneumothorax: 0.6 }),
    )
    const { finding, marked, reading } = await readWith(model)
    expect(finding('Effusion')).toMatchObject({ state: 'present', probability: 0.97 })
    // The tools leave it uncertain, at 0.4.
    expect(finding('Pneumothorax')).toMatchObject({ state: 'present', probability: 0.6 })
    expect(finding('Pneumothorax')?.artifacts).toContain('heat map Pneumothorax')
    expect(finding('Mass')).toMatchObject({ state: 'present', probability: expect.closeTo(0.9, 6) })
    expect([marked, reading.failures]).toEqual([[], []])
  })

  test('finds nothing that the tools deny or do not know', async () => {
    const { model } = scripted(
      answer('Pleural Effusion, Edema, Fracture', { 'Pleural Effusion': 0.8, Edema: 0.99, Fracture: 0.99 }),
    )
    const { finding, marked } = await readWith(model)
    expect(finding('Edema')).toMatchObject({ state: 'absent', probability: expect.closeTo(0.1, 6) })
    expect(finding('Fracture')).toBeUndefined()
    expect(marked).toEqual([
      {
        section: 'impression',
        text: 'scripted: the patient has Edema.',
        artifacts: ['probability sure Edema'],
        support: 'contradicted',
        why: 'the tools together give it 0.10',
      },
      {
        section: 'impression',
        text: 'scripted: the patient has Fracture.',
        artifacts: [],
        support: 'unsupported',
        why: 'no tool looked for Fracture',
      },
    ])
  })

  test('cannot pass over what the tools find', async () => {
    const { finding, marked } = await readWith(scripted(answer('No Finding', { 'No Finding': 0.9 })).model)
    expect(finding('Effusion')?.state).toBe('uncertain')
    expect(marked).toMatchObject([
      { section: 'diaphragm', why: expect.stringMatching(/^scripted leaves out what the tools give 0\.8/) },
    ])
  })

  test('is asked again once, with what was wrong', async () => {
    const { model, asked } = scripted('<think>hm', answer('Pleural Effusion', { 'Pleural Effusion': 0.97 }))
    const { finding, reading } = await readWith(model)
    expect(asked[1]).toContain('the thinking is never closed')
    expect(finding('Effusion')?.probability).toBe(0.97)
    expect(reading.failures).toEqual([])
  })

  test.each([
    [
      'boxes what it holds for unlikely',
      answer('Edema, Pneumothorax', { Edema: 0.8 }),
      /Pneumothorax is in the box and has the probability 0.05/,
    ],
    [
      'leaves out what it holds for likely',
      answer('Edema', { Edema: 0.8, Pneumonia: 0.7 }),
      /Pneumonia is not in the box and has the probability 0.7/,
    ],
  ])('is asked again where it %s', async (_, first, fault) => {
    const { model, asked } = scripted(first, answer('Pleural Effusion', { 'Pleural Effusion': 0.97 }))
    const { finding } = await readWith(model)
    expect(asked[1]).toMatch(fault)
    expect(finding('Effusion')?.probability).toBe(0.97)
  })

  test.each([
    [
      'apart',
      {
        text: answer('Pleural Effusion', { 'Pleural Effusion': 0.97 }).replace(/<think>.*<\/think>/, ''),
        reasoning: 'Let me see.',
      },
    ],
    [
      'with an opening mark that the template wrote',
      { text: answer('Pleural Effusion', { 'Pleural Effusion': 0.97 }).replace('<think>', '') },
    ],
  ])('may hand over its thinking %s', async (_, reply) => {
    const { model } = scripted('')
    const chat: ChatModel['chat'] = async () => ({
      ...reply,
      toolCalls: [],
      finish: 'stop',
      usage: { requests: 1 },
    })
    const { finding, reading } = await readWith({ ...model, chat })
    expect(reading.failures).toEqual([])
    expect(finding('Effusion')?.probability).toBe(0.97)
  })

  test('is replaced by the built-in reasoner after that, and named', async () => {
    const { model, asked } = scripted(answer('Flu'))
    const { finding, reading } = await readWith(model)
    expect(asked).toHaveLength(2)
    expect(reading.failures).toEqual([
      {
        agent: 'scripted',
        reason: expect.stringMatching(
          /"Flu" in the box is none of the 14 labels.*the built-in reasoner judged$/,
        ),
      },
    ])
    expect(finding('Effusion')?.state).toBe('present')
  })

  test('may fail altogether', async () => {
    const { model } = scripted('')
    const chat = async () => {
      throw new Error('no route to host')
    }
    const { reading } = await readWith({ ...model, chat })
    expect(reading.failures[0]?.reason).toBe('no route to host; the built-in reasoner judged')
  })
})
