/** `praxis list`: benchmarks, solvers and models, with status. */
import type { Command } from 'commander'
import { solvers } from '../../agents/index.ts'
import { benchmarks, modeSchema, type Setting } from '../../benchmarks/index.ts'
import { modelForms } from '../../models/index.ts'
import { printResult } from '../output.ts'

export function addList(program: Command): void {
  program
    .command('list')
    .description('benchmarks, solvers and models, with status')
    .option('--json', 'one JSON object on stdout')
    .action((options: { json?: true }) => {
      const value = {
        benchmarks: benchmarks.map(({ id, title, about, status, shipped, settings = [] }) => ({
          id,
          title,
          about,
          status,
          data: shipped,
          settings,
        })),
        solvers,
        models: modelForms(process.env),
        modes: modeSchema.options,
      }
      printResult(options.json ?? false, value, () => listText(value))
    })
}

type Listed = { id: string; about: string; status: string }

function listText(value: {
  benchmarks: (Listed & { data: string[]; settings: readonly Setting[] })[]
  solvers: Listed[]
  models: Listed[]
  modes: string[]
}): string {
  const rows = (items: Listed[]) =>
    items.map(({ id, status, about }) => `  ${id.padEnd(34)} ${status.padEnd(12)} ${about}`)
  return [
    'Benchmarks',
    ...value.benchmarks.flatMap(b => [
      ...rows([b]),
      `  ${''.padEnd(47)} data: ${b.data.join(', ')}, or a path`,
      ...b.settings.map(
        ({ name, values, about }) => `  ${''.padEnd(47)} --set ${name}=${values.join('|')}  ${about}`,
      ),
    ]),
    '\nSolvers',
    ...rows(value.solvers),
    '\nModels',
    ...rows(value.models),
    `\nModes\n  ${value.modes.join(', ')}`,
  ].join('\n')
}
