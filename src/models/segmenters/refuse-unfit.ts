import { PraxisError } from '../../cases/index.ts'
import { boxFits } from '../../imaging/index.ts'
import type { Prompt } from './segmenter.ts'

/** Throws `bad-usage` for a box without area or off an image of this size, or a point off it. */
export function refuseUnfit(prompt: Prompt, { width, height }: { width: number; height: number }): void {
  if (prompt.kind === 'box') {
    const { x0, y0, x1, y1 } = prompt.box
    if (!boxFits(prompt.box, width, height))
      throw new PraxisError(
        'bad-usage',
        `the box ${x0},${y0},${x1},${y1} has no area or leaves the ${width}×${height} image`,
        'give x1,y1,x2,y2 in pixels, the upper left corner first',
      )
    return
  }
  const { x, y } = prompt.at
  if (!(x >= 0 && y >= 0 && x < width && y < height))
    throw new PraxisError(
      'bad-usage',
      `the point ${x},${y} is not on the ${width}×${height} image`,
      'give x,y in pixels',
    )
}
