/** Boxes and points that a person gave, in pixels of the image, carried out in their order. */
import type { Prompt } from '../../models/index.ts'
import { imageSpan } from '../../tools/index.ts'
import type { Solver } from '../solver.ts'
import { playEpisode } from './episode.ts'

/** Throws `bad-usage` for a prompt that does not lie on the image. */
export function prompted(prompts: readonly Prompt[]): Solver {
  const solve: Solver['solve'] = (task, context) =>
    playEpisode('prompts', task, context, imageSpan, async episode => {
      for (const prompt of prompts) {
        const drawn = await episode.draw(prompt)
        episode.observe(drawn, drawn.ok ? 'done' : drawn.error)
      }
      return { stop: 'answered' }
    })
  return { id: 'prompts', solve, asksNoModel: true }
}
