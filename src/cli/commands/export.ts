/** `praxis export RUN --format FORMAT --out DIR`: a run as training data. */
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  callStyles,
  type Exported,
  type ExportFormat,
  type ExportOptions,
  exportFormats,
  exportRun,
} from '../../learn/index.ts'
import { positiveWhole } from '../options.ts'
import { exitCodes, note, printResult } from '../output.ts'

type Options = Omit<ExportOptions, 'dir' | 'calls'> & { tools?: ExportOptions['calls']; json?: true }

export function addExport(program: Command): void {
  program
    .command('export')
    .description('write a run as training data: supervised rows for LLaMA-Factory and TRL, prompts for verl')
    .argument('<run>', 'run folder')
    .addOption(
      new Option('--format <format>', 'whose format; jsonl is our own and loses nothing')
        .choices(exportFormats)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <dir>', 'folder to write')
    .addOption(
      new Option(
        '--tools <style>',
        'how calls are written (default: as in the run; for verl native)',
      ).choices(callStyles),
    )
    .option('--min <value>', 'only records whose verdict has at least this value', verdictValue)
    .option('--max <value>', 'only records whose verdict has at most this value', verdictValue)
    .option('--limit <n>', 'only the first n rows', positiveWhole)
    .option('--json', 'one JSON object on stdout')
    .action(async (dir: string, { json, tools, out, ...options }: Options) => {
      const exported = await exportRun({ ...options, dir, out: resolve(out), ...(tools && { calls: tools }) })
      printResult(json ?? false, exported, () => exportText(exported))
      if (exported.redrawn > 0)
        note(`${exported.redrawn} pictures are not byte for byte what the model was sent`)
      if (exported.rows === 0) process.exitCode = exitCodes.failed
    })
}

function exportText({ out, format, file, rows, pictures, leftOut }: Exported): string {
  const left = Object.entries(leftOut).map(([why, count]) => `${why} ${count}`)
  return [
    `wrote ${rows} ${rows === 1 ? 'row' : 'rows'} and ${pictures} pictures to ${out}/${file}`,
    ...(left.length > 0 ? [`left out: ${left.join(', ')}`] : []),
    `to load them: ${howToLoad(format, out, file)}`,
  ].join('\n')
}

function howToLoad(format: ExportFormat, out: string, file: string): string {
  switch (format) {
    case 'sharegpt':
      return `dataset_dir: ${out}, dataset: ${file.replace(/\.jsonl$/, '')}`
    case 'trl':
      return `datasets.load_dataset("${out}")`
    case 'verl':
      return `data.train_files=${out}/${file}`
    case 'jsonl':
      return 'one JSON object a line, see `praxis schema trajectory`'
  }
}

function verdictValue(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('it must be between 0 and 1.')
  return value
}
