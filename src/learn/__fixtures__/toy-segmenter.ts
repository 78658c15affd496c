/** A segmenter whose mask is a known function of its prompts, so that tests can tell what every action gains. */
import { emptyMask, type Mask, maskFromBox } from '../../imaging/index.ts'
import type { Prompt, Segmenter } from '../../models/index.ts'

export type Rule = (prompts: readonly Prompt[], size: { width: number; height: number }) => Mask

export type Toy = Segmenter & {
  /** How many images were opened. */
  opened: () => number
  /** The prompts of the latest session. */
  prompts: () => readonly Prompt[]
}

/** `undoes: false` for a segmenter that cannot take a prompt back. */
export function toySegmenter(rule: Rule, { undoes = true } = {}): Toy {
  let opened = 0
  let latest: Prompt[] = []
  return {
    id: 'toy',
    locality: 'local',
    opened: () => opened,
    prompts: () => latest,
    open: async ({ width, height }) => {
      opened++
      const prompts: Prompt[] = []
      latest = prompts
      const mask = () =>
        prompts.length === 0 ? emptyMask(width, height) : rule(prompts, { width, height })
      return {
        width,
        height,
        prompts: () => prompts,
        add: async prompt => {
          prompts.push(prompt)
          return mask()
        },
        mask,
        ...(undoes && { undo: () => void prompts.pop() }),
        close: () => {},
      }
    },
  }
}

/** The last box, and of each click a square of `side` pixels around it, added or taken away. */
export function painted(side: number): Rule {
  return (prompts, { width, height }) => {
    let mask = emptyMask(width, height)
    for (const prompt of prompts)
      if (prompt.kind === 'box') mask = maskFromBox(prompt.box, width, height)
      else {
        const { x, y } = { x: Math.floor(prompt.at.x), y: Math.floor(prompt.at.y) }
        const half = Math.floor(side / 2)
        for (let j = Math.max(0, y - half); j <= Math.min(height - 1, y + half); j++)
          for (let i = Math.max(0, x - half); i <= Math.min(width - 1, x + half); i++)
            mask.data[j * width + i] = prompt.positive ? 1 : 0
      }
    return mask
  }
}
