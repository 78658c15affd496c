/** Reports over MCP: `write_report` writes the five-part report from an image, or from findings that are given. */
import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server'
import type * as z from 'zod'
import { PraxisError } from '../../cases/index.ts'
import type { AnatomyModel, FindingsModel } from '../../models/index.ts'
import { withCard } from '../mcp/tool-card.ts'
import { type ReportToolAnswer, reportAnswerSchema } from './answers.ts'
import { argumentSchemas } from './arguments.ts'
import { type ChestImage, chestImages } from './chest-image.ts'
import { locateFindings } from './locate.ts'
import { type ReportInput, reportSentences, reportText } from './report-sentences.ts'
import {
  annotations,
  type ChestServerOptions,
  carryOut,
  modelNamed,
  notice,
  type Progress,
  warningOf,
} from './serve-chest.ts'
import { isTorn } from './torn-place.ts'

export type ReportServerOptions = ChestServerOptions & {
  models: readonly FindingsModel[]
  anatomy: AnatomyModel
}

type Arguments = z.output<typeof argumentSchemas.write_report>
type Source = Pick<ReportToolAnswer, 'model' | 'anatomy' | 'image' | 'outOfDistribution'>

/** The factory behind every transport. The server keeps nothing between calls. */
export function reportServer({ models, anatomy, ...options }: ReportServerOptions): McpServerFactory {
  const { roots, version } = options
  const openImage = chestImages(roots)

  const fromImage = async (
    opened: ChestImage,
    { model: name, minProbability }: Arguments,
    calling: { signal: AbortSignal; progress: Progress },
  ): Promise<{ input: ReportInput; source: Source }> => {
    const model = modelNamed(models, name)
    const located = await locateFindings({ model, anatomy }, opened, { minProbability }, calling)
    const { read, findings, measurements, anatomy: outlined } = located
    return {
      input: {
        findings: read.findings,
        locations: findings,
        measurements,
        minProbability,
        warnings: {
          findings: warningOf(model.name, read.outOfDistribution),
          anatomy: warningOf(anatomy.name, outlined.outOfDistribution),
        },
      },
      source: {
        model: read.model,
        anatomy: outlined.model,
        image: opened.image,
        ...(read.outOfDistribution && { outOfDistribution: read.outOfDistribution }),
      },
    }
  }

  const tool = withCard(
    'write_report',
    {
      description:
        'Write the five-part report of a frontal chest radiograph (Airway, Breathing, Cardiac, Diaphragm, Everything ' +
        'else) from an image, or from findings, locations and measurements that other tools gave. Each finding ' +
        'stands with its probability, and each sentence names what it rests on.',
      inputSchema: argumentSchemas.write_report,
      outputSchema: reportAnswerSchema,
      annotations,
    },
    {
      intendedUse: 'Telling what findings models and masks say of a radiograph, in a fixed form.',
      source: 'a template; no language model',
      limits:
        'It adds nothing to what it is given, weighs nothing against each other and knows neither history nor ' +
        `earlier pictures. ${notice}`,
      version,
    },
  )
  return () => {
    const server = new McpServer(
      { name: 'praxis-cxr-report', title: 'Praxis: reports of chest radiographs', version },
      { instructions: `Write a five-part report with write_report. ${notice}` },
    )
    server.registerTool('write_report', tool, (args, context) =>
      carryOut(context, options, async (signal, progress) => {
        const { input, source } =
          args.image === undefined
            ? fromGiven(args)
            : await fromImage(await openImage(refuseBoth(args, args.image)), args, { signal, progress })
        const sentences = reportSentences(input)
        const text = `${reportText(sentences)}\n${notice}`
        const answer: ReportToolAnswer = { ...source, sentences, text, notice }
        return { content: [{ type: 'text', text }], structuredContent: answer }
      }),
    )
    return server
  }
}

function fromGiven(args: Arguments): { input: ReportInput; source: Source } {
  const { findings, locations = [], measurements = [], minProbability, outOfDistribution } = args
  if (findings === undefined)
    throw new PraxisError('bad-usage', 'there is nothing to report', 'give an image, or findings')
  for (const list of [findings, locations])
    if (new Set<string>(list.map(({ label }) => label)).size < list.length)
      throw new PraxisError('bad-usage', 'a label is given twice', 'give each label once')
  if (new Set(measurements.map(({ measures }) => measures)).size < measurements.length)
    throw new PraxisError('bad-usage', 'a measurement is given twice', 'give each once')
  const torn = locations.find(isTorn)
  if (torn !== undefined)
    throw new PraxisError(
      'bad-usage',
      `${torn.label} is in ${torn.location} and on the ${torn.side}`,
      'correct it',
    )
  const warning = warningOf('the models', outOfDistribution)
  const warnings = { findings: warning, anatomy: warning }
  return {
    input: { findings, locations, measurements, minProbability, warnings },
    source: outOfDistribution === undefined ? {} : { outOfDistribution },
  }
}

function refuseBoth(
  { findings, locations, measurements, outOfDistribution }: Arguments,
  image: string,
): string {
  const given = [findings, locations, measurements, outOfDistribution].some(one => one !== undefined)
  if (!given) return image
  throw new PraxisError('bad-usage', 'both an image and findings are given', 'give one of them')
}
