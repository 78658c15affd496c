/**
 * The simulated annotator: it knows the reference, draws a box around the target and then clicks into the middle
 * of the largest error, through the same tools and grid as a model. It measures what the loop and the segmenter
 * can reach, and is the expert of forged trajectories.
 */
import { PraxisError, type Random, random, readMedia } from '../../cases/index.ts'
import {
  type Box,
  boundingBox,
  box,
  dice,
  gridOf,
  type Mask,
  type Point,
  readMask,
} from '../../imaging/index.ts'
import { boxToGrid, imageSpan, pointFromGrid, pointToGrid } from '../../tools/index.ts'
import { simulateClick } from '../../verify/index.ts'
import type { SolveContext, Solver } from '../solver.ts'
import { type Call, type Episode, playEpisode } from './episode.ts'

/** A mask this good (Dice) is finished: what is left is finer than references agree on. */
export const goodEnough = 0.98

export type OracleOptions = {
  /** Most boxes and points. */
  actions?: number
  start?: 'box' | 'point'
  /** Each side of the box moves by up to this share of the box's width or height, drawn from the run's seed. */
  jitter?: number
}

export function oracle({ actions = 10, start = 'box', jitter = 0 }: OracleOptions = {}): Solver {
  const solve: Solver['solve'] = (task, context) =>
    playEpisode('oracle', task, context, imageSpan, async episode => {
      const truth = await truthOf(context, episode)
      const span = imageSpan(truth)
      const clicked: Point[] = []
      for (let turn = 0; turn < actions; turn++) {
        const mask = episode.session.mask()
        if (isDone(truth, mask)) break
        const outline = turn === 0 && start === 'box' ? boundingBox(truth) : undefined
        const call = outline
          ? boxCall(jittered(outline, truth, jitter, random(`${context.seed}:${task.caseId}:jitter`)), span)
          : clickCall(truth, mask, clicked, span)
        if (call === undefined) break
        await act(episode, call)
      }
      await act(episode, { tool: 'stop_action', arguments: {} })
      return { stop: 'answered' }
    })
  return { id: 'oracle', solve, seesReference: true, asksNoModel: true }
}

/** Carries out a call and records that it was. */
export async function act(episode: Episode, call: Call): Promise<void> {
  const acted = await episode.act(call)
  episode.observe(acted, acted.ok ? 'done' : acted.error)
}

async function truthOf({ reference }: SolveContext, { image }: Episode): Promise<Mask> {
  if (reference?.format !== 'mask')
    throw new PraxisError('bad-usage', 'the oracle needs a reference mask', 'use data that has one')
  const truth = await readMask(await readMedia(reference.mask))
  if (truth.width !== image.width || truth.height !== image.height)
    throw new PraxisError(
      'media-undecodable',
      `the mask is ${truth.width}×${truth.height} and the image ${image.width}×${image.height}`,
      'give both the same size',
    )
  return truth
}

function isDone(truth: Mask, mask: Mask): boolean {
  return dice(gridOf(truth), gridOf(mask)) >= goodEnough
}

function boxCall(outline: Box, span: Box): Call {
  return { tool: 'add_bbox', arguments: { bbox_2d: boxToGrid(outline, span) } }
}

/** The next click; `clicked` is added to, by where the grid puts the click. */
function clickCall(truth: Mask, mask: Mask, clicked: Point[], span: Box): Call | undefined {
  const click = simulateClick(truth, mask, { clicked })
  if (click === undefined) return undefined
  const point_2d = pointToGrid(click.at, span)
  clicked.push(click.at, pointFromGrid(point_2d, span))
  return {
    tool: 'add_point',
    arguments: { point_2d, point_type: click.positive ? 'positive' : 'negative' },
  }
}

/** Each side moved by up to `share` of the box's extent, on the image and at least a pixel apart. */
export function jittered(
  { x0, y0, x1, y1 }: Box,
  { width, height }: { width: number; height: number },
  share: number,
  stream: Random,
): Box {
  const moved = (side: number, extent: number, most: number) =>
    Math.min(most, Math.max(0, side + (stream.unit() * 2 - 1) * share * extent))
  const [w, h] = [x1 - x0, y1 - y0]
  const left = Math.min(moved(x0, w, width), width - 1)
  const top = Math.min(moved(y0, h, height), height - 1)
  return box(left, top, Math.max(left + 1, moved(x1, w, width)), Math.max(top + 1, moved(y1, h, height)))
}
