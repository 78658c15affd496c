/**
 * `praxis forge medgaze`: items in the manner of MedGaze-Bench from one's own pictures, areas and eye
 * tracking. Where nobody's gaze was recorded, looking is simulated over the real pictures and marked so.
 * The folder that is written can be forged from again: it holds pictures, masks, areas and protocol.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Card, cardSchema, messageOf, PraxisError } from '../../cases/index.ts'
import { dealSplits, groupKin, type Leak, refuseLeaks } from '../splits.ts'
import { type BuiltItem, buildItems, medgazeBuilder } from './build-items.ts'
import { findScenes } from './find-scenes.ts'
import type { MedgazeProtocol } from './protocol.ts'
import type { Refusal, Scene } from './scene.ts'

export type ForgeMedgazeOptions = {
  /** Folder with pictures, areas and gaze; see `find-scenes.ts`. */
  from: string
  /** Folder to write. */
  out: string
  seed: number
  /** A protocol file; by default `protocol.json` in the folder. */
  protocol?: string
}

export type MedgazeSummary = {
  out: string
  seed: number
  builder: number
  items: number
  /** Items by split, dimension, sub-task, trap, template and kind of gaze. */
  counts: Record<'split' | 'dimension' | 'subtask' | 'trap' | 'template' | 'gaze', Record<string, number>>
  pictures: number
  recordings: number
  /** By template: what guessing earns, and what the best constant letter earns, 0..1. */
  blind: Record<string, { items: number; chance: number; bestLetter: number }>
  refused: Refusal[]
  leaks: Leak[]
  notes: string[]
}

/** From this many unrelated pictures on, a third of them makes a training split. */
const picturesForTraining = 6

/** Throws `data-missing` or `data-malformed` where no item can be made, `bad-usage` where nothing can be written. */
export async function forgeMedgaze(options: ForgeMedgazeOptions): Promise<MedgazeSummary> {
  const { from, seed } = options
  const out = resolve(options.out)
  const found = await findScenes(from, options.protocol)
  const { scenes, leaks } = split(found.scenes, seed)
  const built = buildItems(scenes, found.protocol, seed)
  if (built.length === 0)
    throw new PraxisError(
      'data-missing',
      `no item can be made${found.refused[0] ? `: ${found.refused[0].scene}: ${found.refused[0].why}` : ''}`,
      'give pictures with at least two named areas',
      { file: from },
    )
  const notes = found.assumedLungs
    ? [
        'nothing says what the masks show; they look like two lungs and are taken for lungs on frontal radiographs',
      ]
    : []
  const summary = summarise(built, scenes, { out, seed, refused: found.refused, leaks, notes })
  const card = await cardFor(from, summary)
  try {
    await write(out, built, scenes, found.protocol, card)
  } catch (error) {
    throw new PraxisError(
      'bad-usage',
      messageOf(error),
      'name a folder that can be written',
      { file: out },
      error,
    )
  }
  return summary
}

/** Declared splits are kept and their leaks refused; otherwise kin stay together. */
function split(scenes: Scene[], seed: number): { scenes: Scene[]; leaks: Leak[] } {
  const items = scenes.map(scene => ({ ...scene, id: scene.name }))
  if (items.some(scene => scene.split !== undefined)) {
    const { kept, refused } = refuseLeaks(items)
    return { scenes: kept, leaks: refused }
  }
  const groups = groupKin(items)
  if (groups.length < picturesForTraining) return { scenes, leaks: [] }
  const splits = dealSplits(groups, { test: 2 / 3, train: 1 / 3 }, seed)
  return {
    scenes: items.map(scene => ({ ...scene, split: splits.get(scene.id) ?? 'test' })),
    leaks: [],
  }
}

