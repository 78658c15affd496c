import { expect, suite, test } from 'vitest'
import { nativeEpisode, question, textEpisode } from '../__fixtures__/trajectories.ts'
import { trlRow } from './trl.ts'

const picture = (digit: string) => `images/${digit.repeat(64)}.png`
const words = (text: string) => ({ type: 'text', text })

suite('a TRL row', () => {
  test('of an episode has its messages, with a place for each picture', () => {
    expect(trlRow(textEpisode)).toEqual({
      id: 'case-1',
      images_file_names: [picture('1'), picture('2')],
      value: 0.8,
      rewards: { strict: { reward: 0.75, cost: 0.02 } },
      messages: [
        { role: 'system', content: [words('You annotate.')] },
        { role: 'user', content: [{ type: 'image' }, words('Find the <image> of a lung.')] },
        { role: 'assistant', content: [words('<tool_call>{"name":"add_bbox","arguments":{}}</tool_call>')] },
        { role: 'user', content: [{ type: 'image' }, words('What is next?')] },
        {
          role: 'assistant',
          content: [words('<tool_call>{"name":"stop_action","arguments":{}}</tool_call>')],
        },
      ],
    })
  })

  test('of native calls has tool calls, their results and the tools, all JSON that Arrow leaves alone', () => {
    const row = trlRow(nativeEpisode)
    if (!('messages' in row)) throw new Error('no messages')
    expect(row.messages.slice(2)).toEqual([
      {
        role: 'assistant',
        content: [words('A box.')],
        tool_calls: [
          {
            id: 'c0',
            type: 'function',
            function: { name: 'add_bbox', arguments: '{"bbox_2d":[10,20,30,40]}' },
          },
        ],
      },
      { role: 'tool', content: [words('What is next?')], name: 'add_bbox', tool_call_id: 'c0' },
      { role: 'user', content: [{ type: 'image' }, words('What is next?')] },
      {
        role: 'assistant',
        content: [],
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'stop_action', arguments: '{}' } }],
      },
    ])
    expect(JSON.parse(row.tools ?? '')[1]).toEqual({
      type: 'function',
      function: { name: 'stop_action', description: 'Stop.', parameters: { type: 'object', properties: {} } },
    })
  })

  test('of a question is a prompt and its completion', () => {
    expect(trlRow(question)).toEqual({
      id: 'q1',
      images_file_names: [picture('1')],
      value: 1,
      rewards: {},
      prompt: [{ role: 'user', content: [{ type: 'image' }, words('Is it broken?')] }],
      completion: [{ role: 'assistant', content: [words('Answer: yes')] }],
    })
  })
})
