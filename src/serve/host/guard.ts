/**
 * Who may ask. On a loopback address the Host header must name one (against DNS rebinding). A page in a browser is
 * answered where its origin is on this machine or was allowed. Where there is a token, it must come along. All that
 * is decided before a byte of the body is read.
 */
import type { MiddlewareHandler } from 'hono'
import { isLoopback } from '../../models/index.ts'
import { bears } from '../../tools/index.ts'
import { refusal } from './refusal.ts'

export type GuardOptions = {
  /** The address that the server is bound to. */
  host: string
  token?: string | undefined
  /** Origins of pages elsewhere that may ask, such as `https://viewer.example`. */
  origins?: readonly string[]
  /** Paths that need no token, such as the one where it is asked for. */
  open?: readonly string[]
}

export function guard({ host, token, origins = [], open = [] }: GuardOptions): MiddlewareHandler {
  const localOnly = isLoopback(bracketed(host))
  return async (context, next) => {
    const { req } = context
    if (localOnly && !isLoopback(hostnameOf(`http://${req.header('host')}`)))
      return refusal(403, 'the Host header names another machine; ask 127.0.0.1 or localhost')
    const origin = req.header('origin')
    if (origin !== undefined && !isLoopback(hostnameOf(origin)) && !origins.includes(origin))
      return refusal(403, `pages of ${origin.slice(0, 100)} may not ask; allow it with --origin`)
    if (req.method === 'OPTIONS') return forPage(preflight(), origin)
    if (token !== undefined && !open.includes(req.path) && !bears(req.header('authorization'), token))
      return forPage(refusal(401, unauthorised, { 'www-authenticate': 'Bearer' }), origin)
    await next()
    forPage(context.res, origin)
    return context.res
  }
}

const unauthorised = 'Not authenticated; send "Authorization: Bearer TOKEN"'

/** As in a URL. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function hostnameOf(url: string): string {
  return URL.parse(url)?.hostname ?? ''
}

/** The answer to a browser that asks whether it may ask (Fetch standard, CORS preflight). */
function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': '600',
    },
  })
}

/** Lets the page that asked read the answer. */
function forPage(response: Response, origin: string | undefined): Response {
  if (origin === undefined) return response
  response.headers.set('access-control-allow-origin', origin)
  response.headers.append('vary', 'Origin')
  return response
}
