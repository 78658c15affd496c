import { expect, suite, test } from 'vitest'
import { nativeEpisode, question, textEpisode } from '../__fixtures__/trajectories.ts'
import { datasetInfo, shareGptRow } from './share-gpt.ts'

const picture = (digit: string) => `images/${digit.repeat(64)}.png`

suite('a ShareGPT row', () => {
  test('of calls in the text has human and gpt in turn, and the tools in the system text alone', () => {
    expect(shareGptRow(textEpisode)).toEqual({
      id: 'case-1',
      conversations: [
        { from: 'human', value: '<image>Find the [image] of a lung.' },
        { from: 'gpt', value: '<tool_call>{"name":"add_bbox","arguments":{}}</tool_call>' },
        { from: 'human', value: '<image>What is next?' },
        { from: 'gpt', value: '<tool_call>{"name":"stop_action","arguments":{}}</tool_call>' },
      ],
      system: 'You annotate.',
      images: [picture('1'), picture('2')],
      value: 0.8,
      rewards: { strict: { reward: 0.75, cost: 0.02 } },
    })
  })

  test('of native calls has function_call and observation, and the tools as JSON text', () => {
    const { conversations, tools, images } = shareGptRow(nativeEpisode)
    expect(conversations).toEqual([
      { from: 'human', value: '<image>Find the [image] of a lung.' },
      { from: 'function_call', value: '{"name":"add_bbox","arguments":{"bbox_2d":[10,20,30,40]}}' },
      { from: 'observation', value: '<image>What is next?' },
      { from: 'function_call', value: '{"name":"stop_action","arguments":{}}' },
    ])
    expect(JSON.parse(tools ?? '')).toEqual([
      {
        name: 'add_bbox',
        description: 'Draw a box.',
        parameters: { type: 'object', properties: { bbox_2d: { type: 'array' } } },
      },
      { name: 'stop_action', description: 'Stop.', parameters: { type: 'object', properties: {} } },
    ])
    expect(images).toHaveLength(2)
  })

  test('of a question has one turn each and an empty system text', () => {
    expect(shareGptRow(question)).toMatchObject({
      conversations: [
        { from: 'human', value: '<image>Is it broken?' },
        { from: 'gpt', value: 'Answer: yes' },
      ],
      system: '',
      images: [picture('1')],
    })
  })

  test.each([textEpisode, nativeEpisode, question])('keeps the rules of the reader', row => {
    const { conversations, images } = shareGptRow(row)
    const [odd, even] = [
      ['human', 'observation'],
      ['gpt', 'function_call'],
    ]
    for (const [i, { from }] of conversations.entries()) expect(i % 2 === 0 ? odd : even).toContain(from)
    expect(conversations.length % 2).toBe(0)
    const tokens = conversations.map(({ value }) => value.split('<image>').length - 1)
    expect(tokens.reduce((sum, n) => sum + n, 0)).toBe(images.length)
  })

  test('is registered with the columns that are there', () => {
    expect(datasetInfo('run.jsonl', { hasTools: true, hasImages: true })).toEqual({
      file_name: 'run.jsonl',
      formatting: 'sharegpt',
      columns: { messages: 'conversations', system: 'system', tools: 'tools', images: 'images' },
    })
    expect(datasetInfo('run.jsonl', { hasTools: false, hasImages: false }).columns).toEqual({
      messages: 'conversations',
      system: 'system',
    })
  })
})
