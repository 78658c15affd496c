/** What a template of questions is, and what all of them need. */
import type { Random } from '../../cases/index.ts'
import { type NamedFixation, visitsOf } from '../../imaging/index.ts'
import type { MedgazeDimension, MedgazeItem, MedgazeTrap } from './item.ts'
import type { MedgazeProtocol } from './protocol.ts'
import type { Scene } from './scene.ts'

export type Draft = {
  dimension: MedgazeDimension
  subtask: MedgazeItem['subtask']
  trap: MedgazeTrap
  /** The trap whose words these are, where the premise holds. */
  controlFor?: Exclude<MedgazeTrap, 'none'>
  /** The part of the scan path that is given. */
  path: NamedFixation[]
  focus?: { startMs: number; endMs: number }
  question: string
  correct: string
  wrong: string[]
  /** The one of the wrong options that goes along with the trap. */
  lure?: string
}

export type Context = { scene: Scene; protocol: MedgazeProtocol | undefined; random: Random }

export type Template = {
  id: string
  /** In equal shares; one that occurs twice is asked for twice as often. Empty where nothing can be asked. */
  truths: (context: Context) => string[]
  /** Visits that make this truth likely, for looking that is simulated. */
  visits: (context: Context, truth: string) => string[]
  /** The item that a scan path gives, if this is true of it. */
  draft: (context: Context, path: NamedFixation[], truth: string) => Draft | undefined
}

export const mostWrong = 3

export function severalAreas({ areas }: Scene): string[] {
  return areas.length < 2 ? [] : areas.map(({ name }) => name)
}

export function otherNames({ areas }: Scene, name: string): string[] {
  return areas.map(area => area.name).filter(other => other !== name)
}

export function pickSome(texts: readonly string[], random: Random): string[] {
  return random.shuffle(texts).slice(0, mostWrong)
}

/** Areas at random, none twice in a row, and the last another than `next`; the first are all different. */
export function wander({ scene, random }: Context, visits: number, next?: string): string[] {
  const names = scene.areas.map(({ name }) => name)
  const path: string[] = []
  while (path.length < visits) {
    const fresh = names.filter(name => !path.includes(name))
    const open = (fresh.length > 1 ? fresh : names).filter(
      name => name !== path.at(-1) && (path.length < visits - 1 || name !== next),
    )
    if (open.length === 0) break
    path.push(random.pick(open))
  }
  return path
}

export function firstLooks(path: readonly NamedFixation[]): { aoi: string; startMs: number }[] {
  const visits = visitsOf(path)
  return visits.filter(({ aoi }, i) => visits.findIndex(visit => visit.aoi === aoi) === i)
}
