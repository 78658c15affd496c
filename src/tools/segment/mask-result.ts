/** What every tool says about the mask: a sentence for the model, measures for programs, a link and a picture. */
import type { CallToolResult } from '@modelcontextprotocol/server'
import { imageBlock } from '../mcp/results.ts'
import { type Episode, measureMask } from './episode.ts'
import { showView } from './picture.ts'
import type { MaskState } from './schemas.ts'

export const maskUri = 'praxis://segment/{session}/mask-{turn}.png'

export async function maskResult(session: string, episode: Episode): Promise<CallToolResult> {
  const mask = episode.session.mask()
  const turn = episode.masks.length - 1
  const state: MaskState = {
    session,
    turn,
    stopped: episode.tools.stopped(),
    width: mask.width,
    height: mask.height,
    ...measureMask(mask),
    mask: maskUri.replace('{session}', session).replace('{turn}', String(turn)),
  }
  return {
    content: [
      { type: 'text', text: sentence(state) },
      imageBlock(await showView(episode.view, mask), 'image/webp'),
      {
        type: 'resource_link',
        uri: state.mask,
        name: `mask-${turn}.png`,
        description: 'the mask as PNG, 0 and 255, at the size of the image',
        mimeType: 'image/png',
        size: episode.masks[turn]?.byteLength ?? 0,
      },
    ],
    structuredContent: state,
  }
}

function sentence({ turn, stopped, areaPixels, areaFraction, components, bbox_2d }: MaskState): string {
  const turns = `${turn} ${turn === 1 ? 'action' : 'actions'}`
  const next = stopped
    ? 'Finished.'
    : turn === 0
      ? 'Draw a box or click on the target.'
      : 'Correct it with add_point, or call stop_action if it is accurate.'
  if (bbox_2d === null) return `The mask is empty after ${turns}. ${next}`
  const percent = (100 * areaFraction).toFixed(areaFraction < 0.01 ? 2 : 1)
  const parts = components === 1 ? 'one part' : `${components} parts`
  return (
    `After ${turns} the mask (green) has ${areaPixels} pixels, ${percent} % of the image, in ${parts}, ` +
    `within [${bbox_2d.join(', ')}] on the grid. ${next}`
  )
}
