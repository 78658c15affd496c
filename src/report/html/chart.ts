/**
 * Drawings with two axes: how well confidence is kept, what selective answering would cost, and curves. The view box
 * is 1,000 by 640; as in `drawing.ts` no text is inside, and the axes stand around it in the page's own type.
 */
import type { ReliabilityBin } from '../statistics/calibration.ts'
import type { CurvePoint } from '../statistics/risk-coverage.ts'
import { type Html, html } from './markup.ts'

const width = 1000
const height = 640
const gap = 6

/** Colours of `style.ts` for lines of several runs; further runs start over. */
const lineColours = 6

/** A bar for each bin of equal width, and a dot with its interval where its mean confidence is: on the diagonal confidence is kept. */
export function reliabilityDiagram(bins: ReliabilityBin[], line: number, label: string): Html {
  return drawing(
    html`<path class="diagonal" d="M0 ${height}L${width} 0"/>${bins.map(bin => binMark(bin, line))}`,
    label,
  )
}

function binMark({ from, to, confidence, score, low, high }: ReliabilityBin, line: number): Html {
  const [left, right, top] = [x(from) + gap / 2, x(to) - gap / 2, y(score)]
  const at = x(confidence)
  const whisker =
    low !== null && high !== null && html`<path class="series whisker" d="M${at} ${y(low)}V${y(high)}"/>`
  return html`<g class="line-${line % lineColours}"><rect class="column" x="${left}" y="${top}" width="${round(right - left)}" height="${round(height - top)}"/>${whisker}<path class="series dot" d="M${at} ${top}h.01"/></g>`
}

export type RiskLine = { curve: CurvePoint[]; line: number }

/** Risk over coverage, one line a run, up to a risk of `limit`; a dot ends each where its answers end. */
export function riskCoverageDrawing(lines: RiskLine[], limit: number, target: number, label: string): Html {
  const risk = (value: number) => y(Math.min(1, value / limit))
  const paths = lines.map(({ curve, line }) => {
    const end = curve.at(-1)
    const path = curve.map(({ coverage, risk: value }) => `${x(coverage)} ${risk(value)}`).join('L')
    return html`<g class="line-${line % lineColours}"><path class="series" d="M${path}"/>${
      end && html`<path class="series dot" d="M${x(end.coverage)} ${risk(end.risk)}h.01"/>`
    }</g>`
  })
  return drawing(html`<path class="diagonal" d="M0 ${risk(target)}H${width}"/>${paths}`, label)
}

/** A round limit that holds the curves; their first tenth, which few answers make, may leave it. */
export function riskLimit(curves: CurvePoint[][]): number {
  const steady = curves.flatMap(curve =>
    curve.filter(({ coverage }, i) => coverage >= 0.1 || i === curve.length - 1),
  )
  const largest = Math.max(0, ...steady.map(({ risk }) => risk))
  return [0.1, 0.2, 0.4, 0.6, 0.8].find(step => step >= largest) ?? 1
}

export type Curve = {
  /** Along both axes 0..1. */
  points: { at: number; value: number; low: number | null; high: number | null }[]
  line: number
}

/** Values with their intervals along an axis, a line for each run. */
export function curveDrawing(curves: Curve[], label: string): Html {
  const paths = curves.map(({ points, line }) => {
    const path = points.map(({ at, value }) => `${x(at)} ${y(value)}`).join('L')
    const marks = points.map(({ at, value, low, high }) => {
      const whisker =
        low !== null &&
        high !== null &&
        html`<path class="series whisker" d="M${x(at)} ${y(low)}V${y(high)}"/>`
      return html`${whisker}<path class="series dot" d="M${x(at)} ${y(value)}h.01"/>`
    })
    return html`<g class="line-${line % lineColours}"><path class="series" d="M${path}"/>${marks}</g>`
  })
  return drawing(html`${paths}`, label)
}

export type Axes = {
  title: Html
  drawing: Html
  /** From bottom to top. */
  up: string[]
  across: string[]
  upName: string
  acrossName: string
  /** Numbers below the drawing, a column each. */
  below?: { name: string; cells: string[] }
}

/** A drawing with its title and axes. */
export function chart({ title, drawing: drawn, up, across, upName, acrossName, below }: Axes): Html {
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<p class="axis-name">${upName}</p>
<div class="frame"><div class="axis up" aria-hidden="true">${up.toReversed().map(text => html`<span>${text}</span>`)}</div>${drawn}
<div></div><div class="axis" aria-hidden="true">${across.map(text => html`<span>${text}</span>`)}</div>
${below && html`<div class="axis-name">${below.name}</div><div class="cells">${below.cells.map(text => html`<span>${text}</span>`)}</div>`}</div>
<p class="axis-name end">${acrossName}</p>
</figure>`
}

/** The stroke of a run's line, for a legend. */
export function swatch(line: number): Html {
  return html`<svg class="swatch line-${line % lineColours}" viewBox="0 0 20 10" aria-hidden="true"><path class="series" d="M1 5H19"/></svg>`
}

function drawing(content: Html, label: string): Html {
  const lines = [0, 0.25, 0.5, 0.75, 1].map(
    share => html`<path class="grid" d="M${x(share)} 0V${height}M0 ${y(share)}H${width}"/>`,
  )
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${lines}${content}</svg>`
}

function x(share: number): number {
  return round(share * width)
}

function y(share: number): number {
  return round((1 - share) * height)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
