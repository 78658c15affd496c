/** From prompts to a field on the working grid: above 0 inside the mask. */
import type { Prompt } from '../segmenter.ts'
import { boxEvidence, cellAt, clickEvidence, emptyEvidence, type GridClick } from './evidence.ts'
import type { Spread } from './random-walker.ts'
import { type WorkingGrid, workingSide } from './working-grid.ts'

/**
 * How firmly a cell holds to its own odds, against its neighbours, on a full grid. Odds are smoothed over about
 * 1/√trust cells, so it grows as a grid shrinks: a small thing is smoothed over the same share of its window.
 */
const trustInOdds = 0.03
const trustInClicks = 10
/** A box says that the target fills at least this share of it. */
const leastFill = 0.15

export type Field = {
  odds: Float32Array
  clicks: GridClick[]
  x: Float32Array
}

export function startField(grid: WorkingGrid): Field {
  const odds = emptyEvidence(grid)
  return { odds, clicks: [], x: odds.map(() => -1) }
}

/** The field after one more prompt. A box starts anew with what the clicks said kept. */
export function nextField(
  grid: WorkingGrid,
  field: Field,
  prompt: Prompt,
  first: boolean,
  spread: Spread,
): Field {
  if (prompt.kind === 'point') {
    const click = { cell: cellAt(grid, prompt.at), positive: prompt.positive }
    const clicks = [...field.clicks.filter(({ cell }) => cell !== click.cell), click]
    const odds = clickEvidence(grid, field.odds, field.x, click, first)
    return solved(grid, { odds, clicks, x: field.x }, spread)
  }
  const boxed = boxEvidence(grid, prompt.box)
  const next = solved(grid, { odds: boxed, clicks: [], x: boxed.map(value => Math.tanh(value / 2)) }, spread)
  filled(grid, next, prompt)
  let kept = next
  for (const click of field.clicks)
    kept = {
      ...kept,
      odds: clickEvidence(grid, kept.odds, kept.x, click, false),
      clicks: [...kept.clicks, click],
    }
  return field.clicks.length === 0 ? next : solved(grid, kept, spread)
}

function solved(grid: WorkingGrid, { odds, clicks, x }: Field, spread: Spread): Field {
  const target = odds.map(value => Math.tanh(value / 2))
  const scale = Math.max(grid.width, grid.height) / workingSide
  const trust = new Float32Array(odds.length).fill(Math.min(1, trustInOdds / scale ** 2))
  for (const { cell, positive } of clicks) {
    target[cell] = positive ? 1 : -1
    trust[cell] = trustInClicks
  }
  return { odds, clicks, x: spread(grid, target, trust, x) }
}

/** Lifts the field where a box would be left all but empty, so that its likeliest part is the mask. */
function filled(
  { width, height, window }: WorkingGrid,
  { odds, x }: Field,
  { box }: Extract<Prompt, { kind: 'box' }>,
): void {
  const inside: number[] = []
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const px = window.x0 + ((column + 0.5) * (window.x1 - window.x0)) / width
      const py = window.y0 + ((row + 0.5) * (window.y1 - window.y0)) / height
      if (px >= box.x0 && px < box.x1 && py >= box.y0 && py < box.y1)
        inside.push(x[row * width + column] ?? 0)
    }
  if (inside.length === 0) return
  inside.sort((a, b) => b - a)
  const lift = -(inside[Math.floor(leastFill * inside.length)] ?? 0)
  if (lift < 0) return
  for (let i = 0; i < x.length; i++) {
    x[i] = (x[i] ?? 0) + lift + 1e-3
    odds[i] = (odds[i] ?? 0) + 2 * lift
  }
}
