/**
 * The interval of the calibration error, measured: how often it holds the true error of simulated models.
 * Confidences are uniform from 0.5 to 1; the shape says how often an answer of that confidence is right.
 * The bound is 95 %; 200 simulations have a standard error of 1.5 points.
 *
 *     node bench/calibration.ts
 */
import { random } from '../src/cases/index.ts'
import { calibrationOf } from '../src/report/statistics/calibration.ts'
import { type Row, runAlone } from './row.ts'

const simulations = 200
const cases = 500
const shapes: { name: string; share: (confidence: number) => number }[] = [
  { name: 'kept', share: c => c },
  { name: '3 points too sure', share: c => c - 0.03 },
  { name: '10 points too sure', share: c => c - 0.1 },
  { name: 'always 75 % right', share: () => 0.75 },
]

const { unit } = random('bench calibration')

/** Over the ten bins of equal mass, which split the uniform confidences evenly. */
function trueError(share: (confidence: number) => number): number {
  const gap = (bin: number): number => {
    const points = Array.from({ length: 100 }, (_, i) => 0.5 + (bin + (i + 0.5) / 100) / 20)
    return Math.abs(points.reduce((sum, c) => sum + share(c) - c, 0) / points.length)
  }
  return Array.from({ length: 10 }, (_, bin) => gap(bin)).reduce((sum, own) => sum + own, 0) / 10
}

function coverage({ name, share }: (typeof shapes)[number]): Row[] {
  const truth = trueError(share)
  let held = 0
  let [plain, corrected] = [0, 0]
  for (let s = 0; s < simulations; s++) {
    const forecasts = Array.from({ length: cases }, (_, i) => {
      const confidence = 0.5 + unit() / 2
      return { cluster: `${i}`, confidence, score: Number(unit() < share(confidence)) }
    })
    const ece = calibrationOf(forecasts, s)?.ece
    if (ece?.low == null || ece.high === null || ece.value === null) continue
    held += Number(ece.low <= truth + 1e-9 && truth <= ece.high)
    plain += ece.plain / simulations
    corrected += ece.value / simulations
  }
  const percent = (100 * held) / simulations
  return [
    {
      what: `coverage of ECE, n ${cases}, ${name}`,
      value: percent,
      unit: '%',
      ratio: { to: 'nominal 95 %', value: percent / 95 },
    },
    { what: `  mean plain ECE (truth ${(100 * truth).toFixed(1)})`, value: 100 * plain, unit: 'points' },
    { what: '  mean ECE, noise taken off', value: 100 * corrected, unit: 'points' },
  ]
}

export async function measureCalibration(): Promise<Row[]> {
  return shapes.flatMap(coverage)
}

await runAlone(import.meta.url, measureCalibration)
