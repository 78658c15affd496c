/**
 * Shapes traced over the pixel grid: each calls `plot` once for every pixel whose centre it covers. Coordinates are in
 * parts of the picture's width, so a shape is the same at any size.
 */

/** x, y and half the width at each point of a curve. */
export type Path = readonly (readonly [x: number, y: number, half: number])[]

/**
 * @param index of the pixel, rows from the top
 * @param radius 0 on the centre line .. 1 at the edge
 * @param share of the amount that the pixel gets: below 1 where the curve is thinner than a pixel
 */
type PlotStroke = (index: number, radius: number, share: number) => void

/** Half the width of the thinnest line that is traced, in pixels. */
const thinnest = 0.75

/**
 * A curve of varying width. Each segment is traced along its longer axis, column by column or row by row, from its
 * first pixel centre up to, not including, the one at its end, so that joints are not painted twice.
 */
export function traceStroke(size: number, path: Path, plot: PlotStroke): void {
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1], path[i]]
    if (a === undefined || b === undefined) continue
    const steep = Math.abs(b[1] - a[1]) > Math.abs(b[0] - a[0])
    const [major, minor] = steep ? ([1, 0] as const) : ([0, 1] as const)
    const [from, to] = a[major] <= b[major] ? [a, b] : [b, a]
    const length = (to[major] - from[major]) * size
    if (length === 0) continue
    const slope = ((to[minor] - from[minor]) * size) / length
    const widening = ((to[2] - from[2]) * size) / length
    const secant = Math.sqrt(1 + slope * slope)
    const start = from[major] * size
    const last = Math.min(size, Math.ceil(to[major] * size - 0.5))
    for (let m = Math.max(0, Math.ceil(start - 0.5)); m < last; m++) {
      const along = m + 0.5 - start
      const centre = from[minor] * size + slope * along
      const half = from[2] * size + widening * along
      const drawn = Math.max(half, thinnest)
      const reach = drawn * secant
      const end = Math.min(size - 1, Math.floor(centre + reach - 0.5))
      for (let n = Math.max(0, Math.ceil(centre - reach - 0.5)); n <= end; n++)
        plot(steep ? m * size + n : n * size + m, Math.abs(n + 0.5 - centre) / reach, half / drawn)
    }
  }
}

export type Ellipse = { x: number; y: number; rx: number; ry: number; angle?: number }

/** All pixels of an ellipse; `square` is the squared relative radius, 0 at the centre .. 1 at the edge. */
export function traceEllipse(
  size: number,
  { x, y, rx, ry, angle = 0 }: Ellipse,
  plot: (index: number, square: number) => void,
): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [wide, high] = [Math.hypot(rx * cos, ry * sin), Math.hypot(rx * sin, ry * cos)]
  const [ax, ay, bx, by] = [cos / rx, sin / rx, -sin / ry, cos / ry]
  const [x0, x1] = pixels(x - wide, x + wide, size)
  const [y0, y1] = pixels(y - high, y + high, size)
  for (let row = y0; row < y1; row++) {
    const dy = (row + 0.5) / size - y
    for (let column = x0; column < x1; column++) {
      const dx = (column + 0.5) / size - x
      const square = (dx * ax + dy * ay) ** 2 + (dx * bx + dy * by) ** 2
      if (square <= 1) plot(row * size + column, square)
    }
  }
}

/** The pixels of a polygon, filled in each row from its first to its last crossing. */
export function tracePolygon(
  size: number,
  points: readonly (readonly [number, number])[],
  plot: (index: number) => void,
): void {
  const ys = points.map(([, y]) => y)
  const [y0, y1] = pixels(Math.min(...ys), Math.max(...ys), size)
  for (let row = y0; row < y1; row++) {
    const y = (row + 0.5) / size
    let from = 1
    let to = 0
    for (let i = 0; i < points.length; i++) {
      const a = points[i]
      const b = points[(i + 1) % points.length]
      if (a === undefined || b === undefined || a[1] < y === b[1] < y) continue
      const x = a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])
      from = Math.min(from, x)
      to = Math.max(to, x)
    }
    const end = Math.min(size, Math.ceil(to * size - 0.5))
    for (let column = Math.max(0, Math.ceil(from * size - 0.5)); column < end; column++)
      plot(row * size + column)
  }
}

/** The half-open range of pixels whose centres lie between two coordinates. */
function pixels(from: number, to: number, size: number): [number, number] {
  return [Math.max(0, Math.ceil(from * size - 0.5)), Math.min(size, Math.ceil(to * size - 0.5))]
}

/** A smooth curve through points (Catmull–Rom), each span cut into `steps`. */
export function smooth(path: Path, steps: number): Path {
  const out: [number, number, number][] = []
  const at = (i: number) => path[Math.max(0, Math.min(path.length - 1, i))] ?? [0, 0, 0]
  for (let i = 0; i + 1 < path.length; i++) {
    const [p, a, b, n] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    const spline = (k: 0 | 1 | 2, u: number) =>
      a[k] +
      0.5 *
        u *
        (b[k] - p[k] + u * (2 * p[k] - 5 * a[k] + 4 * b[k] - n[k] + u * (3 * (a[k] - b[k]) + n[k] - p[k])))
    for (let step = 0; step < steps; step++) {
      const u = step / steps
      out.push([spline(0, u), spline(1, u), Math.max(0, spline(2, u))])
    }
  }
  const last = path.at(-1)
  if (last !== undefined) out.push([...last])
  return out
}
