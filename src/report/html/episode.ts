/** An episode of segmentation for the eye: reference, last mask, and each turn with the mask it led to. */
import { isPraxisError } from '../../cases/index.ts'
import { decode, dice, gridOf, type Mask, type Raster, readMask, thumbnail } from '../../imaging/index.ts'
import { type RunRecord, readRunMedia } from '../../runs/index.ts'
import { type Layers, painterOf } from '../../tools/index.ts'
import { type Turn, turnsOf } from '../../verify/index.ts'
import { type Html, html } from './markup.ts'

/** Pixels of the longer side: twice what is shown, for sharp screens. */
const [largeSide, smallSide] = [420, 220]

/** Turns shown; longer episodes are rare, and their records have all. */
const mostTurns = 20

/** Undefined where the run does not hold the image, or it does not open. */
export async function episode(dir: string, record: RunRecord): Promise<Html | undefined> {
  const { media, reference } = record.case
  const medium = media.find(({ kind }) => kind === 'image')
  const bytes = medium && (await readRunMedia(dir, medium))
  if (bytes === undefined || reference?.format !== 'mask') return undefined
  const truth = await maskAt(dir, reference.mask)
  const turns = turnsOf(record.trace)
  const shown: ShownTurn[] = []
  for (const turn of turns.slice(0, mostTurns))
    shown.push({ ...turn, made: turn.mask && (await maskAt(dir, turn.mask)) })
  try {
    const image = await decode(bytes)
    const [large, small] = [await shower(image, largeSide), await shower(image, smallSide)]
    const last = shown.findLast(({ made }) => made !== undefined)?.made
    return html`<div class="masks">
<figure><img src="${await large({ reference: truth })}" alt="the image with the outline of the reference" loading="lazy"><figcaption>Reference</figcaption></figure>
<figure><img src="${await large({ mask: last, reference: truth })}" alt="the last mask over the image" loading="lazy"><figcaption>${last === undefined ? 'No mask was made' : 'Last mask'}</figcaption></figure>
${facts(record)}
</div>
<ol class="turns">${await Promise.all(shown.map((turn, i) => turnFigure(turn, i, small, truth)))}</ol>
${turns.length > mostTurns && html`<p class="note">The first ${mostTurns} of ${turns.length} calls.</p>`}`
  } catch (error) {
    if (isPraxisError(error)) return undefined
    throw error
  }
}

/** Draws layers as a data URI. */
type Shower = (layers: Layers) => Promise<string>

async function shower(image: Raster, side: number): Promise<Shower> {
  const paint = await painterOf(image, side)
  return async layers => {
    const small = await thumbnail(await paint(layers), side)
    return `data:image/webp;base64,${Buffer.from(small).toString('base64')}`
  }
}

type ShownTurn = Turn & { made: Mask | undefined }

async function turnFigure(
  { tool, arguments: args, drawn, made, refused }: ShownTurn,
  i: number,
  show: Shower,
  truth: Mask | undefined,
): Promise<Html> {
  const said = html`<figcaption><b>${i + 1}</b> ${callText(tool, args)}${
    made !== undefined &&
    truth !== undefined &&
    html`<br><span class="strong">Dice ${dice(gridOf(truth), gridOf(made)).toFixed(3)}</span>`
  }${refused !== undefined && html`<br><span class="soft">${refused}</span>`}</figcaption>`
  if (made === undefined) return html`<li class="callonly">${said}</li>`
  const uri = await show({ mask: made, ...(drawn && { drawn: [drawn] }) })
  return html`<li><img src="${uri}" alt="the mask after call ${i + 1}" loading="lazy">${said}</li>`
}

/** A call in a few characters: `box 113, 82, 886, 816`, `+ 548, 619`. */
function callText(tool: string, args: unknown): string {
  const given = typeof args === 'object' && args !== null ? args : {}
  const numbers = Object.values(given).find(value => Array.isArray(value))
  const at = Array.isArray(numbers) ? numbers.join(', ') : ''
  if (tool === 'add_bbox') return `box ${at}`
  if (tool === 'stop_action') return 'stop'
  if (tool !== 'add_point') return tool
  return `${'point_type' in given && given.point_type === 'negative' ? '−' : '+'} ${at}`
}

function facts({ verdict: { terms }, trace, case: { media } }: RunRecord): Html {
  const unit = media.some(({ spacing }) => spacing !== undefined) ? 'mm' : 'px'
  const share = (name: string) => terms[name]?.toFixed(3)
  const rows: [name: string, value: string | undefined][] = [
    ['Dice', share('dice')],
    ['IoU', share('iou')],
    ['HD95', terms.hd95 === undefined ? undefined : `${terms.hd95.toFixed(1)} ${unit}`],
    ['Turns', terms.turns === undefined ? undefined : `${terms.turns}, ${terms.redundant ?? 0} redundant`],
    ['Refused calls', terms.failedCalls ? String(terms.failedCalls) : undefined],
    ['Reward', share('medsam-agent.reward')],
    ['Strict reward', share('strict.reward')],
    ['Ended', trace.stop],
  ]
  return html`<dl class="measures">${rows.map(
    ([name, value]) => value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl>`
}

async function maskAt(dir: string, medium: Parameters<typeof readRunMedia>[1]): Promise<Mask | undefined> {
  const bytes = await readRunMedia(dir, medium)
  return bytes === undefined ? undefined : readMask(bytes).catch(() => undefined)
}
