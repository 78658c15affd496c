/**
 * The REST API of MONAI Label (0.8) for one interactive 2-D model, from any segmenter, so that its Python client and
 * its plugins for 3D Slicer and OHIF can be used. Volumes are segmented slice by slice, where prompts are.
 *
 * Images are uploaded into sessions or named below the roots. Labels are not kept and nothing is learned here: those
 * parts answer 501 and say so. Uploads under a name live as long as sessions, and never touch the disk of the roots.
 */
import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { Hono } from 'hono'
import { fileOf, readForm } from '../../host/body.ts'
import { Refused } from '../../host/refusal.ts'
import { openSession, type Service, sessionIn } from '../service.ts'
import { listImages, locateImage, openUploaded } from './images.ts'
import { infer } from './infer.ts'
import { infoOf, statusOf } from './info.ts'
import { namedImages, uploadKey } from './named-images.ts'
import { type MonaiImage, monaiImage, voxelsOf } from './volume.ts'

export function monaiRoutes(service: Service): Hono {
  const { sessions, segmenter, version, roots, limits } = service
  const images = namedImages(service)
  const app = new Hono()

  app.get('/info', async context =>
    context.json(infoOf(segmenter, version, (await listImages(roots)).length)),
  )
  app.post('/infer/:model', context => infer(service, images, context))

  app.put('/session', async context => {
    const form = await readForm(context)
    const files = form.files.files ?? []
    const [first] = files
    if (first === undefined) throw new Refused(404, 'Image(s) Not Found')
    if (context.req.query('uncompress') === 'true')
      throw new Refused(501, 'archives are not unpacked here; send the files one by one')
    const image = await uploaded(files)
    const { id } = await openSession(service, voxelsOf(image), async () => image)
    return context.json({ session_id: id, session_info: sessionInfo(id, image) })
  })
  app.get('/session/:id', context => {
    const id = context.req.param('id')
    if (context.req.query('image') === 'true')
      throw new Refused(501, 'uploaded files are not kept; only their voxels are')
    const session = sessions.peek(sessionIn(service, id))
    if (session?.shape !== 'monai-label') throw new Refused(404, `Session not found: ${id}`)
    return context.json(sessionInfo(id, session))
  })

  app.get('/datastore', async context => {
    const names = await listImages(roots)
    switch (context.req.query('output')) {
      case 'train':
        return context.json([])
      case 'all':
        return context.json({
          name: 'praxis',
          description: 'images below the roots',
          images_dir: '.',
          labels_dir: 'labels',
          objects: Object.fromEntries(
            names.map(name => [name, { image: { ext: '', info: {} }, labels: {} }]),
          ),
        })
      default:
        return context.json(statusOf(names.length))
    }
  })
  for (const path of ['/datastore', '/datastore/image'] as const) {
    app.put(path, async context => {
      const file = fileOf(await readForm(context), 'file')
      const name = context.req.query('image') || basename(file.name)
      const image = await uploaded([file])
      await openSession(service, voxelsOf(image), async () => image, uploadKey(name))
      return context.json({ image: name })
    })
    app.delete(path, context => {
      const id = context.req.query('id') ?? ''
      if (sessions.peek(uploadKey(id)) === undefined)
        throw new Refused(404, 'only images that were uploaded here can be removed')
      sessions.drop(uploadKey(id))
      return context.json({})
    })
  }
  app.get('/datastore/image', async context => {
    const { path, isFile } = await locateImage(roots, context.req.query('image') ?? '')
    if (!isFile) throw new Refused(404, 'Image NOT Found: it is a folder')
    // Read as it is sent, so that a large file takes no memory.
    const body = await openAsBlob(path)
    return new Response(body, {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(body.size),
        'content-disposition': `attachment; filename="${basename(path).replaceAll('"', '')}"`,
      },
    })
  })
  app.get('/datastore/image/info', async context => {
    await locateImage(roots, context.req.query('image') ?? '')
    return context.json({})
  })
  for (const [path, why] of Object.entries(notDone))
    app.all(path, () => {
      throw new Refused(501, why)
    })
  return app

  async function uploaded(files: readonly File[]): Promise<MonaiImage> {
    const [first] = files
    const opened = await service.inTurn(() => openUploaded(files))
    return monaiImage(opened, first === undefined ? '' : basename(first.name))
  }
  function sessionInfo(id: string, { name, createdAt, accessedAt }: MonaiImage) {
    return {
      name: id,
      path: '',
      image: name,
      meta: {},
      create_ts: Math.floor(createdAt.getTime() / 1000),
      last_access_ts: Math.floor(accessedAt.getTime() / 1000),
      expiry: limits.idleMs / 1000,
    }
  }
}

const notDone = {
  '/datastore/label/:rest?': 'labels are not kept here; save them in your viewer',
  '/datastore/dataset': 'no data set is packed here; copy the folder',
  '/activelearning/:strategy': 'no sample is chosen here; name an image',
  '/train/:model?': 'nothing is trained here',
  '/batch/infer/:model': 'nothing is inferred in batches here; send one image after the other',
  '/infer/wsi/:model': 'whole-slide images are not read here',
  '/infer/wsi_v2/:model': 'whole-slide images are not read here',
  '/scoring/:method': 'nothing is scored here; use praxis run segment',
  '/model/:model': 'there are no weights to fetch',
  '/proxy/*': 'no DICOM server is behind this one',
}
