/** `POST /infer/{model}`: prompts on an image to a mask. */
import type { Context } from 'hono'
import * as z from 'zod'
import { shownId } from '../../../models/index.ts'
import { type Form, fieldsOf, jsonField, readForm } from '../../host/body.ts'
import { Refused } from '../../host/refusal.ts'
import { type Service, sessionIn } from '../service.ts'
import { openUploaded } from './images.ts'
import { modelName, target } from './info.ts'
import type { NamedImages } from './named-images.ts'
import { type Params, paramsSchema, promptsBySlice } from './params.ts'
import { fileAnswer, labelFile, multipartAnswer, segmentationFile } from './results.ts'
import { closeSlices, drawSlices, type MonaiImage, monaiImage } from './volume.ts'

const formSchema = z.object({ params: jsonField(paramsSchema).optional() })
const outputs = ['image', 'json', 'all', 'dicom_seg'] as const
const querySchema = z.object({
  image: z.string().default(''),
  session_id: z.string().default(''),
  output: z.enum(outputs).default('all'),
})

export async function infer(service: Service, images: NamedImages, context: Context): Promise<Response> {
  const asked = context.req.param('model') ?? ''
  const model = modelName(service.segmenter)
  if (asked !== model) throw new Refused(404, `there is no model ${asked.slice(0, 60)} here; use ${model}`)
  const query = querySchema.safeParse(context.req.query())
  if (!query.success) throw new Refused(422, `output must be one of ${outputs.join(', ')}`)
  const form = await readForm(context)
  const { params = paramsSchema.parse({}) } = fieldsOf(form, formSchema)
  const work = (image: MonaiImage) =>
    answer(service, image, params, query.data.output, context.req.raw.signal)
  return onImage(service, images, query.data, form, work)
}

/** As MONAI Label chooses: a session, else a file that came along, else an image by name. */
async function onImage(
  service: Service,
  images: NamedImages,
  { session_id, image }: { session_id: string; image: string },
  form: Form,
  work: (image: MonaiImage) => Promise<Response>,
): Promise<Response> {
  const { sessions } = service
  const inStore = (key: string) =>
    sessions.use(key, async held => {
      if (held.shape !== 'monai-label') throw new Refused(404, `Session not found: ${key}`)
      held.accessedAt = new Date()
      return work(held)
    })
  if (form.files.label !== undefined)
    throw new Refused(501, 'no model here starts from a label or scribbles; leave label away')
  if (session_id !== '') return inStore(sessionIn(service, session_id))
  const [file] = form.files.file ?? []
  if (file !== undefined) {
    const once = monaiImage(await service.inTurn(() => openUploaded([file])), file.name)
    try {
      return await work(once)
    } finally {
      closeSlices(once)
    }
  }
  if (image === '') throw new Refused(400, 'Neither Image nor File not Session ID input is provided')
  return inStore(await images.key(image))
}

async function answer(
  service: Service,
  image: MonaiImage,
  params: Params,
  output: (typeof outputs)[number],
  signal: AbortSignal,
): Promise<Response> {
  const began = performance.now()
  const labels = await drawSlices(
    service.draw,
    image,
    promptsBySlice(params, image.opened.volume.size),
    signal,
  )
  const drawn = performance.now()
  if (output === 'dicom_seg') {
    const { segmenter, version } = service
    return fileAnswer(
      segmentationFile(image, labels, params.label || target, { name: shownId(segmenter), version }),
    )
  }
  const file = output === 'json' ? undefined : await labelFile(image, labels, params)
  const said = {
    label_names: { [target]: 1 },
    latencies: latencies(drawn - began, performance.now() - drawn),
  }
  if (file === undefined) return Response.json(said)
  return output === 'image' ? fileAnswer(file) : multipartAnswer(said, file)
}

/** In seconds, to hundredths. */
function latencies(inferMs: number, writeMs: number) {
  const seconds = (ms: number) => Math.round(ms / 10) / 100
  return {
    pre: 0,
    infer: seconds(inferMs),
    invert: 0,
    post: 0,
    write: seconds(writeMs),
    total: seconds(inferMs + writeMs),
    transform: null,
  }
}
