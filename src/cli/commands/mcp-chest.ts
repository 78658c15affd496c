/** `praxis mcp cxr-findings`, `cxr-anatomy`, `cxr-locate` and `report`: tools that read chest radiographs. */
import type { Command } from 'commander'
import { chestModelForms, createAnatomy, createChestModels, createFindings } from '../../models/index.ts'
import {
  anatomyServer,
  type ChestServerOptions,
  findingsServer,
  locateServer,
  type McpServerFactory,
  maxFileBytes,
  openRoots,
  reportServer,
} from '../../tools/index.ts'
import { seconds } from '../options.ts'
import { serveTools, type Transport, withTransport } from '../serve-mcp.ts'

type Options = Transport & { root?: string[]; timeout: number }
type Findings = { findings: string }
type Anatomy = { anatomy: string }
type Closable = { close: () => void }

export function addChestServers(mcp: Command): void {
  const forms = chestModelForms.join(' or ')
  const command = (name: string, description: string) =>
    withTransport(mcp.command(name).description(description))
      .option('--root <dir...>', 'folders below which images may be opened (default: the working folder)')
      .option('--timeout <seconds>', 'limit of one call', seconds, 120)
  const findings = (one: Command) => one.option('--findings <id>', `findings models, ${forms}`, 'builtin')
  const anatomy = (one: Command) => one.option('--anatomy <id>', `anatomy model, ${forms}`, 'builtin')

  findings(command('cxr-findings', 'give the findings of a chest radiograph probabilities')).action(
    (options: Options & Findings) =>
      serve(options, async shared => {
        const models = await createFindings(options.findings, shared)
        return { factory: findingsServer({ ...shared, models }), opened: models }
      }),
  )
  anatomy(command('cxr-anatomy', 'outline and measure the structures of a chest radiograph')).action(
    (options: Options & Anatomy) =>
      serve(options, async shared => {
        const model = await createAnatomy(options.anatomy, shared)
        return { factory: anatomyServer({ ...shared, anatomy: model }), opened: [model] }
      }),
  )
  for (const [name, description, server] of [
    ['cxr-locate', 'say where the findings of a chest radiograph lie', locateServer],
    ['report', 'write the five-part report of a chest radiograph', reportServer],
  ] as const)
    anatomy(findings(command(name, description))).action((options: Options & Findings & Anatomy) =>
      serve(options, async shared => {
        const { models, anatomy } = await createChestModels(options, shared)
        return { factory: server({ ...shared, models, anatomy }), opened: [...models, anatomy] }
      }),
    )
}

function serve(
  options: Options,
  open: (shared: ChestServerOptions) => Promise<{ factory: McpServerFactory; opened: Closable[] }>,
): Promise<void> {
  return serveTools(options, async ({ version, log }) => {
    const roots = await openRoots(options.root ?? ['.'], maxFileBytes)
    const { factory, opened } = await open({ version, log, roots, timeoutMs: options.timeout * 1000 })
    return {
      factory,
      close: () => {
        for (const model of opened) model.close()
      },
    }
  })
}
