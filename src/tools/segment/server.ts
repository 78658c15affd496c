/**
 * The segmentation tools over MCP: `open_image`, then `add_bbox` and `add_point` on the 0..999 grid, then
 * `stop_action`; `get_mask` at any time (actions after MedSAM-Agent, arXiv 2602.03320). Every answer about a mask
 * carries its measures, a link to its pixels and a picture of it; pixels travel only when a client reads the link.
 *
 * The server object holds nothing: in the 2026 protocol it may live for one request. Episodes are in the store.
 */
import {
  type CallToolResult,
  McpServer,
  type McpServerFactory,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server'
import { isPraxisError, messageOf, PraxisError } from '../../cases/index.ts'
import { decode, maskPng } from '../../imaging/index.ts'
import { type Segmenter, shownId } from '../../models/index.ts'
import { givenImage } from '../mcp/given-image.ts'
import { answered, imageBlock, toolError } from '../mcp/results.ts'
import type { Roots } from '../mcp/roots.ts'
import type { Log } from '../mcp/serving.ts'
import { type SessionLimits, sessionStore } from '../mcp/session-store.ts'
import { type ToolCard, withCard } from '../mcp/tool-card.ts'
import { type ActionName, actionDescriptions } from './actions.ts'
import { beginEpisode, type Episode } from './episode.ts'
import { maskResult, maskUri } from './mask-result.ts'
import { openInTime } from './open-in-time.ts'
import { showView } from './picture.ts'
import { argumentSchemas, maskStateSchema, openedSchema } from './schemas.ts'

export type SegmentServerOptions = {
  segmenter: Segmenter
  roots: Roots
  version: string
  log: Log
  /** Whether a call may leave out the session and mean the latest: for one client, on stdio. */
  soleClient: boolean
  /** Milliseconds that the segmenter may take to open an image or to answer a prompt. */
  timeoutMs?: number
  /** Weights are pixels. */
  limits?: SessionLimits
}

export const segmentLimits: SessionLimits = { sessions: 16, weight: 64_000_000, idleMs: 30 * 60_000 }
const maxImagePixels = 16_000_000
const maxTurns = 100

const instructions =
  'Segment a target in a medical image. open_image shows it and returns a session; pass that session to every ' +
  'other call. Coordinates are whole numbers on a grid from 0 to 999 over the image, x to the right, y down. ' +
  'Begin with add_bbox around the target or add_point on it, look at the green mask that comes back, correct it ' +
  'with positive and negative points, and call stop_action when it covers the target exactly. Research use, not ' +
  'a medical device.'

/** The factory behind every transport, and `close` for the sessions that are left. */
export function segmentServer(options: SegmentServerOptions): {
  factory: McpServerFactory
  close: () => void
} {
  const { segmenter, roots, version, log, soleClient, timeoutMs = 60_000, limits = segmentLimits } = options
  const store = sessionStore<Episode>(limits, {
    close: ({ session }) => session.close(),
    finished: ({ tools }) => tools.stopped(),
  })
  // Once, since a server may live for one request.
  const tools = definitions(segmenter, version, soleClient)
  let decoding: Promise<unknown> = Promise.resolve()

  const openImage = async (given: string, signal: AbortSignal): Promise<CallToolResult> => {
    // One at a time: a decoded picture is far larger than its file.
    const decoded = decoding.then(async () => decode(await givenImage(given, roots)))
    decoding = decoded.catch(() => {})
    const image = await decoded
    const { width, height } = image
    if (width * height > maxImagePixels)
      throw new PraxisError(
        'media-undecodable',
        `the image has ${width}×${height} pixels, and ${maxImagePixels} are taken at most`,
        'give a smaller one',
      )
    const { id, value } = await store.open(width * height, async () => {
      return beginEpisode(image, await openInTime(segmenter, image, timeoutMs, signal), timeoutMs)
    })
    const text = `Opened as session ${id}: ${width}×${height} pixels, no mask yet. Draw a box or click on the target.`
    return {
      content: [{ type: 'text', text }, imageBlock(await showView(value.view), 'image/webp')],
      structuredContent: { session: id, width, height, idleSeconds: limits.idleMs / 1000 },
    }
  }

  const idOf = (session: string | undefined): string => {
    const id = session ?? store.latest()
    if (id !== undefined) return id
    throw new PraxisError('bad-usage', 'no image is open', 'call open_image first')
  }

  const act = (
    name: ActionName,
    { session, ...args }: { session?: string | undefined },
    signal: AbortSignal,
  ) => {
    const id = idOf(session)
    return store.use(id, async episode => {
      if (signal.aborted) return toolError('The call was cancelled before it began.')
      if (episode.tools.stopped())
        return toolError('The mask was declared finished. See it with get_mask, or open the image again.')
      if (episode.masks.length > maxTurns && name !== 'stop_action')
        return toolError(`${maxTurns} actions are the most for one image. Call stop_action.`)
      try {
        const result = await episode.tools.call(name, args, signal)
        if (!result.ok) return toolError(result.error)
        if (name !== 'stop_action') episode.masks.push(await maskPng(result.mask))
      } catch (error) {
        const unsettled = signal.aborted || (isPraxisError(error) && error.code === 'provider-timeout')
        if (!unsettled) throw error
        // The segmenter may still be at it, and prompts of one session must not overlap.
        store.drop(id)
        return toolError(`${messageOf(error)}. The session is closed; open the image again.`)
      }
      return maskResult(id, episode)
    })
  }

  const factory = (): McpServer => {
    const server = new McpServer(
      { name: 'praxis-segment', title: 'Praxis: segment a medical image', version },
      { instructions, maxToolInputElements: 1000 },
    )
    server.registerTool('open_image', tools.open_image, ({ image }, { mcpReq }) =>
      answered(() => openImage(image, mcpReq.signal), log),
    )
    server.registerTool('add_bbox', tools.add_bbox, (args, { mcpReq }) =>
      answered(async () => act('add_bbox', args, mcpReq.signal), log),
    )
    server.registerTool('add_point', tools.add_point, (args, { mcpReq }) =>
      answered(async () => act('add_point', args, mcpReq.signal), log),
    )
    server.registerTool('stop_action', tools.stop_action, (args, { mcpReq }) =>
      answered(async () => act('stop_action', args, mcpReq.signal), log),
    )
    server.registerTool('get_mask', tools.get_mask, ({ session }) =>
      answered(async () => {
        const id = idOf(session)
        return store.use(id, episode => maskResult(id, episode))
      }, log),
    )
    server.registerResource(
      'mask',
      new ResourceTemplate(maskUri, { list: undefined }),
      {
        description: 'The mask after a turn: grey PNG, 0 and 255, at the size of the image',
        mimeType: 'image/png',
      },
      async (uri, { session, turn }) => {
        const bytes = store.peek(String(session))?.masks[Number(turn)]
        if (bytes === undefined) throw new ResourceNotFoundError(uri.href)
        return {
          contents: [{ uri: uri.href, mimeType: 'image/png', blob: Buffer.from(bytes).toString('base64') }],
        }
      },
    )
    return server
  }
  return { factory, close: store.close }
}

function definitions(segmenter: Segmenter, version: string, soleClient: boolean) {
  const schemas = argumentSchemas(!soleClient)
  const card: ToolCard = {
    intendedUse: 'Segmenting a target that the caller points at in one medical image, by a caller who looks.',
    source: `the segmenter ${shownId(segmenter)}`,
    limits:
      'It follows the prompts and knows no anatomy: a mask is no finding. Research use, not a medical device.',
    version,
  }
  const action = <N extends ActionName>(name: N) =>
    withCard(
      name,
      {
        description: actionDescriptions[name],
        inputSchema: schemas[name],
        outputSchema: maskStateSchema,
        annotations: { destructiveHint: false, openWorldHint: false },
      },
      card,
    )
  return {
    open_image: withCard(
      'open_image',
      {
        description: 'Open an image and show it. Begins an episode: returns the session for the other tools.',
        inputSchema: schemas.open_image,
        outputSchema: openedSchema,
        annotations: { destructiveHint: false, openWorldHint: false },
      },
      card,
    ),
    add_bbox: action('add_bbox'),
    add_point: action('add_point'),
    stop_action: action('stop_action'),
    get_mask: withCard(
      'get_mask',
      {
        description: 'The mask as it is now, with measures, a link to its pixels and a picture of it.',
        inputSchema: schemas.get_mask,
        outputSchema: maskStateSchema,
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
      card,
    ),
  }
}
