/**
 * Medical knowledge over MCP: the DDXPlus knowledge base, built in and offline; and, where the one who starts the
 * server allows it, PubMed and Open Targets. Without that their tools do not exist, so nothing can be sent.
 */
import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server'
import type { Log } from '../mcp/serving.ts'
import type { KnowledgeBase } from './base.ts'
import { baseTools } from './base-tools.ts'
import type { RemoteSources } from './remote/open.ts'
import { remoteTools } from './remote/tools.ts'

export type KnowledgeServerOptions = {
  base: KnowledgeBase
  /** Absent: nothing leaves this machine. */
  remote?: RemoteSources | undefined
  version: string
  log: Log
}

const offline =
  'Look up conditions and findings in the DDXPlus knowledge base. search finds names and codes; condition, finding ' +
  'and findings_that_separate tell what the base holds. It is a closed world made for synthetic patients. Research ' +
  'use, not a medical device.'

const online =
  'The tools of PubMed and Open Targets ask services outside: give them names of conditions and findings, and ' +
  'nothing about a patient.'

/** The factory behind every transport. The server keeps nothing between calls but the cache of `remote`. */
export function knowledgeServer({ base, remote, version, log }: KnowledgeServerOptions): McpServerFactory {
  const addBaseTools = baseTools(base, version, log)
  const addRemoteTools = remote && remoteTools(remote, version, log)
  const instructions = remote === undefined ? offline : `${offline} ${online}`
  return () => {
    const server = new McpServer(
      { name: 'praxis-knowledge', title: 'Praxis: medical knowledge', version },
      { instructions, maxToolInputElements: 1000 },
    )
    addBaseTools(server)
    addRemoteTools?.(server)
    return server
  }
}
