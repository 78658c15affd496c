/**
 * Minimum cut on the working grid (Boykov and Jolly, ICCV 2001), exact, as a peer of the random walker: each cell pays
 * for not being what the evidence says, and each pair of neighbours for being different, the more the more alike they
 * look. Maximum flow by Dinic's algorithm, on whole capacities so that it ends.
 */
import type { Spread } from '../src/models/segmenters/builtin/random-walker.ts'
import type { WorkingGrid } from '../src/models/segmenters/builtin/working-grid.ts'

const whole = 1000
const unbreakable = 1e9

/** `smoothness`: price of a border between two cells that look the same, in odds. */
export function graphCut(smoothness: number): Spread {
  return (grid, target, trust) => {
    const flow = network(grid, smoothness)
    for (let i = 0; i < target.length; i++) {
      const isClick = (trust[i] ?? 0) >= 1
      const value = target[i] ?? 0
      const odds = isClick ? Math.sign(value) * unbreakable : whole * 2 * Math.atanh(0.9999 * value)
      if (odds > 0) flow.connect(flow.source, i, Math.round(odds), 0)
      else flow.connect(i, flow.sink, Math.round(-odds), 0)
    }
    const inside = flow.sourceSide()
    return Float32Array.from(target, (_, i) => (inside[i] === 1 ? 1 : -1))
  }
}

function network({ width, height, right, below }: WorkingGrid, smoothness: number) {
  const cells = width * height
  const flow = maximumFlow(cells + 2, 3 * cells)
  for (let i = 0; i < cells; i++) {
    const [across, down] = [right[i] ?? 0, below[i] ?? 0]
    const price = (likeness: number) => Math.round(whole * smoothness * likeness)
    if (across > 0) flow.connect(i, i + 1, price(across), price(across))
    if (down > 0) flow.connect(i, i + width, price(down), price(down))
  }
  return { ...flow, source: cells, sink: cells + 1 }
}

function maximumFlow(nodes: number, edges: number) {
  const [to, left] = [new Int32Array(2 * edges), new Int32Array(2 * edges)]
  const [next, first] = [new Int32Array(2 * edges).fill(-1), new Int32Array(nodes).fill(-1)]
  const [source, sink] = [nodes - 2, nodes - 1]
  let count = 0
  const arc = (a: number, b: number, capacity: number) => {
    to[count] = b
    left[count] = capacity
    next[count] = first[a] ?? -1
    first[a] = count++
  }
  const connect = (a: number, b: number, there: number, back: number) => {
    arc(a, b, there)
    arc(b, a, back)
  }

  const level = new Int32Array(nodes)
  const queue = new Int32Array(nodes)
  /** Steps from the source along arcs with room left; whether the sink can be reached. */
  const layer = (): boolean => {
    level.fill(-1)
    level[source] = 0
    queue[0] = source
    for (let head = 0, tail = 1; head < tail; head++) {
      const node = queue[head] ?? 0
      for (let e = first[node] ?? -1; e >= 0; e = next[e] ?? -1) {
        const other = to[e] ?? 0
        if ((left[e] ?? 0) === 0 || (level[other] ?? 0) >= 0) continue
        level[other] = (level[node] ?? 0) + 1
        queue[tail++] = other
      }
    }
    return (level[sink] ?? -1) >= 0
  }

  /** Sends as much as fits along shortest ways, without recursion: ways are thousands of cells long. */
  const saturate = () => {
    const current = first.slice()
    const way: number[] = []
    let node = source
    for (;;) {
      if (node === sink) {
        const least = way.reduce((room, e) => Math.min(room, left[e] ?? 0), unbreakable)
        for (const e of way) {
          left[e] = (left[e] ?? 0) - least
          left[e ^ 1] = (left[e ^ 1] ?? 0) + least
        }
        way.length = way.findIndex(e => left[e] === 0)
        node = way.length === 0 ? source : (to[way.at(-1) ?? 0] ?? source)
        continue
      }
      let e = current[node] ?? -1
      while (e >= 0 && !((left[e] ?? 0) > 0 && level[to[e] ?? 0] === (level[node] ?? 0) + 1))
        e = next[e] ?? -1
      current[node] = e
      if (e >= 0) {
        way.push(e)
        node = to[e] ?? source
        continue
      }
      const back = way.pop()
      if (back === undefined) return
      level[node] = -1
      node = to[back ^ 1] ?? source
    }
  }

  const sourceSide = (): Uint8Array => {
    while (layer()) saturate()
    return Uint8Array.from(level, steps => Number(steps >= 0))
  }
  return { connect, sourceSide }
}
