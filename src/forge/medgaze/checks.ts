/** The checks of a protocol in one picture, and what a scan path makes of them. */
import type { NamedFixation } from '../../imaging/index.ts'
import type { MedgazeProtocol } from './protocol.ts'
import { type Context, firstLooks } from './template.ts'

/** The protocol's checks where there are enough of them, each with an area of its own in this picture. */
export function checksOf({ scene, protocol }: Context): MedgazeProtocol['steps'] {
  const steps = protocol?.steps ?? []
  const own = new Set(steps.map(({ aoi }) => aoi))
  const known = steps.every(({ aoi }) => scene.areas.some(({ name }) => name === aoi))
  return steps.length >= 5 && own.size === steps.length && known ? steps : []
}

export function protocolText(context: Context): string {
  const checks = checksOf(context).map(({ text }, i) => `${i + 1}. ${text}`)
  return `The protocol asks for these checks, in this order; one is made by looking at its area:\n${checks.join('\n')}`
}

/** The checks as asked for, one of them passed over, or two neighbours exchanged. */
export function faultyVisits(context: Context, truth: string): string[] {
  const aois = checksOf(context).map(({ aoi }) => aoi)
  if (truth === 'missing') {
    const at = context.random.below(aois.length)
    return aois.filter((_, i) => i !== at)
  }
  if (truth === 'swapped') {
    const at = context.random.below(aois.length - 1)
    const [a, b] = aois.splice(at, 2)
    if (a !== undefined && b !== undefined) aois.splice(at, 0, b, a)
  }
  return aois
}

type Compliance = { kind: 'complete' } | { kind: 'missing' | 'swapped'; at: number }

/** What the first looks at the checks amount to; undefined where more than one thing is amiss. */
export function complianceOf(context: Context, path: readonly NamedFixation[]): Compliance | undefined {
  const order = checksOf(context).map(({ aoi }) => aoi)
  const looked = firstLooks(path)
    .map(({ aoi }) => order.indexOf(aoi))
    .filter(at => at >= 0)
  const missing = order.flatMap((_, i) => (looked.includes(i) ? [] : [i]))
  const late = looked.flatMap((at, i) => (i > 0 && (looked[i - 1] ?? 0) > at ? [at] : []))
  const [absent, ...moreAbsent] = missing
  const [swapped, ...moreSwapped] = late
  if (absent === undefined && swapped === undefined) return { kind: 'complete' }
  if (absent !== undefined && swapped === undefined && moreAbsent.length === 0)
    return { kind: 'missing', at: absent }
  const neighbours = swapped !== undefined && looked[looked.indexOf(swapped) - 1] === swapped + 1
  if (absent === undefined && neighbours && moreSwapped.length === 0) return { kind: 'swapped', at: swapped }
  return undefined
}
