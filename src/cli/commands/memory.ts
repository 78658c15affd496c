/** `praxis memory …`: what the diagnostician remembers. Grown from labelled patients, looked at, merged, undone. */
import type { Command } from 'commander'
import {
  addCases,
  changeMemory,
  type Growth,
  type IllnessGraph,
  illnessGraphs,
  type Memory,
  memoryHash,
  readMemory,
  undo,
} from '../../agents/index.ts'
import { PraxisError } from '../../cases/index.ts'
import { symbolicIds } from '../diagnostician.ts'
import { type GrowthOptions, grow } from '../grow-memory.ts'
import { positiveWhole, seconds } from '../options.ts'
import { printResult } from '../output.ts'

type Json = { json?: true }

export function addMemory(program: Command): void {
  const memory = program
    .command('memory')
    .description('what the diagnostician remembers: grow, show, merge, undo')
  memory
    .command('grow')
    .description(
      'diagnose up to 20 training patients of each disease, with a critic who knows the label, and remember those that came right',
    )
    .argument('<dir>', 'the memory; one that is there is added to')
    .option('--data <dir>', 'a DDXPlus release (default: the shipped sample)')
    .option(
      '--reasoner <id>',
      `who diagnoses: ${symbolicIds.join(', ')}, or a model, see \`praxis list\``,
      'symbolic',
    )
    .option('--critic <id>', 'who corrects (default: as --reasoner)')
    .option('--limit <n>', 'study this many new patients at most', positiveWhole)
    .option('--timeout <seconds>', 'limit of one answer of a model', seconds, 120)
    .option('--allow-remote', 'let a remote model see the patients of --data')
    .option('--json', 'one JSON object on stdout')
    .action(async (dir: string, { json, ...options }: Json & GrowthOptions) => {
      const growth = await grow(dir, options)
      const { memory: grown, ...told } = growth
      printResult(json ?? false, { ...told, ...facts(grown) }, () => growthText(growth))
    })
  memory
    .command('show')
    .description('the illness graphs, each finding and pivot with the number of cases it rests on')
    .argument('<dir>', 'the memory')
    .option('--disease <name>', 'only this one')
    .option('--json', 'one JSON object on stdout')
    .action(async (dir: string, { disease, json }: Json & { disease?: string }) => {
      const { memory } = await readMemory(dir)
      const graphs = [...illnessGraphs(memory).values()].filter(
        graph => disease === undefined || graph.disease.toLowerCase() === disease.toLowerCase(),
      )
      if (graphs.length === 0 && disease !== undefined)
        throw new PraxisError(
          'data-missing',
          `the memory has no case of ${disease}`,
          'see all with praxis memory show',
          {
            file: dir,
          },
        )
      printResult(json ?? false, { ...facts(memory), log: memory.log, graphs }, () =>
        memoryText(memory, graphs),
      )
    })
  memory
    .command('merge')
    .description('add the cases of another memory; those already there stay')
    .argument('<dir>', 'the memory that is added to')
    .argument('<other>', 'the memory that is added')
    .option('--json', 'one JSON object on stdout')
    .action(async (dir: string, other: string, { json }: Json) => {
      const { cases } = (await readMemory(other)).memory
      await change(dir, memory => addCases(memory, cases), json)
    })
  memory
    .command('undo')
    .description('take out what the last growth or merge brought in')
    .argument('<dir>', 'the memory')
    .option('--json', 'one JSON object on stdout')
    .action(async (dir: string, { json }: Json) => {
      // A change would start a memory where there is none, and there is nothing to undo in that.
      await readMemory(dir)
      await change(dir, undo, json)
    })
}

async function change(
  dir: string,
  changed: (memory: Memory) => Memory,
  json: true | undefined,
): Promise<void> {
  const memory = await changeMemory(dir, async (before, write) => {
    const after = changed(before)
    await write(after)
    return after
  })
  printResult(json ?? false, facts(memory), () => factsText(memory))
}

/** Which models the remembered cases come from; nothing where all are symbolic. */
function whoGrew({ cases }: Memory): string[] {
  const groups = Map.groupBy(cases, ({ by }) =>
    by === undefined
      ? 'symbolic'
      : [by.reasoner, ...(by.critic ? [`corrected by ${by.critic}`] : [])].join(', '),
  )
  if (groups.size === 0 || (groups.size === 1 && groups.has('symbolic'))) return []
  return [...groups].map(([by, { length }]) => `  ${length} cases by ${by}`)
}

function facts(memory: Memory): { revision: number; sha256: string; remembered: number; diseases: number } {
  const { revision, cases } = memory
  const diseases = new Set(cases.map(({ disease }) => disease)).size
  return { revision, sha256: memoryHash(memory), remembered: cases.length, diseases }
}

function factsText(memory: Memory): string {
  const { revision, sha256, remembered, diseases } = facts(memory)
  return `revision ${revision}: ${remembered} cases of ${diseases} diseases, hash ${sha256.slice(0, 16)}`
}

function growthText({ memory, cases, byRound, discarded, critic }: Growth): string {
  return [
    `studied ${cases} new cases: ${byRound.map((count, i) => `${count} right in round ${i + 1}`).join(', ')}, ${discarded.length} left out`,
    ...(critic.asked > 0 ? [`the critic was asked ${critic.asked} times, ${critic.failed} without use`] : []),
    ...discarded.map(({ caseId, why }) => `left out ${caseId}: ${why}`),
    factsText(memory),
  ].join('\n')
}

function memoryText(memory: Memory, graphs: readonly IllnessGraph[]): string {
  return [
    factsText(memory),
    ...whoGrew(memory),
    ...memory.log.map(({ revision, op, cases }) => `  ${revision} ${op}: ${cases.length} cases`),
    ...graphs.flatMap(({ disease, cases, findings, pivots }) => [
      `${disease} (${cases.length} cases)`,
      ...findings.map(({ content, cases: from }) => `  ${from.length} ${content}`),
      ...pivots.map(({ content, over, cases: from }) => `  ${from.length} ${content}, over ${over}`),
    ]),
  ].join('\n')
}
