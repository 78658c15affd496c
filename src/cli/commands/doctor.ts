/** `praxis doctor`: what works on this machine, and the next step where something does not. */
import { access, constants, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { benchmarks, resolveSettings } from '../../benchmarks/index.ts'
import { messageOf } from '../../cases/index.ts'
import { encodePng, inspectImage } from '../../imaging/index.ts'
import { modelForms } from '../../models/index.ts'
import { openCache } from '../../runs/index.ts'
import { exitCodes, printResult } from '../output.ts'
import { packageVersion } from '../package.ts'

const blank = { width: 8, height: 8, channels: 1, samples: new Uint8Array(64) } as const

type Finding = { name: string; ok: boolean; needed: boolean; detail: string }

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what works on this machine')
    .option('--json', 'one JSON object on stdout')
    .action(async (options: { json?: true }) => {
      const findings = await examine()
      const ok = findings.every(finding => finding.ok || !finding.needed)
      printResult(options.json ?? false, { ok, findings }, () => findings.map(line).join('\n'))
      if (!ok) process.exitCode = exitCodes.failed
    })
}

async function examine(): Promise<Finding[]> {
  const major = Number(process.versions.node.split('.')[0])
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`
  return [
    { name: 'praxis', ok: true, needed: true, detail: packageVersion },
    { name: 'node', ok: major >= 24, needed: true, detail: `${process.version}, 24 or newer is needed` },
    {
      name: 'machine',
      ok: true,
      needed: false,
      detail: `${process.platform} ${process.arch}, ${availableParallelism()} cores, ${gib(freemem())} free`,
    },
    await tried('working folder', true, async () => {
      await access('.', constants.W_OK)
      return 'runs can be written here'
    }),
    await tried('cache and lock (SQLite)', true, async () => {
      const dir = await mkdtemp(join(tmpdir(), 'praxis-doctor-'))
      openCache(join(dir, 'cache.sqlite')).close()
      await rm(dir, { recursive: true })
      return 'works'
    }),
    await tried('images (sharp)', true, async () => {
      const { width, height } = await inspectImage(await encodePng(blank))
      return `decoded a ${width}×${height} image`
    }),
    ...(await Promise.all(
      benchmarks.flatMap(benchmark =>
        benchmark.shipped.map(name =>
          tried(`data ${name}`, true, async () => {
            const { count, card } = await benchmark.open(name, resolveSettings(benchmark))
            return `${count ?? '?'} cases for ${benchmark.id}, ${card.licence}`
          }),
        ),
      ),
    )),
    ...modelForms(process.env).map(({ id, status, about }) => ({
      name: `model ${id}`,
      ok: status === 'ready',
      needed: false,
      detail: `${status}: ${about}`,
    })),
  ]
}

async function tried(name: string, needed: boolean, attempt: () => Promise<string>): Promise<Finding> {
  try {
    return { name, needed, ok: true, detail: await attempt() }
  } catch (error) {
    return { name, needed, ok: false, detail: messageOf(error) }
  }
}

function line({ name, ok, needed, detail }: Finding): string {
  return `${ok ? 'ok  ' : needed ? 'FAIL' : '-   '}  ${name.padEnd(36)} ${detail}`
}
