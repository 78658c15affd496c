/**
 * The segmentation service of MedSAM-Agent (arXiv 2602.03320, `api_server/segmentation_api.py`): a session holds
 * the image and the logits of the last round, and each call sends one new click or box. A click is a whole pixel,
 * a box its edges. Images travel as 8-bit PNG, because the service reads 8-bit colour.
 */
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { decodeBase64 } from '../../../cases/index.ts'
import { eightBit, encodePng, type Mask, type Raster, readMask } from '../../../imaging/index.ts'
import type { RawAnswer } from '../../http.ts'
import type { Prompt } from '../segmenter.ts'
import { pngSize, readFitting } from './answered-mask.ts'
import { type Caller, malformed, readJson } from './call.ts'
import type { Protocol, RemoteImage } from './service.ts'

const createdSchema = z.object({ session_id: z.string() })
const roundSchema = z.object({ masks: z.array(z.string()).min(1) })

export function medsamAgent(caller: Caller): Protocol {
  return { begin: (image, told, signal) => handOver(caller, image, told, signal) }
}

async function handOver(
  caller: Caller,
  image: Raster,
  told: readonly Prompt[],
  signal: AbortSignal | undefined,
): Promise<RemoteImage> {
  const { get, tell } = caller
  // Named here, so that it can be freed even where the answer to its opening is lost.
  const session = randomUUID()
  const discard = () => tell({ method: 'DELETE', path: `session/${session}` })
  const add = async (prompt: Prompt, within: AbortSignal | undefined): Promise<Mask> => {
    const { path, fields } = messageFor(prompt)
    const form = formOf({ session_id: session, ...fields })
    const answer = await get({ method: 'POST', path, form, maxBytes: maskBytes(image), signal: within })
    return maskIn(caller, answer, image)
  }
  try {
    const png = await encodePng(eightBit(image))
    const form = formOf({ session_id: session })
    form.append('image', new Blob([Uint8Array.from(png)], { type: 'image/png' }), 'image.png')
    const answer = await get({ method: 'POST', path: 'session/create', form, signal })
    const { session_id } = readJson(caller, answer, createdSchema)
    if (session_id !== session) throw malformed(caller.name, 'another session than was asked for')
    for (const prompt of told) await add(prompt, signal)
  } catch (error) {
    discard()
    throw error
  }
  return {
    segment: (prompts, within) => add(prompts.at(-1) ?? prompts[0], within),
    remembers: true,
    discard,
  }
}

function messageFor(prompt: Prompt): { path: string; fields: Record<string, string> } {
  if (prompt.kind === 'box') {
    const { x0, y0, x1, y1 } = prompt.box
    return { path: 'session/add_bbox', fields: { bbox: JSON.stringify([x0, y0, x1, y1]) } }
  }
  const { at, positive } = prompt
  return {
    path: 'session/add_click',
    fields: {
      point_x: String(Math.floor(at.x)),
      point_y: String(Math.floor(at.y)),
      is_positive: String(positive),
    },
  }
}

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

/** A mask that is hardly compressed, as base64, and some words. */
function maskBytes({ width, height }: Raster): number {
  return 65536 + 4 * width * height
}

/** The first mask of a round; the service puts the best one first. */
async function maskIn(caller: Caller, answer: RawAnswer, image: Raster): Promise<Mask> {
  const [text = ''] = readJson(caller, answer, roundSchema).masks
  const png = decodeBase64(text)
  if (png === undefined) throw malformed(caller.name, 'a mask whose base64 is broken')
  return readFitting(caller, () => readMask(png), pngSize(png), image)
}
