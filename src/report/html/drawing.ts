/**
 * Small drawings in SVG. Units of the view box: 1,000 wide. No text inside, so they scale freely; numbers
 * stand beside them in the page's own type.
 */
import type { Bounds } from '../bounds.ts'
import { type Html, html } from './markup.ts'

const width = 1000

export type Mark = {
  value: number | null
  low: number | null
  high: number | null
  first: boolean
  bounds?: Bounds
}

type Scale = { from: number; to: number; grid: number[] }

/** From the lowest to the highest value that can be, with a line at each quarter of the way. */
export function scaleOf([from, to]: readonly [low: number, high: number] = [0, 1]): Scale {
  return { from, to, grid: [0, 0.25, 0.5, 0.75, 1].map(share => from + share * (to - from)) }
}

export const shares: Scale = scaleOf()

/** A scale about zero that holds every given end, with round limits. */
export function aboutZero(ends: (number | null)[]): Scale {
  const largest = Math.max(0.02, ...ends.map(end => Math.abs(end ?? 0)))
  const limit = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1].find(step => step >= largest) ?? largest
  return { from: -limit, to: limit, grid: [-limit, -limit / 2, 0, limit / 2, limit] }
}

/** The scale without lines of its own, for a table cell that has them. */
export function bare(scale: Scale): Scale {
  return { ...scale, grid: [] }
}

/** Estimates with their intervals, one below the other. The page sets the width, `lineHeight` the pixels of each. */
export function intervals(marks: Mark[], scale: Scale, label: string, lineHeight = 14): Html {
  const height = marks.length * lineHeight
  const x = (value: number) =>
    round(14 + ((clamp(value, scale) - scale.from) / (scale.to - scale.from)) * (width - 28))
  return html`<svg class="marks" viewBox="0 0 ${width} ${height}" height="${height}" preserveAspectRatio="none" role="img" aria-label="${label}">${scale.grid.map(
    at => html`<path class="grid" d="M${x(at)} 0V${height}"/>`,
  )}${marks.map((mark, i) => drawMark(mark, x, lineHeight * (i + 0.5), lineHeight))}</svg>`
}

/** Widths of strokes are in screen pixels whatever the page's width, so a dot is a stroke of no length. */
function drawMark(
  { value, low, high, first, bounds }: Mark,
  x: (value: number) => number,
  y: number,
  lineHeight: number,
): Html {
  const kind = first ? 'first ' : ''
  const band =
    bounds !== undefined && bounds.low !== null && bounds.high !== null && bounds.low < bounds.high
      ? html`<rect class="bounds" x="${x(bounds.low)}" width="${round(x(bounds.high) - x(bounds.low))}" y="${y - lineHeight / 2 + 1}" height="${lineHeight - 2}"/>`
      : undefined
  const whisker =
    low !== null && high !== null
      ? html`<path class="${kind}whisker" d="M${x(low)} ${y}H${x(high)}"/>`
      : undefined
  const at = value === null ? undefined : `M${x(value)} ${y}h.01`
  const dot =
    at !== undefined && html`<path class="${kind}dot" d="${at}"/><path class="${kind}heart" d="${at}"/>`
  return html`${band}${whisker}${dot}`
}

/** Parts of a whole side by side; `className` sets the colour. */
export function stackedBar(
  parts: { count: number; className: string; title: string }[],
  label: string,
): Html {
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  let at = 0
  const pieces = parts.map(({ count, className, title }) => {
    const from = at
    at += (count / total) * width
    // A hairline of paper between neighbours; a part of any size stays visible.
    return html`<rect class="${className}" x="${round(from)}" width="${round(Math.max(1.5, at - from - 2))}" y="0" height="30"><title>${title}</title></rect>`
  })
  return html`<svg viewBox="0 0 ${width} 30" preserveAspectRatio="none" role="img" aria-label="${label}">${pieces}</svg>`
}

function clamp(value: number, { from, to }: Scale): number {
  return Math.min(to, Math.max(from, value))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
