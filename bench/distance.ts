/**
 * Measures of masks: Dice on 512², and HD95 of two masks of 256³ beside SciPy's exact distance transform of
 * the same two masks, where a Python with SciPy is at hand (`PYTHON`, by default `python3`).
 *
 *     node bench/distance.ts
 */
import { spawnSync } from 'node:child_process'
import { dice, gridOf, hd95, type MaskGrid, surfaceDistances } from '../src/imaging/index.ts'
import { type Row, runAlone } from './row.ts'

const side = 256
const rounds = 5

/** An ellipsoid with a wavy surface, about half as wide as the grid. */
function body(shift: number): MaskGrid {
  const data = new Uint8Array(side ** 3)
  for (let z = 0, i = 0; z < side; z++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++, i++) {
        const [u, v, w] = [x - side / 2 - shift, y - side / 2, z - side / 2]
        const wave = 4 * Math.sin(u / 7) * Math.sin(v / 9)
        data[i] = Number(Math.hypot(u / 1.2, v, w / 0.9) < 80 + wave)
      }
  return { size: { x: side, y: side, z: side }, spacing: { x: 1, y: 1, z: 1 }, data }
}

const python = `
import numpy as np, time
from scipy.ndimage import distance_transform_edt as edt
n = ${side}
z, y, x = np.mgrid[0:n, 0:n, 0:n].astype(np.float32)
def body(shift):
    u, v, w = x - n / 2 - shift, y - n / 2, z - n / 2
    return np.sqrt((u / 1.2) ** 2 + v ** 2 + (w / 0.9) ** 2) < 80 + 4 * np.sin(u / 7) * np.sin(v / 9)
a, b = body(0), body(5)
best = 1e9
for _ in range(3):
    t = time.perf_counter()
    edt(~a); edt(~b)
    best = min(best, time.perf_counter() - t)
print(best)
`

export async function distance(): Promise<Row[]> {
  const plane = { width: 512, height: 512 }
  const [p, q] = [0, 1].map(shift =>
    gridOf({
      ...plane,
      data: Uint8Array.from({ length: 512 * 512 }, (_, i) => Number(((i + shift) >> 5) % 3 === 0)),
    }),
  )
  if (p === undefined || q === undefined) return []
  const [a, b] = [body(0), body(5)]
  const scipy = scipySeconds()
  const hd = best(rounds, () => hd95(surfaceDistances(a, b)))
  return [
    { what: 'Dice of 512² masks', value: 1e6 * best(200, () => dice(p, q)), unit: 'µs' },
    {
      what: `HD95 of two ${side}³ masks, one core`,
      value: hd,
      unit: 's',
      target: '< 1.5',
      ...(scipy !== undefined && { ratio: { to: 'two SciPy distance transforms', value: hd / scipy } }),
    },
    ...(scipy === undefined
      ? []
      : [{ what: 'two SciPy distance_transform_edt of the same', value: scipy, unit: 's' }]),
  ]
}

/** Seconds of the quickest of several calls. */
function best(times: number, work: () => number): number {
  let quickest = Number.POSITIVE_INFINITY
  for (let i = 0; i < times; i++) {
    const startedAt = performance.now()
    work()
    quickest = Math.min(quickest, performance.now() - startedAt)
  }
  return quickest / 1000
}

function scipySeconds(): number | undefined {
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', ['-c', python], { encoding: 'utf8' })
  if (status === 0) return Number(stdout)
  console.error('no Python with SciPy here: the ratio is left out')
  return undefined
}

await runAlone(import.meta.url, distance)
