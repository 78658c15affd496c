/** `praxis forge …`: makes data with known truth. Each set goes with a card that says how it was made. */
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import {
  type ForgedEndobench,
  type ForgedFacebench,
  type ForgedPhantoms,
  type ForgeEndobenchOptions,
  type ForgeFacebenchOptions,
  type ForgeMedgazeOptions,
  type ForgePhantomsOptions,
  forgeEndobench,
  forgeFacebench,
  forgeMedgaze,
  forgePhantoms,
  type Leak,
  type MedgazeSummary,
  type Split,
  type WrittenPairs,
  writePairs,
} from '../../forge/index.ts'
import { positiveWhole, wholeNumber } from '../options.ts'
import { exitCodes, note, printResult } from '../output.ts'
import { addTrajectories } from './forge-trajectories.ts'

type PairsOptions = { out: string; count: number; seed: number; split?: Split; data?: string; json?: true }

export function addForge(program: Command): void {
  const forge = program.command('forge').description('make data with known truth')
  addPairs(forge)
  addEndobench(forge)
  addFacebench(forge)
  addMedgaze(forge)
  addPhantoms(forge)
  addTrajectories(forge)
}

function addPairs(forge: Command): void {
  forge
    .command('pairs')
    .description('MedEinst-style counterfactual pairs from DDXPlus')
    .requiredOption('--out <file>', 'where to write; .csv writes CSV, anything else JSON lines')
    .requiredOption('--count <n>', 'how many pairs', positiveWhole)
    .option('--seed <n>', 'seed of every choice', wholeNumber, 0)
    .addOption(
      new Option('--split <split>', 'which patients to start from').choices(['test', 'train', 'all']),
    )
    .option('--data <dir>', 'a DDXPlus release (default: the shipped sample)')
    .option('--json', 'one JSON object on stdout')
    .action(async (options: PairsOptions) => {
      const out = resolve(options.out)
      await mkdir(dirname(out), { recursive: true })
      const { data, split, count, seed } = options
      const written = await writePairs({ out, count, seed, ...(split && { split }), ...(data && { data }) })
      printResult(options.json ?? false, written, () => pairsText(written))
      if (written.pairs < count) {
        note(`only ${written.pairs} of ${count} pairs can be made validly from these patients`)
        process.exitCode = exitCodes.failed
      }
    })
}

function pairsText({ pairs, out, ...summary }: WrittenPairs): string {
  return `wrote ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} to ${out}\n${JSON.stringify(summary, null, 2)}`
}

function addEndobench(forge: Command): void {
  setCommand(forge, 'endobench', 'EndoBench-style questions from endoscopic images with masks or boxes')
    .requiredOption('--from <path>', 'folder of images with masks or boxes, or phantom:N for N drawn frames')
    .option('--finding <noun>', 'what the masks mark (default: polyp)')
    .option('--most <n>', 'no more items than this', positiveWhole)
    .action(async ({ json, ...options }: ForgeEndobenchOptions & Json) => {
      const forged = await forgeEndobench(options)
      printResult(json ?? false, forged, () => endobenchText(forged))
    })
}

function endobenchText({ out, frames, items, shapes, refused, leaks, thinned }: ForgedEndobench): string {
  return [
    `wrote ${total(items)} items from ${frames} frames to ${out} (${counts(items)})`,
    ...Object.entries(shapes).map(([split, kinds]) => `${split}: ${counts(kinds)}`),
    ...refused.map(({ frame, why }) => `refused ${frame}: ${why}`),
    ...leaks.map(leakText),
    ...(thinned.length > 0 ? [`left out ${thinned.length} near-duplicates of frames that were kept`] : []),
  ].join('\n')
}

function leakText({ kept, refused, splits: [ofKept, ofRefused], why }: Leak): string {
  return `refused ${refused} in ${ofRefused}: ${why} as ${kept} in ${ofKept}`
}

function addFacebench(forge: Command): void {
  setCommand(forge, 'facebench', 'FaceBench-style questions on drawn faces whose attributes are known')
    .option('--from <file>', 'JSON file with the attribute values to draw (default: all)')
    .option('--count <n>', 'how many faces', positiveWhole, 60)
    .option('--size <pixels>', 'width and height of a picture (default: 256)', positiveWhole)
    .action(async ({ json, ...options }: ForgeFacebenchOptions & Json) => {
      const forged = await forgeFacebench(options)
      printResult(json ?? false, forged, () => facebenchText(forged))
    })
}

function facebenchText({ out, faces, items, views, attributes }: ForgedFacebench): string {
  return [
    `wrote ${total(items)} questions about ${attributes} attributes of ${total(faces)} faces to ${out}`,
    `faces: ${counts(faces)}; questions: ${counts(items)}`,
    ...Object.entries(views).map(([view, types]) => `${view}: ${counts(types)}`),
  ].join('\n')
}

function addMedgaze(forge: Command): void {
  setCommand(forge, 'medgaze', 'MedGaze-style items from pictures, areas of interest and gaze')
    .requiredOption('--from <dir>', 'folder of pictures with areas and recorded gaze, where there is any')
    .option('--protocol <file>', 'ordered safety checks (default: protocol.json in the folder)')
    .action(async ({ json, ...options }: ForgeMedgazeOptions & Json) => {
      const forged = await forgeMedgaze(options)
      printResult(json ?? false, forged, () => medgazeText(forged))
    })
}

function medgazeText(summary: MedgazeSummary): string {
  const { out, items, pictures, recordings, counts: by, refused, leaks, notes } = summary
  return [
    `wrote ${items} items from ${pictures} pictures and ${recordings} recordings to ${out}`,
    ...Object.entries(by).map(([name, values]) => `${name}: ${counts(values)}`),
    ...notes,
    ...refused.map(({ scene, why }) => `refused ${scene}: ${why}`),
    ...leaks.map(leakText),
  ].join('\n')
}

function addPhantoms(forge: Command): void {
  setCommand(
    forge,
    'phantoms',
    'drawn chest radiographs with masks, labels and reports, in place of an earlier set',
  )
    .requiredOption('--count <n>', 'how many phantoms', positiveWhole)
    .option('--size <pixels>', 'width and height of a picture (default: 224)', positiveWhole)
    .action(async ({ json, ...options }: ForgePhantomsOptions & Json) => {
      const forged = await forgePhantoms(options)
      printResult(json ?? false, forged, () => phantomsText(forged))
    })
}

function phantomsText({ out, phantoms, labels, noFinding, devices }: ForgedPhantoms): string {
  return [
    `wrote ${phantoms} ${phantoms === 1 ? 'phantom' : 'phantoms'} to ${out}: drawn, nobody is portrayed`,
    ...Object.entries(labels).map(([label, count]) => `${String(count).padStart(6)} ${label}`),
    `${String(noFinding).padStart(6)} without a finding`,
    `${String(devices).padStart(6)} with support devices`,
  ].join('\n')
}

type Json = { json?: true }

/** What all sets have in common: a folder to write, a seed and `--json`. */
function setCommand(forge: Command, name: string, description: string): Command {
  return forge
    .command(name)
    .description(description)
    .requiredOption('--out <dir>', 'folder to write')
    .option('--seed <n>', 'seed of every choice', wholeNumber, 0)
    .option('--json', 'one JSON object on stdout')
}

function counts(values: Record<string, number>): string {
  return Object.entries(values)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}

function total(values: Record<string, number>): number {
  return Object.values(values).reduce((sum, count) => sum + count, 0)
}
