/**
 * Which method turns evidence into a mask best: the choice behind `--segmenter builtin`. The same annotator (a box,
 * then clicks into the middle of the largest error) draws with a random walker, a graph cut, geodesic distances and
 * the odds alone. Evidence, working grid and prompts are shared, so that only the method differs. Each method has one
 * constant; it was chosen on the drawn shapes of the seed `choice`, and is measured on those of another seed and on
 * folders of images with masks.
 *
 *     node bench/segmenter-choice.ts [--choose] [FOLDER …]
 */
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { Unit } from '../src/benchmarks/index.ts'
import { boundingBox, dice, gridOf, type Mask, type Point } from '../src/imaging/index.ts'
import type { Prompt, SegmentSession } from '../src/models/index.ts'
import { geodesicDistances } from '../src/models/segmenters/builtin/geodesic.ts'
import { randomWalk, type Spread } from '../src/models/segmenters/builtin/random-walker.ts'
import { openBuiltin } from '../src/models/segmenters/builtin/session.ts'
import { estimateRatio } from '../src/report/index.ts'
import { simulateClick } from '../src/verify/index.ts'
import { graphCut } from './graph-cut.ts'
import { type MaskedImage, maskedImages } from './masked-images.ts'
import { syntheticShapes } from './synthetic-shapes.ts'

const oddsAlone: Spread = (_grid, target) => target

/**
 * Soft geodesic segmentation (after Criminisi et al., ECCV 2008): a cell goes to whichever side is nearer, where a
 * way may begin anywhere at a price of `softness` cells times the doubt that the evidence leaves there.
 */
function geodesic(softness: number): Spread {
  return (grid, target) => {
    const to = (sign: number) =>
      geodesicDistances(
        grid,
        target.map(value => (softness * (1 - sign * value)) / 2),
      )
    const [inside, outside] = [to(1), to(-1)]
    return inside.map((distance, i) => (outside[i] ?? 0) - distance)
  }
}

const methods: { name: string; spread: Spread; others: [string, Spread][] }[] = [
  { name: 'random walker', spread: randomWalk, others: [] },
  {
    name: 'graph cut',
    spread: graphCut(16),
    others: [2, 4, 8, 16, 32, 64].map(value => [`smoothness ${value}`, graphCut(value)]),
  },
  {
    name: 'geodesic',
    spread: geodesic(40),
    others: [10, 40, 160, 640, 2560].map(value => [`softness ${value}`, geodesic(value)]),
  },
  { name: 'odds alone', spread: oddsAlone, others: [] },
]

const actions = 10
const told = [1, 3, 5, 10] as const

/** Dice after each prompt, and milliseconds of each. */
async function annotate(session: SegmentSession, truth: Mask): Promise<{ scores: number[]; ms: number[] }> {
  const clicked: Point[] = []
  const [scores, ms]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < actions; turn++) {
    const prompt = nextPrompt(truth, session.mask(), turn, clicked)
    if (prompt === undefined) break
    const startedAt = performance.now()
    const mask = await session.add(prompt)
    ms.push(performance.now() - startedAt)
    scores.push(dice(gridOf(truth), gridOf(mask)))
    if ((scores.at(-1) ?? 0) >= 0.98) break
  }
  return { scores, ms }
}

function nextPrompt(truth: Mask, mask: Mask, turn: number, clicked: Point[]): Prompt | undefined {
  const outline = turn === 0 ? boundingBox(truth) : undefined
  if (outline !== undefined) return { kind: 'box', box: outline }
  const click = simulateClick(truth, mask, { clicked })
  if (click !== undefined) clicked.push(click.at)
  return click
}

async function measure(samples: readonly MaskedImage[], spread: Spread): Promise<string> {
  const scored: { sample: MaskedImage; scores: number[] }[] = []
  const times: number[] = []
  for (const sample of samples) {
    const { scores, ms } = await annotate(openBuiltin(sample.image, spread), sample.truth)
    scored.push({ sample, scores })
    times.push(...ms)
  }
  const dices = told.map(turn => {
    const units = scored.map(({ sample, scores }): Unit => {
      const numerator = scores.at(Math.min(turn, scores.length) - 1) ?? 0
      return { id: sample.id, cluster: sample.cluster, numerator, denominator: 1, tags: {} }
    })
    const { value, low, high } = estimateRatio(units)
    return `${percent(value)} [${percent(low)}, ${percent(high)}]`.padEnd(20)
  })
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(0)
  return `${dices.join(' ')} ${at(0.5).padStart(5)} ${at(0.95).padStart(6)}`
}

function percent(value: number | null): string {
  return value === null ? '–' : (100 * value).toFixed(1)
}

/** A kind of drawn shape is one cluster. */
function drawn(seed: string): MaskedImage[] {
  return syntheticShapes(seed, 3).map(shape => ({ ...shape, cluster: shape.id.replace(/ \d+$/, '') }))
}

async function tell(
  title: string,
  samples: readonly MaskedImage[],
  tried: readonly [string, Spread][],
): Promise<void> {
  const heads = told.map(turn => `Dice after ${turn}`.padEnd(20)).join(' ')
  console.log(`\n${`${title}, ${samples.length} images`.padEnd(34)} ${heads} ms p50    p95`)
  for (const [name, spread] of tried) console.log(`  ${name.padEnd(32)} ${await measure(samples, spread)}`)
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { choose: { type: 'boolean', default: false } },
})
if (values.choose)
  for (const { name, others } of methods)
    if (others.length > 0) await tell(`${name}, drawn to choose by`, drawn('choice'), others)
const all = methods.map(({ name, spread }): [string, Spread] => [name, spread])
await tell('drawn shapes', drawn('measure'), all)
for (const path of positionals) await tell(basename(path), await maskedImages(path, 'the target'), all)
