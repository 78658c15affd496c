/** The segmentation service: any segmenter, in the shapes of MedSAM-Agent and MONAI Label, on one port. */
import { Hono } from 'hono'
import { medsamRoutes } from './medsam-agent/routes.ts'
import { authRoutes } from './monai-label/auth.ts'
import { monaiRoutes } from './monai-label/routes.ts'
import { type SegmentServiceOptions, serviceOf, sessionIn } from './service.ts'

export { authPaths } from './monai-label/auth.ts'
export type { SegmentServiceOptions } from './service.ts'

/** The routes, and `close` for the sessions that are left. `token` is for those who log in to get it. */
export function segmentService(options: SegmentServiceOptions & { token?: string | undefined }): {
  routes: Hono
  close: () => void
} {
  const service = serviceOf(options)
  const { sessions } = service
  const routes = new Hono()
  // Both protocols close a session by the same call, and each expects its own answer.
  routes.delete('/session/:id', context => {
    const id = context.req.param('id')
    const session = sessions.peek(sessionIn(service, id))
    sessions.drop(id)
    return context.json({
      session_id: id,
      message: 'Session deleted',
      remaining_sessions: sessions.size(),
      ...(session?.shape === 'monai-label' && { name: id, image: session.name }),
    })
  })
  routes.route('/', medsamRoutes(service))
  routes.route('/', monaiRoutes(service))
  routes.route('/', authRoutes(options.token))
  return { routes, close: sessions.close }
}
