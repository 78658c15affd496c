/** Evidence as a picture: 8-bit grey, its maximum white, interpolated linearly. */
import { encodePng } from '../../imaging/index.ts'
import type { Evidence } from '../../models/index.ts'

const longestSide = 512

/** PNG of the proportions of the picture, of its size or at most 512 pixels on the longer side. */
export async function heatMapPng(
  evidence: Evidence,
  picture: { width: number; height: number },
): Promise<Uint8Array> {
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height))
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  const heat = interpolateEvidence(evidence, width, height)
  const most = heat.reduce((greatest, value) => Math.max(greatest, value), 0)
  const samples = Uint8Array.from(heat, value => (most > 0 ? Math.round((255 * value) / most) : 0))
  return encodePng({ width, height, channels: 1, samples })
}

/** On another grid over the same picture, linearly between the middles of its cells. */
export function interpolateEvidence(evidence: Evidence, width: number, height: number): Float32Array {
  const { values } = evidence
  const heat = new Float32Array(width * height)
  const across = stepsOf(evidence.width, width)
  for (const [y, row] of stepsOf(evidence.height, height).entries())
    for (const [x, column] of across.entries()) {
      const at = (j: number, i: number) => values[j * evidence.width + i] ?? 0
      const upper = at(row.low, column.low) * (1 - column.part) + at(row.low, column.high) * column.part
      const lower = at(row.high, column.low) * (1 - column.part) + at(row.high, column.high) * column.part
      heat[y * width + x] = upper * (1 - row.part) + lower * row.part
    }
  return heat
}

/** The two cells between whose middles each new one lies. */
function stepsOf(cells: number, count: number): { low: number; high: number; part: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const at = Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / count - 0.5))
    const low = Math.floor(at)
    return { low, high: Math.min(cells - 1, low + 1), part: at - low }
  })
}
