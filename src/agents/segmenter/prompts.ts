/**
 * What a model is told. The parts are those of MedSAM-Agent (arXiv 2602.03320): role and task, how the mask is
 * shown, the tools as JSON in the system text, the form of a call; then a first and a following request. The
 * words are ours. Names the grid outright, which the released prompt leaves to training.
 */
import type { ToolSpec } from '../../models/index.ts'
import { gridMax } from '../../tools/index.ts'

export function systemPrompt(tools: readonly ToolSpec[], native: boolean): string {
  const task = [
    'You are an expert in annotating medical images. The user names a target; you outline it by driving a',
    'segmentation tool. There is no mask at the start: make one with a tool, then correct it until it covers',
    'exactly the target and nothing else. After each action you see the image again with the present mask in',
    'translucent green.',
    `Coordinates are whole numbers from 0 to ${gridMax} over the picture you see: x to the right, y down, origin`,
    'at the top left.',
    'Look at the present mask before you act. In each reply call exactly one of the tools, and no other.',
  ].join(' ')
  if (native) return task
  const signatures = tools.map(({ name, description, inputSchema }) =>
    JSON.stringify({ type: 'function', function: { name, description, parameters: inputSchema } }),
  )
  return [
    task,
    `# Tools\n<tools>\n${signatures.join('\n')}\n</tools>`,
    'Give your call in this form:\n<tool_call>{"name": "the tool", "arguments": {…}}</tool_call>',
  ].join('\n\n')
}

export function firstRequest(target: string): string {
  return `The target is: ${target}. Look at the image and choose your first action.`
}

export const nextRequest =
  'This is the mask after your last action. What is next? If it covers the target well, call stop_action.'

export function faultRequest(error: string): string {
  return `${error} The mask is as it was. What is next?`
}

/** Added to a request whose reply held no call that could be read. */
export const callReminder =
  'Your last reply held no tool call that could be read. Reply with exactly one tool call in the form you were given.'

/** Added where the first action was to stop. */
export const tooEarlyReminder = 'There is no mask yet, so you cannot stop. Choose a tool that makes one.'
