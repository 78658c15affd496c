/** Findings over MCP: `read_findings` gives a frontal chest radiograph's labels their probabilities. */
import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server'
import type { FindingsModel } from '../../models/index.ts'
import { withCard } from '../mcp/tool-card.ts'
import { type FindingsToolAnswer, findingsAnswerSchema } from './answers.ts'
import { argumentSchemas } from './arguments.ts'
import { chestImages } from './chest-image.ts'
import { readFindings } from './read-with.ts'
import {
  annotations,
  type ChestServerOptions,
  carryOut,
  modelNamed,
  notice,
  toldText,
  warningOf,
} from './serve-chest.ts'

export type FindingsServerOptions = ChestServerOptions & { models: readonly FindingsModel[] }

/** The factory behind every transport. The server keeps nothing between calls. */
export function findingsServer({ models, ...options }: FindingsServerOptions): McpServerFactory {
  const { roots, version } = options
  const openImage = chestImages(roots)
  const names = models.map(({ name, version, about }) => `${name} ${version} (${about})`).join('; ')
  const tool = withCard(
    'read_findings',
    {
      description:
        'Give the findings of a frontal chest radiograph their probabilities, by one model, with how unlike its ' +
        `training data the picture is. Models: ${models.map(({ name }) => name).join(', ')}.`,
      inputSchema: argumentSchemas.read_findings,
      outputSchema: findingsAnswerSchema,
      annotations,
    },
    {
      intendedUse: 'A first opinion on which findings a frontal chest radiograph may show, for research.',
      source: names,
      limits:
        'A probability is that of the model on pictures like its training data; not for lateral views, children or ' +
        `pictures that it calls unlike them. Labels that it does not answer are not absent. ${notice}`,
      version,
    },
  )
  return () => {
    const server = new McpServer(
      { name: 'praxis-cxr-findings', title: 'Praxis: findings of chest radiographs', version },
      { instructions: `Read the findings of a frontal chest radiograph with read_findings. ${notice}` },
    )
    server.registerTool('read_findings', tool, ({ image: given, model }, context) =>
      carryOut(context, options, async (signal, progress) => {
        const chosen = modelNamed(models, model)
        const opened = await openImage(given)
        progress(1, 2, 'opened')
        const answer = await readFindings(chosen, opened, signal)
        progress(2, 2, 'read')
        return { content: [{ type: 'text', text: told(answer) }], structuredContent: answer }
      }),
    )
    return server
  }
}

/** What is out of distribution is said first. */
function told({ model, findings, outOfDistribution }: FindingsToolAnswer): string {
  const ranked = [...findings].sort((a, b) => b.probability - a.probability)
  const list = ranked.map(({ label, probability }) => `${label} ${probability.toFixed(2)}`).join(', ')
  return toldText(warningOf(model.name, outOfDistribution), `${model.name}: ${list}.`)
}
