/** `praxis mcp SERVER`: tools for any agent, over the Model Context Protocol, on stdio or HTTP. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { createSegmenter } from '../../models/index.ts'
import {
  knowledgeServer,
  maxFileBytes,
  openKnowledgeBase,
  openRemoteSources,
  openRoots,
  segmentServer,
} from '../../tools/index.ts'
import { seconds } from '../options.ts'
import { serveTools, type Transport, withTransport } from '../serve-mcp.ts'
import { addChestServers } from './mcp-chest.ts'

const cacheFile = join('.praxis', 'knowledge.sqlite')

export function addMcp(program: Command): void {
  const mcp = program
    .command('mcp')
    .description('serve tools over the Model Context Protocol, on stdio unless --http is given')

  withTransport(mcp.command('segment').description('segment a target in a medical image'))
    .option('--root <dir...>', 'folders below which images may be opened (default: the working folder)')
    .option('--segmenter <id>', 'builtin, onnx:DIR or http:URL', 'builtin')
    .option('--timeout <seconds>', 'limit of one answer of the segmenter', seconds, 60)
    .action((options: Transport & { root?: string[]; segmenter: string; timeout: number }) =>
      serveTools(options, async context => {
        const timeoutMs = options.timeout * 1000
        return segmentServer({
          ...context,
          segmenter: await createSegmenter(options.segmenter, { timeoutMs }),
          roots: await openRoots(options.root ?? ['.'], maxFileBytes),
          timeoutMs,
        })
      }),
    )

  withTransport(mcp.command('knowledge').description('look up conditions and findings, offline'))
    .option('--allow-remote', 'offer PubMed and Open Targets too, to which the names asked for are sent')
    .action((options: Transport & { allowRemote?: true }) =>
      serveTools(options, async ({ version, log }) => {
        const base = await openKnowledgeBase()
        const remote = options.allowRemote && openRemoteSources({ cacheFile, env: process.env })
        return {
          factory: knowledgeServer({ base, remote, version, log }),
          close: () => remote?.close(),
        }
      }),
    )

  addChestServers(mcp)
}
