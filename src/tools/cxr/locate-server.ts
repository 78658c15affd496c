/** Locations over MCP: `locate_findings` says where the evidence of each finding lies, as heat map and structure. */
import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server'
import type { AnatomyModel, FindingsModel } from '../../models/index.ts'
import { withCard } from '../mcp/tool-card.ts'
import { type LocateToolAnswer, locateAnswerSchema } from './answers.ts'
import { argumentSchemas } from './arguments.ts'
import { chestImages } from './chest-image.ts'
import { locateFindings } from './locate.ts'
import { checked } from './read-with.ts'
import { placeWords } from './report-sentences.ts'
import {
  annotations,
  type ChestServerOptions,
  carryOut,
  modelNamed,
  notice,
  toldText,
  warningOf,
} from './serve-chest.ts'

export type LocateServerOptions = ChestServerOptions & {
  models: readonly FindingsModel[]
  anatomy: AnatomyModel
}

/** The factory behind every transport. The server keeps nothing between calls. */
export function locateServer({ models, anatomy, ...options }: LocateServerOptions): McpServerFactory {
  const { roots, version } = options
  const openImage = chestImages(roots)
  const tool = withCard(
    'locate_findings',
    {
      description:
        'Say where the evidence of each finding of a frontal chest radiograph lies: a heat map, the share within ' +
        'each structure, and the structure with most of it, or Other. Findings are those from minProbability on, ' +
        `or the labels asked for. Models: ${models.map(({ name }) => name).join(', ')}.`,
      inputSchema: argumentSchemas.locate_findings,
      outputSchema: locateAnswerSchema,
      annotations,
    },
    {
      intendedUse: 'Seeing what a findings model rests a finding on, and naming the place.',
      source:
        `evidence by the model itself, or by hiding patches (occlusion); models ${models.map(({ name }) => name).join(', ')}; ` +
        `masks of ${anatomy.name} ${anatomy.version} (${anatomy.about})`,
      limits:
        'Evidence is what moves the model, which need not be the finding. Occlusion misses what is spread over the ' +
        `picture. ${notice}`,
      version,
    },
  )
  return () => {
    const server = new McpServer(
      { name: 'praxis-cxr-locate', title: 'Praxis: where findings of chest radiographs lie', version },
      { instructions: `Locate findings on a frontal chest radiograph with locate_findings. ${notice}` },
    )
    server.registerTool('locate_findings', tool, ({ image: given, model: name, ...choice }, context) =>
      carryOut(context, options, async (signal, progress) => {
        const model = modelNamed(models, name)
        const opened = await openImage(given)
        const {
          read,
          method,
          findings,
          anatomy: outlined,
        } = await locateFindings({ model, anatomy }, opened, choice, { signal, progress })
        const ood = read.outOfDistribution
        const answer = checked(model, locateAnswerSchema, {
          model: read.model,
          anatomy: outlined.model,
          image: opened.image,
          method,
          findings,
          ...(ood && { outOfDistribution: ood }),
          ...(outlined.outOfDistribution && { anatomyOutOfDistribution: outlined.outOfDistribution }),
        })
        return { content: [{ type: 'text', text: told(answer) }], structuredContent: answer }
      }),
    )
    return server
  }
}

function told(answer: LocateToolAnswer): string {
  const { model, anatomy, findings, outOfDistribution, anatomyOutOfDistribution } = answer
  const places = findings.map(
    finding => `${finding.label} (probability ${finding.probability.toFixed(2)}): ${placeWords(finding)}.`,
  )
  const text = places.join(' ') || 'No finding is probable enough to be located.'
  return toldText(
    warningOf(model.name, outOfDistribution),
    warningOf(anatomy.name, anatomyOutOfDistribution),
    text,
  )
}
