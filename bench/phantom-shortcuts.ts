/**
 * Whether labels of phantoms can be read off without looking at anatomy. For each label the area under the ROC curve of
 * statistics that say nothing about anatomy: brightness, contrast, quarters of the picture, noise, the marker, the
 * margins, the view. 0.5 is chance; a statistic that falls with the label is as good as one that rises.
 *
 *     node bench/phantom-shortcuts.ts [--count 1000] [--size 96]
 */
import { parseArgs } from 'node:util'
import { xrvLabels } from '../src/cases/index.ts'
import { drawPhantom, type Phantom } from '../src/forge/index.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, size: { type: 'string', default: '96' } },
})

const statistics: Record<string, (phantom: Phantom) => number> = {
  mean: phantom => mean(phantom, () => true),
  deviation: phantom => {
    const middle = mean(phantom, () => true)
    let sum = 0
    for (const value of phantom.image.samples) sum += (value - middle) ** 2
    return sum
  },
  'left half': phantom => mean(phantom, x => x < 0.5),
  'lower half': phantom => mean(phantom, (_, y) => y > 0.5),
  centre: phantom => mean(phantom, (x, y) => Math.abs(x - 0.5) < 0.2 && Math.abs(y - 0.5) < 0.2),
  black: ({ image }) => {
    let count = 0
    for (const value of image.samples) if (value < 8) count++
    return count
  },
  marker: ({ technique: { marker } }) => (marker === undefined ? 0 : marker.side === 'left' ? 1 : -1),
  'marker height': ({ technique: { marker } }) => marker?.y ?? 0,
  margins: ({ technique }) => technique.margins.reduce((a, b) => a + b),
  exposure: ({ technique }) => technique.exposure,
  view: ({ patient }) => (patient.view === 'AP' ? 1 : 0),
  devices: ({ devices }) => devices.length,
}

const drawn = Array.from({ length: Number(values.count) }, (_, n) => {
  const phantom = drawPhantom(`shortcut ${n}`, { size: Number(values.size) })
  return {
    labels: phantom.labels,
    measured: Object.values(statistics).map(measure => measure(phantom)),
  }
})

console.log(
  `${'AUC over'.padEnd(27)} ${'n'.padStart(5)} ${Object.keys(statistics)
    .map(name => name.padStart(13))
    .join('')}`,
)
for (const label of xrvLabels) {
  const present = drawn.map(({ labels }) => labels[label] === 1)
  const areas = Object.keys(statistics).map((_, i) => {
    const area = areaUnderCurve(
      drawn.map(({ measured }) => measured[i] ?? 0),
      present,
    )
    return Math.max(area, 1 - area)
      .toFixed(2)
      .padStart(13)
  })
  console.log(`${label.padEnd(27)} ${String(present.filter(Boolean).length).padStart(5)} ${areas.join('')}`)
}

function mean({ image, width }: Phantom, inside: (x: number, y: number) => boolean): number {
  let [sum, count] = [0, 0]
  for (const [i, value] of image.samples.entries())
    if (inside((i % width) / width, Math.floor(i / width) / width)) {
      sum += value
      count++
    }
  return sum / count
}

/** Mann–Whitney: the chance that one with the label has the greater value; ties count half. */
function areaUnderCurve(scores: readonly number[], present: readonly boolean[]): number {
  let [wins, pairs] = [0, 0]
  for (const [i, a] of scores.entries())
    if (present[i])
      for (const [j, b] of scores.entries())
        if (!present[j]) {
          wins += a > b ? 1 : a === b ? 0.5 : 0
          pairs++
        }
  return pairs === 0 ? 0.5 : wins / pairs
}
