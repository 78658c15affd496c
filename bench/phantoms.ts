/**
 * How fast phantoms are drawn, one after the other on one core. Processor time is counted, so that other programs on
 * the machine hardly matter; the bound beside it is what it takes to write the same pictures as PNG.
 */

import { drawPhantom } from '../src/forge/index.ts'
import { encodePng } from '../src/imaging/index.ts'
import { type Row, runAlone } from './row.ts'

export async function benchPhantoms(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [size, count] of [
    [224, 300],
    [512, 60],
    [1024, 20],
  ] as const) {
    for (let n = 0; n < 20; n++) drawPhantom(`warm ${n}`, { size })
    const images = []
    const drawn = await perSecond(count, n => images.push(drawPhantom(`bench ${n}`, { size }).image))
    const encoded = await perSecond(count, n => encodePng(drawPhantom(`bench ${n}`, { size }).image))
    const encoding = 1 / (1 / encoded - 1 / drawn)
    rows.push({
      what: `phantoms at ${size}², all masks and reports`,
      value: drawn,
      unit: 'images/s',
      ratio: { to: 'PNG encoding by sharp', value: drawn / encoding },
      ...(size === 224 && { target: '≥ 200 images/s' }),
    })
  }
  return rows
}

/** How many calls a second of processor time holds. */
async function perSecond(count: number, call: (n: number) => unknown): Promise<number> {
  const before = process.cpuUsage()
  for (let n = 0; n < count; n++) await call(n)
  const { user, system } = process.cpuUsage(before)
  return (count * 1e6) / (user + system)
}

await runAlone(import.meta.url, benchPhantoms)
