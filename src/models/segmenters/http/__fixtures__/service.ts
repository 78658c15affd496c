/** A hand-written service on a real socket, which answers as a test says and keeps what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { maskFromBox, maskPng, type Mask } from '../../../../imaging/index.ts'

export type Asked = { method: string; path: string; form: FormData; headers: IncomingMessage['headers'] }

/** Undefined where the handler has answered, or never will. */
export type Answer = { status?: number; headers?: Record<string, string>; body?: string | Uint8Array } | undefined

export type Handler = (
  asked: Asked,
  response: ServerResponse,
  request: IncomingMessage,
) => Answer | Promise<Answer>

export type TestService = { url: string; asked: Asked[]; close: () => Promise<void> }

export async function listening(handler: Handler): Promise<TestService> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const type = request.headers['content-type'] ?? ''
    const form = type.startsWith('multipart/')
      ? await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } }).formData()
      : new FormData()
    const one = { method: request.method ?? '', path: request.url ?? '', form, headers: request.headers }
    asked.push(one)
    const answer = await handler(one, response, request)
    if (answer === undefined) return
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function json(value: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(value) }
}

export const health = json({ status: 'healthy', model_loaded: true, model_type: 'medsam2', active_sessions: 0 })

/** A round of MedSAM-Agent's service with this mask. */
export async function round(mask: Mask): Promise<Answer> {
  const png = Buffer.from(await maskPng(mask)).toString('base64')
  return json({ session_id: 's', masks: [png], category_pred: [], round_number: 1, total_clicks: 1, message: '' })
}

/**
 * MedSAM-Agent's service with a segmenter that paints the last box. `instead` may answer a path before it does; what
 * it returns undefined for is answered as usual.
 */
export function painter(instead: Record<string, () => Answer | Promise<Answer> | 'never'> = {}): Handler {
  const size = { width: 20, height: 10 }
  return async ({ method, path, form }) => {
    const fault = await instead[`${method} ${path.replace(/[0-9a-f-]{36}/, 'ID')}`]?.()
    if (fault === 'never') return undefined
    if (fault !== undefined) return fault
    if (path === '/health') return health
    if (path === '/session/create') return json({ session_id: form.get('session_id'), message: '' })
    if (path === '/session/add_bbox') {
      const [x0, y0, x1, y1] = JSON.parse(String(form.get('bbox')))
      return round(maskFromBox({ frame: 'pixel', x0, y0, x1, y1 }, size.width, size.height))
    }
    if (path === '/session/add_click')
      return round(maskFromBox({ frame: 'pixel', x0: 0, y0: 0, x1: 1, y1: 1 }, size.width, size.height))
    return json({ detail: 'Not Found' }, 404)
  }
}
