/**
 * Medical knowledge over MCP: the DDXPlus knowledge base, built in and offline; and, where the one who starts the
 * server allows it, PubMed and Open Targets. Without that the remote tools do not exist, so nothing can be sent.
 */
import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server'
import type { Log } from '../mcp/serving.ts'
import type { KnowledgeBase } from './base.ts'
import { baseTools } from './base-tools.ts'

export type KnowledgeServerOptions = {
  base: KnowledgeBase
  version: string
  log: Log
}

const instructions =
  'Look up conditions and findings in the DDXPlus knowledge base. search finds names and codes; condition, finding ' +
  'and findings_that_separate tell what the base holds. It is a closed world made for synthetic patients. Research ' +
  'use, not a medical device.'

/** The factory behind every transport. The server keeps nothing between calls. */
export function knowledgeServer({ base, version, log }: KnowledgeServerOptions): McpServerFactory {
  const addBaseTools = baseTools(base, version, log)
  return () => {
    const server = new McpServer(
      { name: 'praxis-knowledge', title: 'Praxis: medical knowledge', version },
      { instructions, maxToolInputElements: 1000 },
    )
    addBaseTools(server)
    return server
  }
}
