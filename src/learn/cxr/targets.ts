/** What a phantom teaches: the truth in the form in which each head is judged. */
import { type FindingLabel, findingLabels, structures } from '../../cases/index.ts'
import type { Phantom } from '../../forge/index.ts'
import type { Mask } from '../../imaging/index.ts'
import { gridSide, maskPoints, type nearPerToken, side, stride } from '../../models/index.ts'

/** 1 for each label that the phantom shows. */
export function labelTarget({ labels, devices }: Phantom): Float32Array {
  return Float32Array.from(findingLabels, label =>
    label === 'Support Devices' ? Number(devices.length > 0) : labels[label],
  )
}

/**
 * For each place and label how surely the finding lies there, 0..1: whole once it covers a quarter of the place's
 * square. `parts` is 1 for tokens and `nearPerToken` for near places, in the order of the windows.
 */
export function placeTarget({ findings, devices }: Phantom, parts: 1 | typeof nearPerToken): Float32Array {
  const step = stride / parts
  const count = findingLabels.length
  const target = new Float32Array(gridSide * gridSide * parts * parts * count)
  const mark = (label: FindingLabel, { data, width }: Mask) => {
    const k = findingLabels.indexOf(label)
    const share = 4 / (step * step)
    for (let i = data.indexOf(1); i >= 0; i = data.indexOf(1, i + 1)) {
      const column = Math.floor((i % width) / step)
      const row = Math.floor(i / width / step)
      const token = Math.floor(row / parts) * gridSide + Math.floor(column / parts)
      const place = token * parts * parts + (row % parts) * parts + (column % parts)
      target[place * count + k] = Math.min(1, (target[place * count + k] ?? 0) + share)
    }
  }
  for (const { label, mask } of findings) mark(label, mask)
  for (const { mask } of devices) mark('Support Devices', mask)
  return target
}

/** What stands for a structure that nobody outlined. */
export const unknown = -1

/** For each token, structure and point of its grid the share of the point's 2 × 2 pixels inside, or `unknown`. */
export function maskTarget(masks: ReadonlyMap<string, Mask>): Float32Array {
  const points = maskPoints
  const target = new Float32Array(gridSide * gridSide * structures.length * points * points)
  for (const [s, name] of structures.entries()) {
    const data = masks.get(name)?.data
    for (let y = 0; y < gridSide * points; y++)
      for (let x = 0; x < gridSide * points; x++) {
        const i = 2 * y * side + 2 * x
        const token = Math.floor(y / points) * gridSide + Math.floor(x / points)
        const at = ((token * structures.length + s) * points + (y % points)) * points + (x % points)
        target[at] =
          data === undefined
            ? unknown
            : ((data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + side] ?? 0) + (data[i + side + 1] ?? 0)) / 4
      }
  }
  return target
}
