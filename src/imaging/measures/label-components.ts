/**
 * Connected components of a grid: voxels that touch by a face, an edge or a corner (26 neighbours in a
 * volume, 8 in a single slice). Runs along x are joined by union-find, so that memory and time follow the
 * number of runs.
 */
import type { MaskGrid } from './grid.ts'

export type Labels = {
  /** 0 where nothing is set, otherwise the component, counted from 1 in reading order. */
  labels: Uint32Array
  /** Voxels of each component; `sizes[0]` is that of component 1. */
  sizes: number[]
}

type Run = { from: number; to: number; parent: number }

export function labelComponents({ size, data }: MaskGrid): Labels {
  const { x: width, y: height, z: depth } = size
  const runs: Run[] = []
  const rows = rowsOfRuns(data, width, height * depth, runs)
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (const [dy, dz] of earlier)
        if (y + dy >= 0 && y + dy < height && z + dz >= 0)
          joinTouching(runs, rows[z * height + y], rows[(z + dz) * height + y + dy])
  return paint(runs, rows, width, data.length)
}

/** The neighbouring rows that come before a row in reading order. */
const earlier = [
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const

/** First and one past the last run of a row. */
type Row = { first: number; end: number }

function rowsOfRuns(data: Uint8Array, width: number, count: number, runs: Run[]): Row[] {
  return Array.from({ length: count }, (_, row) => {
    const first = runs.length
    for (let x = 0; x < width; x++) {
      if (data[row * width + x] !== 1) continue
      const from = x
      while (x < width && data[row * width + x] === 1) x++
      runs.push({ from, to: x, parent: runs.length })
    }
    return { first, end: runs.length }
  })
}

/** Joins runs of two rows that overlap or touch at a corner. Both rows are in order, so one pass is enough. */
function joinTouching(runs: Run[], a: Row | undefined, b: Row | undefined): void {
  if (a === undefined || b === undefined) return
  let [i, j] = [a.first, b.first]
  while (i < a.end && j < b.end) {
    const [own, other] = [runs[i], runs[j]]
    if (own === undefined || other === undefined) return
    if (own.from <= other.to && other.from <= own.to) join(runs, i, j)
    if (own.to < other.to) i++
    else j++
  }
}

function rootOf(runs: Run[], at: number): number {
  let root = at
  for (let run = runs[root]; run !== undefined && run.parent !== root; run = runs[root]) root = run.parent
  for (let run = runs[at]; run !== undefined && run.parent !== root; run = runs[at]) {
    at = run.parent
    run.parent = root
  }
  return root
}

function join(runs: Run[], a: number, b: number): void {
  const [rootA, rootB] = [rootOf(runs, a), rootOf(runs, b)]
  const later = runs[Math.max(rootA, rootB)]
  if (later !== undefined) later.parent = Math.min(rootA, rootB)
}

function paint(runs: Run[], rows: Row[], width: number, voxels: number): Labels {
  const labels = new Uint32Array(voxels)
  const sizes: number[] = []
  const labelOfRoot = new Map<number, number>()
  for (const [row, { first, end }] of rows.entries())
    for (let i = first; i < end; i++) {
      const run = runs[i]
      if (run === undefined) continue
      const root = rootOf(runs, i)
      const label = labelOfRoot.get(root) ?? sizes.push(0)
      labelOfRoot.set(root, label)
      labels.fill(label, row * width + run.from, row * width + run.to)
      sizes[label - 1] = (sizes[label - 1] ?? 0) + run.to - run.from
    }
  return { labels, sizes }
}