async function write(
  out: string,
  built: readonly BuiltItem[],
  scenes: readonly Scene[],
  protocol: MedgazeProtocol | undefined,
  card: Card,
): Promise<void> {
  await mkdir(join(out, 'images'), { recursive: true })
  const used = new Set(built.map(({ scene }) => scene))
  const aois: Record<string, { aois: unknown[]; absent?: string[] }> = {}
  for (const scene of scenes.filter(one => used.has(one))) {
    await copy(scene.path, join(out, 'images', scene.file))
    for (const [path, file] of scene.masks) await copy(file, join(out, path))
    const rows = scene.areas.flatMap(({ row }) => row ?? [])
    const absent = scene.absent.filter(name => !protocol?.absent.includes(name))
    if (rows.length > 0) aois[scene.file] = { aois: rows, ...(absent.length > 0 && { absent }) }
  }
  for (const [name, items] of Map.groupBy(built, ({ scene }) => scene.split ?? 'test'))
    await writeFile(join(out, `${name}.jsonl`), items.map(({ row }) => `${JSON.stringify(row)}\n`).join(''))
  if (Object.keys(aois).length > 0) await writeJson(join(out, 'aois.json'), aois)
  const facts = factsOf([...used])
  if (facts !== undefined) await writeFile(join(out, 'images.csv'), facts)
  if (protocol !== undefined) await writeJson(join(out, 'protocol.json'), protocol)
  await writeJson(join(out, 'card.json'), card)
}

async function copy(file: string, to: string): Promise<void> {
  if (resolve(file) === resolve(to)) return
  await mkdir(dirname(to), { recursive: true })
  await copyFile(file, to)
}

/** What is known of pictures beside their areas, as `images.csv`; nothing where nothing is. */
function factsOf(scenes: readonly Scene[]): string | undefined {
  if (scenes.every(({ patient, split: part }) => patient === undefined && part === undefined))
    return undefined
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const rows = scenes.map(({ file, patient = '', split: part = '', scenario }) =>
    [file, patient, part, scenario].map(cell).join(','),
  )
  return `${['image,patient,split,scenario', ...rows].join('\n')}\n`
}

function writeJson(file: string, value: unknown): Promise<void> {
  return writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
}

function summarise(
  built: readonly BuiltItem[],
  scenes: readonly Scene[],
  rest: Pick<MedgazeSummary, 'out' | 'seed' | 'refused' | 'leaks' | 'notes'>,
): MedgazeSummary {
  const count = (of: (item: BuiltItem) => string) =>
    Object.fromEntries([...Map.groupBy(built, of)].map(([value, items]) => [value, items.length]))
  const blind = [...Map.groupBy(built, ({ template }) => template)].map(([template, items]) => {
    const letters = Map.groupBy(items, ({ row }) => row.answer)
    const chance = items.reduce((sum, { row }) => sum + 1 / row.options.length, 0) / items.length
    const bestLetter = Math.max(...[...letters.values()].map(same => same.length)) / items.length
    return [template, { items: items.length, chance: hundredth(chance), bestLetter: hundredth(bestLetter) }]
  })
  return {
    ...rest,
    builder: medgazeBuilder,
    items: built.length,
    counts: {
      split: count(({ scene }) => scene.split ?? 'test'),
      dimension: count(({ row }) => row.dimension),
      subtask: count(({ row }) => row.subtask),
      trap: count(({ row }) => row.trap ?? 'none'),
      template: count(({ template }) => template),
      gaze: count(({ row }) => row.gaze.kind),
    },
    pictures: new Set(built.map(({ scene }) => scene.name)).size,
    recordings: scenes.reduce((sum, { scans }) => sum + scans.length, 0),
    blind: Object.fromEntries(blind),
  }
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100
}

/** What the source's card says of rights is kept; what was made of it is told anew. */
async function cardFor(from: string, { items, pictures, seed, counts }: MedgazeSummary): Promise<Card> {
  const text = await readFile(join(from, 'card.json'), 'utf8').catch(() => undefined)
  const own = text === undefined ? undefined : cardSchema.safeParse(parse(text))
  const simulated = counts.gaze.simulated ?? 0
  const gaze =
    simulated === 0
      ? 'The gaze is real.'
      : simulated === items
        ? 'All gaze is SIMULATED: nobody looked at these pictures in this way. It tests whether a model can use gaze, not how clinicians look.'
        : `${simulated} of ${items} items have simulated gaze.`
  return {
    name: 'MedGaze items forged from own pictures',
    licence: 'not stated',
    access: 'open',
    citation: 'not stated',
    source: 'not stated',
    ...(own?.success && own.data),
    version: `builder ${medgazeBuilder}, seed ${seed}: ${items} items on ${pictures} pictures`,
    intendedUse:
      'Measuring in research whether a model uses where a clinician looks, and whether it falls for traps. Not a medical device.',
    limits: `${gaze} Made in the manner of MedGaze-Bench (arXiv 2601.06750), whose data, formats and figures are unpublished: results do not compare with the paper's. Areas are where masks or lists put them; zones are equal parts of a region's height. No item says anything of disease.`,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
