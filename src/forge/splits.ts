/**
 * Guards against contamination between splits: the same patient, the same image or a near-duplicate of it
 * in training and test data lets a model recognise what it should judge. Shared by the builders.
 *
 * Near-duplicates are pictures whose perceptual hashes differ in at most `nearDuplicateDistance` of 64
 * bits; they are found pair by pair, so 10,000 pictures mean 50 million comparisons.
 */
import { random } from '../cases/index.ts'
import { hashDistance, nearDuplicateDistance, type PerceptualHash } from '../imaging/index.ts'

export type SplitItem = {
  id: string
  split?: string
  patient?: string
  /** SHA-256 of the bytes of the image. Absent where there is no image. */
  image?: string
  /** Of the same image. */
  perceptual?: PerceptualHash
}

export type Leak = { kept: string; refused: string; splits: [kept: string, refused: string]; why: string }

/** Why two items must be in one split; undefined where they may be in two. */
export function kinship(a: SplitItem, b: SplitItem): string | undefined {
  return a.patient !== undefined && a.patient === b.patient ? `same patient ${a.patient}` : samePicture(a, b)
}

/** Why two items show the same picture; undefined where they do not. */
export function samePicture(a: SplitItem, b: SplitItem): string | undefined {
  if (a.image !== undefined && a.image === b.image) return 'same image'
  if (a.perceptual === undefined || b.perceptual === undefined) return undefined
  const distance = hashDistance(a.perceptual, b.perceptual)
  return distance > nearDuplicateDistance
    ? undefined
    : `near-duplicate images (${distance} of 64 bits differ)`
}

/** A test split keeps what it has; then validation, then training; splits of other names come last, by name. */
const precedence = ['test', 'val', 'valid', 'validation', 'dev', 'train', 'training']

/**
 * Items that would leak into a split that comes before theirs are refused, each with one reason. Items
 * without a split are left alone. Both lists keep the order of the items.
 */
export function refuseLeaks<T extends SplitItem>(items: readonly T[]): { kept: T[]; refused: Leak[] } {
  const refused = new Map<T, Leak>()
  const placed = items.filter(item => item.split !== undefined).toSorted(bySplit)
  for (const [i, b] of placed.entries())
    for (const a of placed.slice(0, i)) {
      if (a.split === b.split || refused.has(a)) continue
      const why = kinship(a, b)
      if (why === undefined) continue
      refused.set(b, { kept: a.id, refused: b.id, splits: [a.split ?? '', b.split ?? ''], why })
      break
    }
  return {
    kept: items.filter(item => !refused.has(item)),
    refused: items.flatMap(item => refused.get(item) ?? []),
  }
}

function bySplit(a: SplitItem, b: SplitItem): number {
  const [one = '', two = ''] = [a.split, b.split]
  return rankOf(one) - rankOf(two) || (one < two ? -1 : one > two ? 1 : 0)
}

function rankOf(split: string): number {
  const at = precedence.indexOf(split.toLowerCase())
  return at === -1 ? precedence.length : at
}

/** Items that belong together, through any chain of kinships; groups and members in the order of the items. */
export function groupKin<T extends SplitItem>(items: readonly T[]): T[][] {
  const groups: T[][] = []
  for (const item of items) {
    const kin = groups.filter(group => group.some(other => kinship(item, other) !== undefined))
    const [first] = kin
    if (first === undefined) {
      groups.push([item])
      continue
    }
    for (const group of kin.slice(1)) {
      first.push(...group)
      groups.splice(groups.indexOf(group), 1)
    }
    first.push(item)
  }
  return groups
}

/**
 * A split for every group, so that kin stay together: groups are dealt in a seeded order, each to the split
 * that lacks most of its share. `shares` are parts of the whole, such as { test: 0.6, train: 0.4 }.
 */
export function dealSplits<T extends SplitItem>(
  groups: readonly (readonly T[])[],
  shares: Readonly<Record<string, number>>,
  seed: number,
): Map<string, string> {
  const total = groups.reduce((sum, group) => sum + group.length, 0)
  const held = new Map(Object.keys(shares).map(split => [split, 0]))
  const splits = new Map<string, string>()
  const lack = (split: string) => (shares[split] ?? 0) * total - (held.get(split) ?? 0)
  const order = random(`splits ${seed}`).shuffle(groups)
  for (const group of order.toSorted((a, b) => b.length - a.length)) {
    const [first = ''] = Object.keys(shares).toSorted((a, b) => lack(b) - lack(a))
    held.set(first, (held.get(first) ?? 0) + group.length)
    for (const { id } of group) splits.set(id, first)
  }
  return splits
}
