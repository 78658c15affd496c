/** From the options of `praxis segment` to a mask on disk. What can be refused is refused before any work. */
import { basename } from 'node:path'
import { noModel, type Solver, type Task } from '../../agents/index.ts'
import {
  embedMedia,
  errorCodes,
  type Media,
  messageOf,
  PraxisError,
  type Reference,
  readCard,
  readMedia,
} from '../../cases/index.ts'
import {
  emptyMask,
  encodePng,
  type Mask,
  maskPng,
  type OpenedVolume,
  openMask,
  openVolume,
  readMask,
  type Slice,
  sliceOf,
} from '../../imaging/index.ts'
import {
  type ChatModel,
  createModel,
  createSegmenter,
  refuseUnfit,
  type Segmenter,
  shownId,
} from '../../models/index.ts'
import { manage } from '../../runs/index.ts'
import type { Trace } from '../../verify/index.ts'
import { refuseRemote } from '../judge.ts'
import { openManners } from '../manners.ts'
import type { SegmentOptions } from './segment-options.ts'
import { type SegmentResult, tell } from './tell.ts'
import { whoDraws } from './who-draws.ts'
import { planOutput, writeMask, writeOverlay } from './write-mask.ts'

const unnamedTarget = 'the target'

export async function segmentImage(
  image: string,
  options: SegmentOptions,
): Promise<{ result: SegmentResult; notes: string[] }> {
  const began = performance.now()
  const output = await planOutput(image, options)
  const { solver, model: modelId } = whoDraws(options)
  const opened = await openVolume(image)
  output.refuse(opened)
  const slice = sliceOf(opened, indexOf(options), options.window)
  for (const prompt of options.prompts) refuseUnfit(prompt, slice.raster)
  const truth =
    options.reference === undefined ? undefined : await openMask(options.reference, opened, slice.n)
  const segmenter = await createSegmenter(options.segmenter, { timeoutMs: options.timeout * 1000 })
  const bare = modelId === undefined ? noModel : await createModel(modelId, { seed: 0 })
  await refuseRemoteImage(image, opened, [bare, segmenter], options)

  const parts = { solver, bare, segmenter, slice, truth }
  const trace = await solve(basename(image), parts, options)
  const mask = await lastMask(trace, slice)
  const files = { out: options.out, ...(options.overlay !== undefined && { overlay: options.overlay }) }
  const target = options.target ?? unnamedTarget
  await writeMask(output, {
    opened,
    slice,
    mask,
    target,
    segmenter: shownId(segmenter),
    automatic: modelId !== undefined,
  })
  if (options.overlay !== undefined) await writeOverlay(options.overlay, { slice, mask, trace, truth })
  const result = await tell({
    ...{ image, opened, slice, mask, trace, target, files, truth },
    segmenter: segmenter.id,
    model: modelId,
    totalMs: performance.now() - began,
  })
  return { result, notes: [...opened.notes, ...sliceNotes(slice, options)] }
}

function indexOf({ slice, frame }: SegmentOptions): number | undefined {
  if (slice !== undefined && frame !== undefined && slice !== frame)
    throw new PraxisError('bad-usage', '--slice and --frame name different ones', 'leave one of them away')
  const one = slice ?? frame
  return one === undefined ? undefined : one - 1
}

/** DICOM names patients, whatever lies beside it. */
async function refuseRemoteImage(
  image: string,
  opened: OpenedVolume,
  reached: readonly Pick<ChatModel | Segmenter, 'id' | 'locality'>[],
  { allowRemote = false }: SegmentOptions,
): Promise<void> {
  if (reached.every(({ locality }) => locality === 'local')) return
  const card = await readCard(image)
  const asked = opened.kind === 'dicom' ? { ...card, access: 'private' as const } : card
  for (const one of reached) refuseRemote(one, asked, allowRemote)
}

type Parts = {
  solver: Solver
  bare: ChatModel
  segmenter: Segmenter
  slice: Slice
  truth: Mask | undefined
}

/** The episode. Throws where it did not come to its end: half a mask would pass for a whole one. */
async function solve(
  caseId: string,
  { solver, bare, segmenter, slice, truth }: Parts,
  { target = unnamedTarget, timeout }: SegmentOptions,
): Promise<Trace> {
  const { manners, close } = await openManners(bare, { timeout })
  try {
    const { model } = manage(bare, manners)(caseId)
    const task: Task = {
      caseId,
      question: { text: target, format: 'mask' },
      media: [await mediaOf(slice)],
      prompt: { user: `Segment: ${target}` },
    }
    const trace = await solver.solve(task, {
      model: solver.seesReference ? noModel : model,
      sampling: {},
      signal: new AbortController().signal,
      seed: 0,
      segmenter,
      segmenterMs: manners.timeoutMs,
      ...(solver.seesReference && truth && { reference: await referenceOf(truth) }),
    })
    refuseUnfinished(trace, solver)
    return trace
  } finally {
    close()
  }
}

async function mediaOf({ raster, spacing }: Slice): Promise<Media> {
  const media = embedMedia('image', await encodePng(raster), 'image/png')
  // In place: the bytes are held for this very object.
  return spacing === undefined ? media : Object.assign(media, { spacing })
}

async function referenceOf(truth: Mask): Promise<Reference> {
  return { format: 'mask', mask: embedMedia('mask', await maskPng(truth), 'image/png') }
}

function refuseUnfinished({ stop, error, outputs = [], steps }: Trace, { asksNoModel }: Solver): void {
  if (error !== undefined) {
    const { message } = error
    const cut = message.lastIndexOf('; ')
    const code = errorCodes.find(known => known === error.code) ?? 'provider-unavailable'
    throw new PraxisError(code, message.slice(0, cut), message.slice(cut + 2))
  }
  if (asksNoModel || outputs.length > 0) return
  const said = steps.findLast(step => step.type === 'message' && step.role === 'assistant')
  const words = said?.type === 'message' ? messageOf(said.text, 120) : ''
  throw new PraxisError(
    'provider-empty',
    `the model drew no mask (${stop}); it last said ${JSON.stringify(words)}`,
    'try another model, or draw with --box and --point',
  )
}

/** Empty where nothing was drawn. */
async function lastMask({ outputs = [] }: Trace, { raster }: Slice): Promise<Mask> {
  const last = outputs.at(-1)
  return last === undefined ? emptyMask(raster.width, raster.height) : readMask(await readMedia(last))
}

function sliceNotes({ n, of }: Slice, options: SegmentOptions): string[] {
  if (of === 1 || indexOf(options) !== undefined) return []
  return [`slice ${n + 1} of ${of} is segmented, the middle one; name another with --slice`]
}
