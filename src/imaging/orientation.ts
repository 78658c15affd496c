/**
 * Which way the axes of a voxel grid run in the patient, as letters: `LPS` is a grid whose columns grow to the left,
 * rows to the back (posterior) and slices to the head (superior); the opposites are R, A and I.
 */

export type Orientation = {
  letters: string
  /** Largest angle in degrees between an axis and the direction that its letter names. */
  tilt: number
}

const letters = [
  ['R', 'L'],
  ['A', 'P'],
  ['I', 'S'],
] as const

/** `affine`: voxel index to patient millimetres, 4 × 4, row by row. Each direction is named once. */
export function orientationOf(affine: readonly number[]): Orientation {
  const components = [0, 1, 2].flatMap(axis => {
    const column = [0, 4, 8].map(row => affine[row + axis] ?? 0)
    const length = Math.hypot(...column) || 1
    return column.map((value, direction) => ({ axis, direction, cosine: value / length }))
  })
  const named: { axis: number; letter: string; cosine: number }[] = []
  let left = components.toSorted((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine))
  for (let best = left[0]; best !== undefined; best = left[0]) {
    const { axis, direction, cosine } = best
    const pair = letters[direction]
    if (pair) named.push({ axis, letter: pair[cosine > 0 ? 1 : 0], cosine: Math.abs(cosine) })
    left = left.filter(other => other.axis !== axis && other.direction !== direction)
  }
  const inOrder = named.toSorted((a, b) => a.axis - b.axis)
  const least = Math.min(1, ...inOrder.map(({ cosine }) => cosine))
  return { letters: inOrder.map(({ letter }) => letter).join(''), tilt: (Math.acos(least) * 180) / Math.PI }
}
