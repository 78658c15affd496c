/** What `praxis segment` says of a mask: the whole as JSON, the gist as text. */
import { readMedia } from '../../cases/index.ts'
import {
  dice,
  gridOf,
  hd95,
  iou,
  type Mask,
  maskArea,
  type OpenedVolume,
  readMask,
  type Slice,
  surfaceDistances,
} from '../../imaging/index.ts'
import { duration, percent, whole } from '../../report/index.ts'
import { type MaskMeasures, measureMask } from '../../tools/index.ts'
import { type Drawn, type Trace, type Turn, turnsOf, type Usage } from '../../verify/index.ts'

export type SegmentResult = {
  image: string
  kind: OpenedVolume['kind']
  width: number
  height: number
  /** From 1; null where there is only one. */
  slice: { number: number; of: number } | null
  /** Millimetres between pixel centres; null where they are not known. */
  spacing: { x: number; y: number } | null
  target: string
  segmenter: string
  solver: string
  model: string | null
  mask: Omit<MaskMeasures, 'bbox_2d'> & {
    /** Square millimetres; null where the spacing is not known. */
    areaMm2: number | null
    /** The box on the grid of the tools. */
    gridBox: number[] | null
  }
  turns: TurnResult[]
  /** Against `--reference`; HD95 in millimetres where the spacing is known, else in pixels, null where it is infinite. */
  measured: { dice: number; iou: number; hd95: number | null; unit: 'mm' | 'px' } | null
  stop: Trace['stop']
  usage: Usage
  timing: { episodeMs: number; totalMs: number }
  files: { out: string; overlay?: string }
  notice: string
}

type TurnResult = {
  turn: number
  tool: string
  /** As called, on the grid of 0 to 999 over what the caller saw. */
  grid: unknown
  /** As drawn; null where nothing was. */
  pixels: Drawn | null
  areaPixels: number | null
  areaMm2: number | null
  /** Against `--reference`. */
  dice?: number
  ms: number | null
  /** Why the call was refused. */
  refused?: string
}

export type Told = {
  image: string
  opened: OpenedVolume
  slice: Slice
  mask: Mask
  trace: Trace
  target: string
  files: SegmentResult['files']
  truth: Mask | undefined
  segmenter: string
  model: string | undefined
  totalMs: number
}

export async function tell(told: Told): Promise<SegmentResult> {
  const { image, opened, slice, mask, trace, target, files, truth, segmenter, model, totalMs } = told
  const { bbox_2d: gridBox, ...measures } = measureMask(mask)
  const { spacing = null } = slice
  const turns: TurnResult[] = []
  for (const [i, turn] of turnsOf(trace).entries()) turns.push(await turnResult(turn, i + 1, told))
  return {
    image,
    kind: opened.kind,
    width: mask.width,
    height: mask.height,
    slice: slice.of === 1 ? null : { number: slice.n + 1, of: slice.of },
    spacing,
    target,
    segmenter,
    solver: trace.solver,
    model: model ?? null,
    mask: { ...measures, areaMm2: inMm2(measures.areaPixels, spacing), gridBox },
    turns,
    measured: truth === undefined ? null : measured(truth, mask, spacing),
    stop: trace.stop,
    usage: trace.usage,
    timing: { episodeMs: trace.timing.ms, totalMs },
    files,
    notice: 'Research use, not a medical device.',
  }
}

type Spacing = SegmentResult['spacing']

function inMm2(pixels: number, spacing: Spacing): number | null {
  return spacing === null ? null : pixels * spacing.x * spacing.y
}

async function turnResult(turn: Turn, number: number, { slice, truth }: Told): Promise<TurnResult> {
  const { tool, arguments: grid, drawn, mask, refused, ms } = turn
  const { spacing = null } = slice
  const made = mask && (await readMask(await readMedia(mask)))
  const area = made === undefined ? null : maskArea(made)
  return {
    turn: number,
    tool,
    grid,
    pixels: drawn ?? null,
    areaPixels: area,
    areaMm2: area === null ? null : inMm2(area, spacing),
    ...(truth && made && { dice: dice(gridOf(truth), gridOf(made)) }),
    ms: ms ?? null,
    ...(refused !== undefined && { refused }),
  }
}

function measured(truth: Mask, mask: Mask, spacing: Spacing): NonNullable<SegmentResult['measured']> {
  const [a, b] = [gridOf(truth, spacing ?? undefined), gridOf(mask, spacing ?? undefined)]
  const distance = hd95(surfaceDistances(a, b))
  return {
    dice: dice(a, b),
    iou: iou(a, b),
    hd95: Number.isFinite(distance) ? distance : null,
    unit: spacing === null ? 'px' : 'mm',
  }
}

export function resultText(result: SegmentResult): string {
  const { target, image, width, height, slice, solver, model, segmenter, turns, timing, files } = result
  const place = slice === null ? '' : `, slice ${slice.number} of ${slice.of}`
  const by = model ?? (solver === 'prompts' ? 'your prompts' : solver)
  return [
    `${target} in ${image} (${width}×${height}${place})`,
    ...turns.map(turnLine),
    maskLine(result),
    `by ${by} with ${segmenter}, ${duration(timing.episodeMs)}${measuredText(result)}`,
    `wrote ${[files.out, ...(files.overlay === undefined ? [] : [files.overlay])].join(' and ')}`,
    result.notice,
  ].join('\n')
}

function turnLine({ turn, tool, pixels, areaPixels, dice: reached, refused }: TurnResult): string {
  const what =
    refused !== undefined
      ? `${tool}: ${refused}`
      : pixels === null
        ? tool.replace('_action', '')
        : drawnText(pixels)
  const area = areaPixels === null ? '' : `${whole(areaPixels).padStart(10)} pixels`
  const known = reached === undefined ? '' : `   Dice ${reached.toFixed(3)}`
  return `  ${String(turn).padStart(2)}  ${what.padEnd(30)}${area}${known}`.trimEnd()
}

function drawnText(drawn: Drawn): string {
  const at = (...numbers: number[]) => numbers.map(value => Number(value.toFixed(1))).join(',')
  if (drawn.kind === 'point') return `${drawn.positive ? '+' : '−'} ${at(drawn.at.x, drawn.at.y)}`
  const { x0, y0, x1, y1 } = drawn.box
  return `box ${at(x0, y0, x1, y1)}`
}

function maskLine({ mask: { areaPixels, areaMm2, areaFraction, components, box } }: SegmentResult): string {
  if (box === null) return 'mask: empty'
  const { x0, y0, x1, y1 } = box
  return [
    `mask: ${whole(areaPixels)} pixels`,
    ...(areaMm2 === null ? [] : [`${areaMm2.toFixed(1)} mm²`]),
    `${percent(areaFraction)} of the image`,
    components === 1 ? 'one part' : `${components} parts`,
    `within ${x0},${y0} to ${x1},${y1}`,
  ].join(', ')
}

function measuredText({ measured: found }: SegmentResult): string {
  if (found === null) return ''
  const distance = found.hd95 === null ? 'infinite' : `${found.hd95.toFixed(1)} ${found.unit}`
  return `; Dice ${found.dice.toFixed(3)}, IoU ${found.iou.toFixed(3)}, HD95 ${distance}`
}
