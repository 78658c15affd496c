/** `praxis train …`: trains networks from nothing but a seed. */
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import {
  fullScale,
  type TrainedCxrDemo,
  type TrainingProgress,
  trainCxrDemo,
  trialScale,
} from '../../learn/index.ts'
import { positiveWhole } from '../options.ts'
import { note, printResult } from '../output.ts'

type Options = { out: string; trial?: true; threads: number; json?: true }

export function addTrain(program: Command): void {
  program
    .command('train')
    .description('train networks from a fixed seed')
    .command('cxr-demo')
    .description(
      'the built-in networks of the radiologist, on phantoms and the shipped real lungs; about two hours on two cores',
    )
    .requiredOption('--out <dir>', 'folder for weights, fabric.json and card.json')
    .option('--trial', 'a few steps, to see that it works; the networks will be useless')
    .option('--threads <n>', 'networks trained at once', positiveWhole, Math.min(4, availableParallelism()))
    .option('--json', 'one JSON object on stdout')
    .action(async ({ out, trial, threads, json }: Options) => {
      const scale = trial ? trialScale : fullScale
      const trained = await trainCxrDemo({
        out: resolve(out),
        scale,
        threads,
        onProgress: told => note(progressText(told)),
      })
      printResult(json ?? false, trained, () => trainedText(trained))
    })
}

function progressText(told: TrainingProgress): string {
  if (told.kind === 'measuring') return `measuring ${told.what}`
  const { name, step, steps, loss } = told
  return `${name.padEnd(8)}step ${step} of ${steps}  loss ${loss.toFixed(4)}`
}

function trainedText({ out, bytes, measured }: TrainedCxrDemo): string {
  const { accuracy, phantoms } = measured
  const shares = Object.entries(accuracy).map(([name, share]) => `${name} ${(100 * share).toFixed(1)} %`)
  return [
    `wrote four networks (${(bytes / 1e6).toFixed(1)} MB), fabric.json and card.json to ${out}`,
    `labels told rightly on ${phantoms} phantoms held out: ${shares.join(', ')}`,
  ].join('\n')
}
