/**
 * A MONAI Label server (its REST API, 0.8). The image is uploaded once into a session there, and each request tells
 * all prompts. A grey picture travels as a volume of one slice, since its models for radiology read nothing else; a
 * colour picture as PNG, for those that read pictures. The volume lies along the axes that models turn volumes to
 * (RAS), so that voxel indices stay what they are.
 */
import * as z from 'zod'
import { PraxisError, sniffMediaType } from '../../../cases/index.ts'
import {
  decode,
  eightBit,
  encodePng,
  gzipped,
  type Mask,
  type Raster,
  readNifti,
  sizeText,
  volumeOfRaster,
  writeNifti,
} from '../../../imaging/index.ts'
import type { RawAnswer } from '../../http.ts'
import { ProviderError } from '../../provider-error.ts'
import type { Prompt } from '../segmenter.ts'
import { pngSize, readFitting } from './answered-mask.ts'
import { type Caller, described, malformed, readJson } from './call.ts'
import { type Axes, type ChosenModel, parametersFor } from './monai-model.ts'
import type { Protocol, RemoteImage } from './service.ts'

const sessionSchema = z.object({ session_id: z.string().min(1) })

/** DICOM's axes run against these in x and y. */
const alongRas = [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

export function monaiLabel(caller: Caller, model: ChosenModel): Protocol {
  const begin: Protocol['begin'] = async (image, _told, signal) => {
    const upload = await uploadOf(image)
    const session = await openSession(caller, upload, signal)
    return remoteImage(caller, model, image, upload, session)
  }
  return { begin, refuse: prompt => refuseBox(model, prompt) }
}

type Upload = { file: Blob; name: string; axes: Axes }

async function uploadOf(image: Raster): Promise<Upload> {
  const [bytes, type, name, axes] =
    image.channels === 1
      ? ([await gzipped(writeNifti(volumeOf(image))), 'application/gzip', 'image.nii.gz', 3] as const)
      : ([await encodePng(opaque(eightBit(image))), 'image/png', 'image.png', 2] as const)
  return { file: new Blob([Uint8Array.from(bytes)], { type }), name, axes }
}

/** Its readers take a fourth channel for a picture of another kind. */
function opaque(image: Raster): Raster {
  const { channels, samples } = image
  return channels === 4 ? { ...image, channels: 3, samples: samples.filter((_, i) => i % 4 !== 3) } : image
}

function volumeOf(image: Raster) {
  return { ...volumeOfRaster(image), affine: alongRas, spacing: { x: 1, y: 1, z: 1 } }
}

/** Undefined where the server keeps no sessions (406); the image then goes along with every request. */
async function openSession(
  { ask, accept, ...caller }: Caller,
  { file, name }: Upload,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const form = new FormData()
  form.append('files', file, name)
  const answer = await ask({ method: 'PUT', path: 'session/', form, signal })
  if (answer.status === 406) return undefined
  return readJson({ ask, accept, ...caller }, accept(answer), sessionSchema).session_id
}

function remoteImage(
  caller: Caller,
  model: ChosenModel,
  image: Raster,
  { file, name, axes }: Upload,
  session: string | undefined,
): RemoteImage {
  const segment = async (prompts: readonly Prompt[], signal?: AbortSignal): Promise<Mask> => {
    const form = new FormData()
    const format = { result_extension: '.nii.gz', result_dtype: 'uint8', result_compress: false }
    form.append('params', JSON.stringify({ ...parametersFor(model, prompts, axes), ...format }))
    if (session === undefined) form.append('file', file, name)
    const query = new URLSearchParams({ output: 'all', image: '', ...(session && { session_id: session }) })
    const answer = await caller.get({
      method: 'POST',
      path: `infer/${encodeURIComponent(model.name)}?${query}`,
      form,
      // Voxels of 8 bytes, the most there are, unpacked.
      maxBytes: 65536 + 8 * image.width * image.height,
      signal,
    })
    const bytes = await imageIn(caller, answer)
    return readFitting(caller, () => readLabels(bytes, model.label?.index), pngSize(bytes), image)
  }
  return {
    segment,
    remembers: false,
    discard: () => {
      if (session !== undefined)
        caller.tell({ method: 'DELETE', path: `session/${encodeURIComponent(session)}` })
    },
  }
}

function refuseBox({ name, takesBoxes }: ChosenModel, { kind }: Prompt): void {
  if (takesBoxes || kind !== 'box') return
  throw new ProviderError(
    'provider-rejected',
    `model ${name} of MONAI Label takes points and no boxes`,
    'begin with a point, or choose a model that takes boxes, such as sam_2d',
  )
}

/** The mask file of an answer: a part of it, or all of it. */
async function imageIn(caller: Caller, answer: RawAnswer): Promise<Uint8Array> {
  const type = answer.headers['content-type'] ?? ''
  if (/^multipart\//i.test(type)) {
    const parts = await new Response(Uint8Array.from(answer.body), { headers: { 'content-type': type } })
      .formData()
      .catch(() => {
        throw malformed(caller.name, 'a multipart answer that is broken')
      })
    for (const part of parts.values())
      if (part instanceof Blob) return new Uint8Array(await part.arrayBuffer())
    throw malformed(caller.name, 'an answer without a mask')
  }
  if (/json|html|text/i.test(type))
    throw malformed(caller.name, `${described(answer)} where a mask was expected`)
  return answer.body
}

/** Where a label map has the label, or any at all. */
async function readLabels(bytes: Uint8Array, index: number | undefined): Promise<Mask> {
  const { width, height, labels } = await labelsIn(bytes)
  const data = new Uint8Array(width * height)
  for (let i = 0; i < data.length; i++) {
    const label = labels[i] ?? 0
    if (index === undefined ? label !== 0 : label === index) data[i] = 1
  }
  return { width, height, data }
}

async function labelsIn(
  bytes: Uint8Array,
): Promise<{ width: number; height: number; labels: ArrayLike<number> }> {
  if (sniffMediaType(bytes) === 'image/png') {
    const { width, height, channels, samples } = await decode(bytes)
    return { width, height, labels: channels === 1 ? samples : samples.filter((_, i) => i % channels === 0) }
  }
  const { volume } = await readNifti(bytes)
  const { x, y, z, t } = volume.size
  if (z * t > 1)
    throw new PraxisError('media-undecodable', `it has ${sizeText(volume.size)} voxels`, 'look at the server')
  return { width: x, height: y, labels: volume.samples }
}
