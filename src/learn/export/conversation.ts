/**
 * The conversation of a record: of an episode with tools as `agents` retells it, of any other trace its question and
 * first answer. Runs keep the hash of what a model saw, not the bytes, so pictures are made again from the media of
 * the run, in the way they were made then; one that comes out otherwise, as with another version of the encoder, is
 * counted.
 */
import {
  type Exchange,
  exchangesOf,
  firstRequest,
  showMask,
  shownSide,
  systemPrompt,
  type Task,
  toolsOf,
} from '../../agents/index.ts'
import { hashBytes, PraxisError, readMedia } from '../../cases/index.ts'
import { decode, type Raster, readMask } from '../../imaging/index.ts'
import { type ImagePart, prepareImage, type ToolSpec } from '../../models/index.ts'
import type { RunRecord } from '../../runs/index.ts'
import { type SentMedia, withoutForks } from '../../verify/index.ts'
import type { CallStyle, ImageContent, Message } from './trajectory.ts'

export type Picture = {
  content: ImageContent
  bytes: Uint8Array
  /** The bytes are not those that were sent. */
  redrawn: boolean
}

export type Conversation = {
  messages: Message[]
  tools: readonly ToolSpec[]
  /** What the messages show, in order. */
  pictures: Picture[]
  /** Calls that the tools refused. */
  refused: number
}

/**
 * Of an episode with tools. `style` is how calls are to be written, `recorded` how they were. Throws `media-…` where
 * the media of the record cannot be read.
 */
export async function episodeConversation(
  { case: case_, trace }: RunRecord,
  style: CallStyle,
  recorded: CallStyle,
): Promise<Conversation> {
  const medium = case_.media.find(({ kind }) => kind === 'image')
  if (medium === undefined) throw missing('the record has no image', case_.id)
  const image = await decode(await readMedia(medium))
  const exchanges = exchangesOf(trace, case_.question.text, image)
  const tools = toolsOf(trace.solver)
  const said = trace.steps.find(step => step.type === 'message' && step.role === 'system')
  const kept = style === recorded && said?.type === 'message' ? said.text : undefined
  const messages: Message[] = [systemMessage(kept ?? systemPrompt(tools, style === 'native'))]
  const pictures: Picture[] = []
  const ask = async (request: string, shown: Exchange['picture']): Promise<void> => {
    const picture = shown && (await drawnPicture(image, shown))
    if (picture) pictures.push(picture)
    messages.push({ role: 'user', content: [...(picture ? [picture.content] : []), text(request)] })
  }
  for (const [i, exchange] of exchanges.entries()) {
    await ask(exchange.request, exchange.picture)
    messages.push(...replyOf(exchange, exchanges[i + 1]?.request, style))
  }
  // An episode without a single action still has its question.
  if (exchanges.length === 0) await ask(firstRequest(case_.question.text), {})
  return { messages, tools, pictures, refused: exchanges.filter(({ refused }) => refused).length }
}

/** Of a question and its answer. `task` is the case as it was posed, which has the images that were sent. */
export async function answerConversation({ trace }: RunRecord, task: Task): Promise<Conversation> {
  const images = task.media.filter(({ kind }) => kind === 'image')
  const prepared = await Promise.all(images.map(async one => prepareImage(one, await readMedia(one))))
  const messages: Message[] = []
  const pictures: Picture[] = []
  for (const step of withoutForks(trace).steps) {
    if (step.type !== 'message') continue
    if (step.role === 'system') messages.push(systemMessage(step.text))
    if (step.role === 'assistant') messages.push({ role: 'assistant', content: [text(step.text)] })
    if (step.role !== 'user') continue
    const shown = (step.media ?? []).map((sent, i) => sentPicture(sent, prepared, i, task.caseId))
    pictures.push(...shown)
    messages.push({ role: 'user', content: [...shown.map(({ content }) => content), text(step.text)] })
  }
  return { messages, tools: [], pictures, refused: 0 }
}

/** The answer, and for a native call its result, which the agent hears as the request that follows. */
function replyOf({ said = '', call }: Exchange, next: string | undefined, style: CallStyle): Message[] {
  const { callId, tool, arguments: args } = call
  const at = said.indexOf('<tool_call>')
  const prose = (at < 0 ? said : said.slice(0, at)).trim()
  if (style === 'text') {
    const written = `<tool_call>${JSON.stringify({ name: tool, arguments: args })}</tool_call>`
    return [{ role: 'assistant', content: [text(at < 0 ? `${prose}\n${written}`.trim() : said)] }]
  }
  return [
    {
      role: 'assistant',
      content: prose === '' ? [] : [text(prose)],
      calls: [{ id: callId, tool, arguments: args }],
    },
    ...(next === undefined ? [] : [{ role: 'tool' as const, callId, tool, content: [text(next)] }]),
  ]
}

/** The image as the agent sees it, with a mask where there is one. */
async function drawnPicture(
  image: Raster,
  { mask, sent }: NonNullable<Exchange['picture']>,
): Promise<Picture> {
  const bytes = await showMask(image, mask && (await readMask(await readMedia(mask))))
  return pictureOf(bytes, { mediaType: 'image/png', width: shownSide, height: shownSide }, sent)
}

/** The image that was sent, by its hash; where none has it, the one in its place. */
function sentPicture(
  sent: SentMedia,
  prepared: readonly ImagePart[],
  place: number,
  caseId: string,
): Picture {
  const image = prepared.find(one => one.sent.sha256 === sent.sha256) ?? prepared[place]
  if (image === undefined) throw missing('an image that was sent cannot be made again', caseId)
  return pictureOf(image.bytes, image.sent, sent)
}

function pictureOf(
  bytes: Uint8Array,
  { mediaType, width, height }: Pick<SentMedia, 'mediaType' | 'width' | 'height'>,
  sent: SentMedia | undefined,
): Picture {
  const sha256 = hashBytes(bytes)
  const uri = `images/${sha256}.${mediaType.replace(/^image\//, '').replace('jpeg', 'jpg')}`
  const size = { ...(width && { width }), ...(height && { height }) }
  return {
    bytes,
    content: { type: 'image', sha256, uri, mediaType, ...size },
    redrawn: sent !== undefined && sent.sha256 !== sha256,
  }
}

function missing(what: string, caseId: string): PraxisError {
  return new PraxisError('media-missing', what, 'leave it out', { caseId })
}

function systemMessage(words: string): Message {
  return { role: 'system', content: [text(words)] }
}

function text(words: string): { type: 'text'; text: string } {
  return { type: 'text', text: words }
}
