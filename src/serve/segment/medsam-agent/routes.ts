/**
 * The segmentation service of MedSAM-Agent (arXiv 2602.03320, `api_server/segmentation_api.py`), from any segmenter:
 * the same paths, fields and answers. Deviations, all for bad input: a broken image, box or click is the caller's
 * fault (400) and changes nothing, where the original answers 500 and counts a round; a box is cut to the image;
 * sessions stand idle for an hour, not for a day. Texts are not understood, as by MedSAM2.
 *
 * `/predict_with_state` hands low-resolution logits of SAM to the client, to be sent back with the next prompt. A
 * segmenter here keeps its state in a session, logits or whatever it has (the built-in one has none), so that call is
 * answered with 501 and the way to the sessions.
 */
import { Hono } from 'hono'
import { decode, type Mask, maskPng, type Raster } from '../../../imaging/index.ts'
import { shownId } from '../../../models/index.ts'
import { fieldsOf, fileOf, readForm } from '../../host/body.ts'
import { Refused } from '../../host/refusal.ts'
import { clickAt } from '../prompts.ts'
import { openSession, type Service, sessionIn } from '../service.ts'
import { boxSchema, clickSchema, createSchema, predictSchema, promptsOf, segmentSchema } from './fields.ts'
import { type MedsamSession, newSession, playRound } from './session.ts'

export function medsamRoutes(service: Service): Hono {
  const { segmenter, sessions, version } = service
  const app = new Hono()
  /** Plays a round in a session, and answers with its mask. */
  const round = async (id: string, play: (session: MedsamSession) => Promise<{ mask: Mask; how: string }>) =>
    sessions.use(sessionIn(service, id), async held => {
      if (held.shape !== 'medsam-agent') throw new Refused(404, `Session not found: ${id}`)
      held.accessedAt = new Date()
      const { mask, how } = await play(held)
      return {
        session_id: id,
        masks: [await base64Of(mask)],
        category_pred: [],
        round_number: held.rounds,
        total_clicks: held.clicks.length,
        message: `Segmentation round ${held.rounds} completed${how}`,
      }
    })

  app.get('/', context =>
    context.json({
      message: 'Praxis serves MedSAM-Agent and MONAI Label here. Research use, not a medical device.',
      version,
      model_type: shownId(segmenter),
      endpoints,
    }),
  )
  app.get('/health', context =>
    context.json({
      status: 'healthy',
      model_loaded: true,
      model_type: shownId(segmenter),
      device: segmenter.locality === 'local' ? 'cpu' : 'remote',
      active_sessions: sessions.size(),
      timestamp: new Date().toISOString(),
    }),
  )

  app.post('/session/create', async context => {
    const form = await readForm(context)
    const { session_id } = fieldsOf(form, createSchema)
    const image = await pictureIn(service, fileOf(form, 'image'))
    const make = async () => newSession(await service.draw(image, context.req.raw.signal))
    const { id } = await openSession(service, image.width * image.height, make, session_id)
    return context.json({
      session_id: id,
      message: 'Session created successfully',
      image_size: [image.width, image.height],
    })
  })
  app.post('/session/add_click', async context => {
    const { session_id, point_x, point_y, is_positive } = fieldsOf(await readForm(context), clickSchema)
    return context.json(
      await round(session_id, async session => {
        const click = clickAt(point_x, point_y, is_positive, session.drawing)
        const prompts = [...session.prompts, click]
        const told = [[point_x, point_y, Number(is_positive)]]
        return { mask: await playRound(session, prompts, told, context.req.raw.signal), how: '' }
      }),
    )
  })
  app.post('/session/add_bbox', async context => {
    const { session_id, bbox } = fieldsOf(await readForm(context), boxSchema)
    return context.json(
      await round(session_id, async session => {
        const prompts = [...session.prompts, ...promptsOf({ bbox }, session.drawing)]
        const told = [`bbox:${JSON.stringify(bbox)}`]
        const mask = await playRound(session, prompts, told, context.req.raw.signal)
        return { mask, how: ' (bbox initialization)' }
      }),
    )
  })
  app.post('/session/segment', async context => {
    const { session_id, use_previous_mask, ...given } = fieldsOf(await readForm(context), segmentSchema)
    return context.json(
      await round(session_id, async session => {
        const before = use_previous_mask ? session.prompts : []
        const prompts = [...before, ...promptsOf(given, session.drawing)]
        return { mask: await playRound(session, prompts, [], context.req.raw.signal), how: '' }
      }),
    )
  })

  app.get('/session/:id/status', context => {
    const id = context.req.param('id')
    const session = sessions.peek(id)
    if (session?.shape !== 'medsam-agent') throw new Refused(404, `Session not found: ${id}`)
    return context.json({
      ...standing(id, session),
      clicks_history: session.clicks,
      has_mask: session.rounds > 0,
      image_size: [session.drawing.width, session.drawing.height],
    })
  })
  app.get('/sessions', context => {
    const found = sessions.ids().flatMap(id => {
      const session = sessions.peek(id)
      return session?.shape === 'medsam-agent' ? [standing(id, session)] : []
    })
    return context.json({ total_sessions: found.length, sessions: found })
  })

  app.post('/predict', async context => {
    const form = await readForm(context)
    const given = fieldsOf(form, predictSchema)
    const image = await pictureIn(service, fileOf(form, 'image'))
    const drawing = await service.draw(image, context.req.raw.signal)
    try {
      const mask = await drawing.draw(promptsOf(given, image), context.req.raw.signal)
      return context.json({
        masks: [await base64Of(mask)],
        category_pred: [],
        message: 'Prediction succeeded',
      })
    } finally {
      drawing.close()
    }
  })
  app.post('/predict_with_state', () => {
    throw new Refused(
      501,
      'no logits are handed out here: state is kept in sessions; open one at /session/create',
    )
  })
  return app
}

const endpoints = {
  '/predict': 'POST - an image and prompts to a mask',
  '/session/create': 'POST - open an image',
  '/session/add_click': 'POST - one click more',
  '/session/add_bbox': 'POST - one box more',
  '/session/segment': 'POST - several prompts at once',
  '/session/{session_id}/status': 'GET - what was done in a session',
  '/session/{session_id}': 'DELETE - close a session',
  '/sessions': 'GET - all sessions',
  '/health': 'GET - which segmenter works here',
  '/info/': 'GET - what a MONAI Label client wants to know',
  '/infer/{model}': 'POST - MONAI Label inference',
}

function standing(id: string, { rounds, clicks, createdAt, accessedAt }: MedsamSession) {
  return {
    session_id: id,
    round_number: rounds,
    total_clicks: clicks.length,
    created_at: createdAt.toISOString(),
    last_accessed: accessedAt.toISOString(),
  }
}

async function pictureIn(service: Service, file: File): Promise<Raster> {
  return service.inTurn(async () => decode(new Uint8Array(await file.arrayBuffer())))
}

async function base64Of(mask: Mask): Promise<string> {
  return Buffer.from(await maskPng(mask)).toString('base64')
}
