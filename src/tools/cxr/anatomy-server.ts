/** Anatomy over MCP: `segment_anatomy` outlines the structures of a frontal chest radiograph and measures them. */
import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server'
import type { Structure } from '../../cases/index.ts'
import { maskArea, toCoco } from '../../imaging/index.ts'
import type { AnatomyModel } from '../../models/index.ts'
import { withCard } from '../mcp/tool-card.ts'
import { type AnatomyToolAnswer, anatomyAnswerSchema } from './answers.ts'
import { argumentSchemas } from './arguments.ts'
import { chestImages } from './chest-image.ts'
import { measureChest } from './measure-chest.ts'
import { checked, readAnatomy } from './read-with.ts'
import { annotations, type ChestServerOptions, carryOut, notice, toldText, warningOf } from './serve-chest.ts'

export type AnatomyServerOptions = ChestServerOptions & { anatomy: AnatomyModel }

/** The factory behind every transport. The server keeps nothing between calls. */
export function anatomyServer({ anatomy, ...options }: AnatomyServerOptions): McpServerFactory {
  const { roots, version } = options
  const openImage = chestImages(roots)
  const tool = withCard(
    'segment_anatomy',
    {
      description:
        'Outline the structures of a frontal chest radiograph as masks (COCO run lengths) and measure them: ' +
        `cardiothoracic ratio, tracheal offset, lung areas. Structures: ${anatomy.structures.join(', ')}.`,
      inputSchema: argumentSchemas.segment_anatomy,
      outputSchema: anatomyAnswerSchema,
      annotations,
    },
    {
      intendedUse: 'Saying where the structures of a frontal chest radiograph lie, and how large they are.',
      source: `${anatomy.name} ${anatomy.version} (${anatomy.about})`,
      limits:
        'An outline is no finding. An AP view or a portable one enlarges the heart and with it the cardiothoracic ' +
        `ratio. A structure that was not found has an empty mask. ${notice}`,
      version,
    },
  )
  return () => {
    const server = new McpServer(
      { name: 'praxis-cxr-anatomy', title: 'Praxis: anatomy of chest radiographs', version },
      { instructions: `Outline and measure a frontal chest radiograph with segment_anatomy. ${notice}` },
    )
    server.registerTool('segment_anatomy', tool, ({ image: given, structures }, context) =>
      carryOut(context, options, async (signal, progress) => {
        const opened = await openImage(given)
        progress(1, 2, 'opened')
        const { masks, outOfDistribution } = await readAnatomy(anatomy, opened, signal)
        progress(2, 2, 'outlined')
        const { width, height } = opened.image
        const wanted = (structure: Structure) => structures === undefined || structures.includes(structure)
        const answer = checked(anatomy, anatomyAnswerSchema, {
          model: { name: anatomy.name, version: anatomy.version },
          image: opened.image,
          masks: [...masks]
            .filter(([structure]) => wanted(structure))
            .map(([structure, mask]) => ({
              structure,
              rle: toCoco(mask),
              area: maskArea(mask) / (width * height),
            })),
          measurements: measureChest(masks),
          ...(outOfDistribution && { outOfDistribution }),
        })
        return { content: [{ type: 'text', text: told(answer) }], structuredContent: answer }
      }),
    )
    return server
  }
}

function told({ model, masks, measurements, outOfDistribution }: AnatomyToolAnswer): string {
  const found = masks.filter(({ area }) => area > 0).map(({ structure }) => structure)
  const missing = masks.filter(({ area }) => area === 0).map(({ structure }) => structure)
  const measured = measurements.map(({ measures, value }) => `${measures} ${value.toFixed(2)}`)
  return toldText(
    warningOf(model.name, outOfDistribution),
    `Outlined: ${found.join(', ') || 'nothing'}.`,
    missing.length > 0 ? `Not found: ${missing.join(', ')}.` : undefined,
    measured.length > 0 ? `Measured: ${measured.join(', ')}.` : undefined,
  )
}
