/** From scenes to items: truths in turns, the right option at every place equally often, all seeded. */
import { type Random, random } from '../../cases/index.ts'
import { type NamedFixation, visitsOf } from '../../imaging/index.ts'
import type { MedgazeRow } from './item.ts'
import type { MedgazeProtocol } from './protocol.ts'
import type { Scan, Scene } from './scene.ts'
import { simulateScan } from './simulate.ts'
import type { Context, Draft, Template } from './template.ts'
import { templates } from './templates.ts'

export const medgazeBuilder = 1

/** Items of one template on one picture: two rounds of four truths. */
const perScene = 8
/** Scan paths simulated in search of one of which the wanted is true. */
const mostTries = 40

export type BuiltItem = { row: MedgazeRow; template: string; scene: Scene }

/**
 * Items with templates and scenes in turns, so that the first of them are a sample of all. The same scenes,
 * protocol and seed give the same items.
 */
export function buildItems(
  scenes: readonly Scene[],
  protocol: MedgazeProtocol | undefined,
  seed: number,
): BuiltItem[] {
  const takeTurns = turns(seed)
  const byScene = scenes.map(scene =>
    inTurns(
      templates.map(template => {
        const context = { scene, protocol, random: random(`${seed}/${scene.name}/${template.id}`) }
        const truths = template.truths(context)
        const used = new Set<string>()
        const made: BuiltItem[] = []
        // Each truth that cannot be had is passed over once; after a whole round without one, that is all.
        for (let passed = 0; truths.length > 0 && made.length < perScene && passed < truths.length; ) {
          const truth = takeTurns(`${template.id}/truth`, truths)
          const found = find(context, template, truth, used)
          if (found === undefined) {
            passed++
            continue
          }
          passed = 0
          const id = `${scene.name}-${template.id}-${made.length + 1}`
          made.push({ row: rowOf(id, context, found, seed, takeTurns), template: template.id, scene })
        }
        return made
      }),
    ),
  )
  return inTurns(byScene)
}

/** The first of each list, then the second of each, and so on. */
function inTurns<T>(lists: readonly T[][]): T[] {
  const longest = Math.max(0, ...lists.map(list => list.length))
  return Array.from({ length: longest }, (_, i) => lists.flatMap(list => list.slice(i, i + 1))).flat()
}

type Found = { draft: Draft; scan: Scan; template: string; truth: string }

function find(context: Context, template: Template, truth: string, used: Set<string>): Found | undefined {
  for (const { scan, path } of candidates(context, template, truth)) {
    const draft = template.draft(context, path, truth)
    if (draft === undefined || draft.wrong.length === 0) continue
    const mark = JSON.stringify([scan.origin, extent(draft), draft.question, draft.correct])
    if (scan.kind === 'real' && used.has(mark)) continue
    used.add(mark)
    return { draft, scan, template: template.id, truth }
  }
  return undefined
}

/** Of one recording a spatial item is another where another fixation is the last; any else where another visit is. */
function extent({ dimension, path }: Draft): number {
  return dimension === 'spatial' ? path.length : visitsOf(path).length
}

/** Of real looking every beginning of the path that ends in an area; otherwise simulated paths. */
function* candidates(
  context: Context,
  template: Template,
  truth: string,
): Generator<{ scan: Scan; path: NamedFixation[] }> {
  const { scene } = context
  if (scene.scans.length > 0) {
    const cuts = scene.scans.flatMap(scan =>
      scan.path.flatMap(({ aoi }, i) =>
        aoi === undefined ? [] : [{ scan, path: scan.path.slice(0, i + 1) }],
      ),
    )
    yield* context.random.shuffle(cuts)
    return
  }
  for (let i = 0; i < mostTries; i++) {
    const scan = simulateScan(scene, template.visits(context, truth), context.random)
    yield { scan, path: scan.path }
  }
}

type TakeTurns = <T extends string>(name: string, values: readonly T[]) => T

/** Deals values in shuffled rounds, one deck for each name and set of values. */
function turns(seed: number): TakeTurns {
  const decks = new Map<string, { stream: Random; left: string[] }>()
  return <T extends string>(name: string, values: readonly T[]): T => {
    const key = `${name}/${values.join('|')}`
    const deck = decks.get(key) ?? { stream: random(`${seed}/${key}`), left: [] }
    decks.set(key, deck)
    if (deck.left.length === 0) deck.left = deck.stream.shuffle(values)
    const next = deck.left.pop()
    return values.find(value => value === next) ?? deck.stream.pick(values)
  }
}

function rowOf(
  id: string,
  { scene }: Context,
  { draft, scan, template, truth }: Found,
  seed: number,
  takeTurns: TakeTurns,
): MedgazeRow {
  const order = random(`${seed}/options/${id}`).shuffle(draft.wrong)
  const keys = ['A', 'B', 'C', 'D', 'E', 'F'].slice(0, order.length + 1)
  const answer = takeTurns(`${template}/place`, keys)
  order.splice(keys.indexOf(answer), 0, draft.correct)
  const options = order.map((text, i) => ({ key: keys[i] ?? '', text: capital(text) }))
  const lure = draft.lure && options.find(({ text }) => text === capital(draft.lure ?? ''))?.key
  return {
    id,
    ...(scene.patient !== undefined && { patient: scene.patient }),
    images: [`images/${scene.file}`],
    gaze: {
      kind: scan.kind,
      frame: { unit: 'pixel', width: scene.width, height: scene.height },
      fixations: draft.path.map(({ startMs, endMs, at: { x, y } }) => ({
        startMs,
        endMs,
        x: tenth(x),
        y: tenth(y),
      })),
      ...(draft.focus && { focus: draft.focus }),
    },
    dimension: draft.dimension,
    subtask: draft.subtask,
    question: [scene.legend, draft.question].filter(Boolean).join(' '),
    options,
    answer,
    trap: draft.trap,
    ...(draft.controlFor && { controlFor: draft.controlFor }),
    ...(lure && { lure }),
    scenario: scene.scenario,
    provenance: { builder: medgazeBuilder, seed, template, truth, gaze: scan.kind, ...scan.origin },
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
