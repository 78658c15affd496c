/**
 * The causal graph of one candidate, drawn: the patient's findings on the left, the knowledge that they meet in the
 * middle, the disease on the right. A row for each piece of knowledge, so lines seldom cross. What is expected and was
 * not found stands below, dashed. Knowledge that no finding meets is left out.
 */
import type { Diagnosis } from '../../agents/index.ts'
import { shorten } from '../text-table.ts'
import { type Html, html } from './markup.ts'

type Graph = Diagnosis['graphs'][number]
type Node = Graph['nodes'][number]

/** Pixels at full width: columns with their left edge and width, and the height of a row. */
const patientAt = { x: 0, width: 230 }
const knowledgeAt = { x: 290, width: 230 }
const diseaseAt = { x: 600, width: 200 }
const [rowHeight, boxHeight, lettersPerBox] = [28, 21, 32]

type Row = { patient: Node | undefined; known: Node; edge: 'matching' | 'conflict' | 'penalty' }

export function causalGraph(graph: Graph): Html {
  const rows = rowsOf(graph)
  const height = Math.max(1, rows.length) * rowHeight
  const middle = height / 2
  return html`<svg class="causal" viewBox="0 0 800 ${height}" role="img" aria-label="causal graph of ${graph.disease}">${rows.map(
    ({ edge }, i) => link(edge, yOf(i), middle),
  )}${rows.map(({ patient, known, edge }, i) => [
    patient === undefined
      ? html``
      : html`<path class="${edge}" d="M${patientAt.x + patientAt.width} ${yOf(i)}H${knowledgeAt.x}"/>${box(patientAt, yOf(i), patient.status === 'Absent' ? `no ${patient.content}` : patient.content, 'patient')}`,
    box(knowledgeAt, yOf(i), known.content, known.kind),
  ])}${box(diseaseAt, middle, graph.disease, 'disease')}</svg>`
}

/** Matches with pivots first, then conflicts, then what is missing. */
function rowsOf({ nodes, edges }: Graph): Row[] {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const rows = edges.flatMap(({ from, to, kind }): Row[] => {
    const known = byId.get(kind === 'penalty' ? from : to)
    if (known === undefined || (kind !== 'matching' && kind !== 'conflict' && kind !== 'penalty')) return []
    return [{ patient: kind === 'penalty' ? undefined : byId.get(from), known, edge: kind }]
  })
  const rank = ({ edge, known }: Row) =>
    ['matching', 'conflict', 'penalty'].indexOf(edge) * 2 + (known.kind === 'pivot' ? 0 : 1)
  return rows.sort((a, b) => rank(a) - rank(b))
}

function yOf(row: number): number {
  return (row + 0.5) * rowHeight
}

/** From the knowledge to the disease: support, rule-out, or a penalty. */
function link(edge: Row['edge'], y: number, middle: number): Html {
  const [from, to] = [knowledgeAt.x + knowledgeAt.width, diseaseAt.x]
  const half = (from + to) / 2
  return html`<path class="${edge}" d="M${from} ${y}C${half} ${y} ${half} ${middle} ${to} ${middle}"/>`
}

function box({ x, width }: typeof patientAt, y: number, content: string, kind: Node['kind']): Html {
  return html`<g class="node ${kind}"><title>${content}</title><rect x="${x}" y="${y - boxHeight / 2}" width="${width}" height="${boxHeight}" rx="4"/><text x="${x + 8}" y="${y + 4}">${shorten(content, kind === 'disease' ? 24 : lettersPerBox)}</text></g>`
}
