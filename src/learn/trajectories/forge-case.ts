/** All trajectories of one case: tried, checked, and those that pass made into records like those of a run. */
import { answerOf } from '../../agents/index.ts'
import { type Case, embedMedia, PraxisError, random, readMedia } from '../../cases/index.ts'
import { decode, type Mask, maskArea, maskPng, readMask } from '../../imaging/index.ts'
import type { Segmenter } from '../../models/index.ts'
import { type RunRecord, recordVersion } from '../../runs/index.ts'
import { maskVerifier, noUsage, type Step, type Trace } from '../../verify/index.ts'
import { type Annotation, annotate } from './annotate.ts'
import type { Attempt, Attempts } from './attempts.ts'
import { type Drawing, openBoard } from './board.ts'
import { type Family, families, type Recipe } from './recipe.ts'

export type ForgedCase = { attempts: Attempts; records: RunRecord[] }

/**
 * Everything random comes from the seed, the case and the trajectory's number, so neither order nor company matters.
 * Throws `media-…` or `data-malformed` where there is nothing to segment, and where the segmenter fails.
 */
export async function forgeCase(case_: Case, recipe: Recipe, segmenter: Segmenter): Promise<ForgedCase> {
  const began = performance.now()
  const { image, truth } = await openCase(case_)
  const board = await openBoard(segmenter, image)
  try {
    const attempts: Attempt[] = []
    const records: RunRecord[] = []
    for (const family of families) {
      const seen = new Set<string>()
      for (let number = 0; number < recipe.perFamily; number++) {
        const startedAt = new Date()
        const drawn = await annotate(board, truth, {
          ...recipe,
          family,
          careful: number === 0,
          random: random(`${recipe.seed}:${case_.id}:${family}:${number}`),
        })
        await board.undo(drawn.drawings.length)
        const outcome = judged(drawn, recipe, seen)
        attempts.push({ family, number, outcome, end: drawn.end, iou: drawn.iou, tries: drawn.tries })
        if (outcome === 'accepted') records.push(await recordOf(case_, family, number, drawn, startedAt))
      }
    }
    return { attempts: { case: case_.id, ms: performance.now() - began, attempts }, records }
  } finally {
    board.close()
  }
}

async function openCase({
  id,
  media,
  reference,
}: Case): Promise<{ image: Awaited<ReturnType<typeof decode>>; truth: Mask }> {
  const [medium] = media
  if (medium === undefined || reference?.format !== 'mask')
    throw new PraxisError('data-malformed', 'no image with a mask', 'give both', { caseId: id })
  const image = await decode(await readMedia(medium))
  const truth = await readMask(await readMedia(reference.mask))
  if (maskArea(truth) === 0)
    throw new PraxisError('data-malformed', 'the mask is empty', 'leave the case out', { caseId: id })
  return { image, truth }
}

/** The final filter. `seen` holds the actions of the trajectories before it, and gets its own. */
function judged({ drawings, iou }: Annotation, { minIou }: Recipe, seen: Set<string>): Attempt['outcome'] {
  if (drawings.length === 0) return 'no-start'
  const actions = JSON.stringify(drawings.map(({ action }) => action))
  if (seen.has(actions)) return 'duplicate'
  seen.add(actions)
  return iou < minIou ? 'low-iou' : 'accepted'
}

async function recordOf(
  case_: Case,
  family: Family,
  number: number,
  { drawings }: Annotation,
  startedAt: Date,
): Promise<RunRecord> {
  const own: Case = {
    ...case_,
    id: `${case_.id}/${family}-${number}`,
    tags: { ...case_.tags, family },
  }
  const masks = drawings.map(async ({ mask }) => embedMedia('mask', await maskPng(mask), 'image/png'))
  const trace: Trace = {
    caseId: own.id,
    solver: family,
    steps: stepsOf(drawings),
    answer: answerOf(drawings.at(-1)?.mask, drawings.length),
    outputs: await Promise.all(masks),
    usage: noUsage,
    timing: { startedAt: startedAt.toISOString(), ms: Date.now() - startedAt.getTime(), retries: 0 },
    stop: 'answered',
  }
  return { version: recordVersion, case: own, trace, verdict: await maskVerifier().verify(own, trace) }
}

/** A call and what came of it for each drawing, and the stop. */
function stepsOf(drawings: readonly Drawing[]): Step[] {
  const stop = { action: { name: 'stop_action', arguments: {} }, drawn: undefined } as const
  return [...drawings, stop].flatMap(({ action, drawn }, i): Step[] => {
    const [call, callId, before] = [`s${2 * i}`, `c${i}`, `s${2 * i - 1}`]
    const { name: tool, arguments: args } = action
    return [
      { id: call, ...(i > 0 && { parent: before }), type: 'tool-call', tool, callId, arguments: args },
      {
        id: `s${2 * i + 1}`,
        parent: call,
        type: 'observation',
        callId,
        text: 'done',
        isError: false,
        ...(drawn && { drawn }),
      },
    ]
  })
}
