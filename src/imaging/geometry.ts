/**
 * Points and boxes on the pixel grid. The frame is part of the value, so that a pixel box cannot pass for
 * one in another frame, in code or in a file. x runs right, y runs down; (0, 0) is the top left corner of
 * the top left pixel, and the centre of that pixel is (0.5, 0.5).
 */
import * as z from 'zod'

export const pointSchema = z.object({ frame: z.literal('pixel'), x: z.number(), y: z.number() })
export type Point = z.infer<typeof pointSchema>

/** Half-open: the pixels with x0 ≤ x < x1 and y0 ≤ y < y1. */
export const boxSchema = z.object({
  frame: z.literal('pixel'),
  x0: z.number(),
  y0: z.number(),
  x1: z.number(),
  y1: z.number(),
})
export type Box = z.infer<typeof boxSchema>

export function point(x: number, y: number): Point {
  return { frame: 'pixel', x, y }
}

export function box(x0: number, y0: number, x1: number, y1: number): Box {
  return { frame: 'pixel', x0, y0, x1, y1 }
}

/** Square pixels; 0 for a box inside out. */
export function boxArea({ x0, y0, x1, y1 }: Box): number {
  return Math.max(0, x1 - x0) * Math.max(0, y1 - y0)
}

/** Intersection over union, 0..1; 0 where both boxes are empty. */
export function boxIou(a: Box, b: Box): number {
  const shared = boxArea(intersection(a, b))
  const union = boxArea(a) + boxArea(b) - shared
  return union === 0 ? 0 : shared / union
}

export function boxesOverlap(a: Box, b: Box): boolean {
  return boxArea(intersection(a, b)) > 0
}

/** Whether the box has an area and lies on a picture of this size. */
export function boxFits({ x0, y0, x1, y1 }: Box, width: number, height: number): boolean {
  return x0 >= 0 && y0 >= 0 && x1 <= width && y1 <= height && x0 < x1 && y0 < y1
}

function intersection(a: Box, b: Box): Box {
  return box(Math.max(a.x0, b.x0), Math.max(a.y0, b.y0), Math.min(a.x1, b.x1), Math.min(a.y1, b.y1))
}
