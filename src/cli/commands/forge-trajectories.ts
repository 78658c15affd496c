/** `praxis forge trajectories`: expert trajectories of segmenting, from images with masks. */
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { findBenchmark, resolveSettings } from '../../benchmarks/index.ts'
import { defaultRecipe, forgeTrajectories, type Recipe, summaryText } from '../../learn/index.ts'
import { createSegmenter, loadPrices, segmenterForms } from '../../models/index.ts'
import { setRunAside } from '../../runs/index.ts'
import { refuseRemote } from '../judge.ts'
import { positiveWhole, wholeNumber } from '../options.ts'
import { exitCodes, note, printResult } from '../output.ts'
import { packageVersion } from '../package.ts'
import { progressLine } from '../progress.ts'

type Options = Omit<Recipe, 'jitter'> & {
  from: string
  out: string
  segmenter: string
  target?: string
  /** Percent. */
  jitter: number
  limit?: number
  workers: number
  fresh?: true
  allowRemote?: true
  json?: true
}

export function addTrajectories(forge: Command): void {
  const { perFamily, actions, minGain, retries, minIou, jitter } = defaultRecipe
  forge
    .command('trajectories')
    .description(
      'expert trajectories of boxes and clicks, from images with masks; continues an unfinished one',
    )
    .requiredOption('--from <dir>', 'folder of images and masks, as `praxis run segment` reads it')
    .requiredOption('--out <dir>', 'folder to write: a run, with a summary and a card')
    .option('--segmenter <id>', `what draws the masks: ${segmenterForms.join(', ')}`, 'builtin')
    .option('--target <text>', 'what the masks show, for pairs without a target.txt')
    .option('--per-family <n>', 'trajectories tried for each case and family', positiveWhole, perFamily)
    .option('--actions <n>', 'most boxes and points of one; the stop comes on top', positiveWhole, actions)
    .option('--min-gain <x>', 'IoU that an action must gain to be kept', share, minGain)
    .option('--retries <n>', 'times that a vain action is drawn anew before the stop', count, retries)
    .option('--min-iou <x>', 'IoU that a trajectory must end with to be kept', share, minIou)
    .option('--jitter <percent>', 'how far each side of a drawn box may be off', percent, 100 * jitter)
    .option('--seed <n>', 'seed of every choice', wholeNumber, 0)
    .option('--limit <n>', 'only the first n cases', positiveWhole)
    .option('--workers <n>', 'threads (default: one for each core)', positiveWhole, availableParallelism())
    .option('--fresh', 'start over; an earlier run in the folder is set aside')
    .option('--allow-remote', 'let a remote segmenter see private data')
    .option('--json', 'one JSON object on stdout')
    .action(async (options: Options) => {
      const { segmenter, limit, workers } = options
      const benchmark = findBenchmark('segment')
      const target = options.target === undefined ? {} : { target: options.target }
      const dataset = await benchmark.open(options.from, resolveSettings(benchmark, target))
      if (dataset.caution !== undefined)
        note(
          'nothing says what the masks show, and a model is to learn it by name: add --target "the left lung"',
        )
      if (dataset.training === undefined)
        note('the data sets no training part apart, so all of it is used: do not evaluate on it afterwards')
      refuseRemote(await createSegmenter(segmenter), dataset.card, options.allowRemote ?? false)
      const dir = resolve(options.out)
      const aside = options.fresh && (await setRunAside(dir))
      if (aside) note(`the earlier run is now ${aside}`)
      const { asOf, sha256 } = await loadPrices()
      const line = progressLine(process.stderr)
      const forged = await forgeTrajectories({
        dir,
        dataset,
        segmenter,
        recipe: recipeOf(options),
        ...(limit !== undefined && { limit }),
        workers,
        code: { praxis: packageVersion, node: process.versions.node },
        prices: { asOf, sha256 },
        onProgress: (done, total) =>
          line.update({ done, total, errors: 0, problems: 0, usage: { requests: 0, usd: 0 }, limit: 0 }),
      }).finally(line.end)
      printResult(options.json ?? false, forged, () => `${summaryText(forged)}\nrun folder: ${forged.out}`)
      if (forged.failed > 0)
        note(`${forged.failed} cases failed, see problems.jsonl; the same command tries them again`)
      if (forged.cases === 0) process.exitCode = exitCodes.failed
    })
}

function recipeOf({ perFamily, actions, minGain, retries, minIou, jitter, seed }: Options): Recipe {
  return { perFamily, actions, minGain, retries, minIou, jitter: jitter / 100, seed }
}

function count(text: string): number {
  const value = wholeNumber(text)
  if (value < 0) throw new InvalidArgumentError('it must not be negative.')
  return value
}

function share(text: string): number {
  return between(text, 1)
}

function percent(text: string): number {
  return between(text, 100)
}

function between(text: string, most: number): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= most))
    throw new InvalidArgumentError(`it must be between 0 and ${most}.`)
  return value
}
