/** A segmenter that paints what it is told: the box, then discs of 5 pixels added or taken away. For tests of the loop. */
import { emptyMask, type Mask, maskFromBox } from '../../../imaging/index.ts'
import type { Prompt, Segmenter } from '../../../models/index.ts'

export const painter: Segmenter = {
  id: 'painter',
  locality: 'local',
  open: async ({ width, height }) => {
    const prompts: Prompt[] = []
    let mask = emptyMask(width, height)
    return {
      width,
      height,
      prompts: () => prompts,
      add: async prompt => {
        prompts.push(prompt)
        mask = prompt.kind === 'box' ? maskFromBox(prompt.box, width, height) : dab(mask, prompt)
        return mask
      },
      mask: () => mask,
      close: () => {},
    }
  },
}

function dab({ width, height, data }: Mask, { at, positive }: Prompt & { kind: 'point' }): Mask {
  const painted = Uint8Array.from(data)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (Math.hypot(x + 0.5 - at.x, y + 0.5 - at.y) <= 5) painted[y * width + x] = positive ? 1 : 0
  return { width, height, data: painted }
}
