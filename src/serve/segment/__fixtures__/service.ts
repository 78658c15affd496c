/** The service as a program would reach it, without a socket; and pictures to segment. */
import * as z from 'zod'
import { encodePng, type Raster } from '../../../imaging/index.ts'
import { createSegmenter } from '../../../models/index.ts'
import { openRoots } from '../../../tools/index.ts'
import { type HostOptions, hosted } from '../../host/serve-app.ts'
import { type SegmentServiceOptions, segmentService } from '../index.ts'

const answerSchema = z.looseObject({
  session_id: z.string().optional(),
  masks: z.array(z.string()).optional(),
  detail: z.unknown().optional(),
  objects: z.unknown().optional(),
})

type Options = Partial<SegmentServiceOptions & HostOptions> & { folders?: string[] }

export async function serviceFor({ folders = [], token, ...options }: Options = {}) {
  const log: string[] = []
  const common = { log: (line: string) => log.push(line), token }
  const { routes, close } = segmentService({
    segmenter: await createSegmenter('builtin'),
    roots: await openRoots(folders, 2 ** 20),
    version: '1.2.3',
    ...common,
    ...options,
  })
  const app = hosted(routes, { host: '127.0.0.1', open: ['/auth', '/auth/', '/auth/token'], ...common, ...options })
  const ask = async (method: string, path: string, body?: FormData | string, headers = {}) => {
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: { host: 'localhost', ...headers },
      ...(body !== undefined && { body }),
    })
    return app.fetch(request)
  }
  /** Status and JSON of an answer. */
  const json = async (method: string, path: string, body?: FormData | string, headers = {}) => {
    const answer = await ask(method, path, body, headers)
    return { status: answer.status, ...answerSchema.parse(await answer.json()) }
  }
  return { app, ask, json, close, log }
}

export function formOf(fields: Record<string, unknown>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof File) form.append(name, value)
    else form.append(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return form
}

/** A disc of radius 20 around pixel (50, 40), brighter than what is around it. */
export const disc: Raster = {
  width: 96,
  height: 80,
  channels: 1,
  samples: Uint8Array.from({ length: 96 * 80 }, (_, i) =>
    ((i % 96) - 50) ** 2 + (Math.floor(i / 96) - 40) ** 2 <= 400 ? 180 : 90,
  ),
}

export async function pngFile(image: Raster = disc, name = 'disc.png'): Promise<File> {
  return new File([Uint8Array.from(await encodePng(image))], name, { type: 'image/png' })
}
