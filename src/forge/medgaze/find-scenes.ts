/**
 * Scenes in a folder. Pictures lie in `images/`, or beside everything else; what is known of each is found
 * by its stem:
 *
 * - areas: `aois.json`, a mask in `masks/` or called `STEM-mask` or `STEM_mask`, or Pupil Cloud's
 *   `aoi_fixations.csv`;
 * - looking: gaze tables of any known layout, in the folder or in `gaze/`; a recording belongs to the picture
 *   whose stem is its id or its file's stem, or to the only picture there is;
 * - `images.csv` may add image, patient, split and scenario;
 * - `protocol.json` may name what masks show, and the checks.
 *
 * Folders `train/`, `val/` and `test/` are such folders themselves, and splits.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { hashBytes, messageOf, PraxisError, shippedPath } from '../../cases/index.ts'
import { inspectImage, type PictureSize, perceptualHash } from '../../imaging/index.ts'
import { listedAreas, looksLikeLungs, maskedAreas } from './areas.ts'
import { type MedgazeProtocol, readProtocol } from './protocol.ts'
import { type Folder, readFolder } from './read-folder.ts'
import { areasFromFixations, type Recorded, recordingsOf, scanOf } from './real-scans.ts'
import type { Refusal, Scene, SceneAoi } from './scene.ts'

const splits = ['train', 'val', 'test']

export type Found = {
  scenes: Scene[]
  refused: Refusal[]
  protocol?: MedgazeProtocol
  /** True where nothing declared the masks and they were taken for lungs by their shape. */
  assumedLungs: boolean
}

/** Throws `data-missing` where there is no picture, `data-malformed` for a protocol or list that is none. */
export async function findScenes(from: string, protocolFile?: string): Promise<Found> {
  const names = await readdir(from).catch((error: unknown) => {
    throw new PraxisError('data-missing', `cannot list the folder (${messageOf(error)})`, 'check --from', {
      file: from,
    })
  })
  const own = names.includes('protocol.json') ? join(from, 'protocol.json') : undefined
  const declared = protocolFile ?? own
  const protocol = declared === undefined ? undefined : await readProtocol(declared)
  const parts = splits.filter(split => names.includes(split))
  const found: Found = { scenes: [], refused: [], assumedLungs: false, ...(protocol && { protocol }) }
  for (const part of parts) {
    const { scenes, refused, ...rest } = await scenesIn(join(from, part), found.protocol)
    add(found, {
      ...rest,
      scenes: scenes.map(s => inSplit(s, part)),
      refused: refused.map(r => inPart(r, part)),
    })
  }
  if (parts.length === 0) add(found, await scenesIn(from, protocol))
  if (found.scenes.length === 0 && found.refused.length === 0)
    throw new PraxisError(
      'data-missing',
      'the folder holds no picture',
      'give one with images/ and masks/, or an eye-tracker export',
      { file: from },
    )
  return found
}

function add(found: Found, part: Found): void {
  found.scenes.push(...part.scenes)
  found.refused.push(...part.refused)
  found.assumedLungs ||= part.assumedLungs
  if (part.protocol !== undefined) found.protocol ??= part.protocol
}

/** Two splits may hold pictures and masks of one name, so both are called by their split. */
function inSplit(scene: Scene, split: string): Scene {
  const masks = new Map([...scene.masks].map(([path, file]) => [prefixed(path, split), file]))
  const areas = scene.areas.map(area =>
    area.row?.mask === undefined
      ? area
      : { ...area, row: { ...area.row, mask: prefixed(area.row.mask, split) } },
  )
  return { ...scene, name: `${split}-${scene.name}`, file: `${split}-${scene.file}`, split, masks, areas }
}

function prefixed(path: string, split: string): string {
  return `masks/${split}-${basename(path)}`
}

function inPart({ scene, why }: Refusal, part: string): Refusal {
  return { scene: `${part}-${scene}`, why }
}

type Picture = { stem: string; path: string; bytes: Uint8Array; size: PictureSize }

async function scenesIn(from: string, declared: MedgazeProtocol | undefined): Promise<Found> {
  const folder = await readFolder(from)
  const found: Found = { scenes: [], refused: folder.refused, assumedLungs: false }
  const sizes = new Map<string, PictureSize>()
  for (const [stem, path] of folder.images)
    try {
      sizes.set(stem, await inspectImage(await readFile(path)))
    } catch (error) {
      found.refused.push({ scene: stem, why: messageOf(error) })
    }
  const recorded = await recordingsOf(folder.tables, sizes)
  found.refused.push(...recorded.refused)
  const assumed = declared === undefined ? await lungsByShape(folder) : undefined
  const protocol = declared ?? assumed
  found.assumedLungs = assumed !== undefined
  for (const [stem, size] of sizes) {
    const path = folder.images.get(stem) ?? ''
    const picture = { stem, path, bytes: await readFile(path), size }
    const own = recorded.found.filter(one => one.picture === stem)
    const made = await sceneOf(from, picture, folder, own, protocol)
    if ('scene' in made) found.scenes.push(made.scene)
    found.refused.push(...made.refused)
  }
  onlyLookedAt(found)
  return { ...found, ...(protocol && { protocol }) }
}

/** The one declaration that ships: masks that look like two lungs are taken for that, and it is said. */
async function lungsByShape({ masks, lists }: Folder): Promise<MedgazeProtocol | undefined> {
  for (const [stem, mask] of masks)
    if (!lists.has(stem) && (await looksLikeLungs(mask)))
      return readProtocol(shippedPath('medgaze-mini/protocol.json'))
  return undefined
}

/** Where somebody really looked, nothing is made up beside it. */
function onlyLookedAt(found: Found): void {
  if (found.scenes.every(({ scans }) => scans.length === 0)) return
  for (const { name } of found.scenes.filter(({ scans }) => scans.length === 0))
    found.refused.push({ scene: name, why: 'no recording looks at it, and others are looked at' })
  found.scenes = found.scenes.filter(({ scans }) => scans.length > 0)
}

async function sceneOf(
  from: string,
  { stem, path, bytes, size }: Picture,
  folder: Folder,
  recorded: Recorded[],
  protocol: MedgazeProtocol | undefined,
): Promise<{ scene: Scene; refused: Refusal[] } | { refused: Refusal[] }> {
  const refuse = (why: string): Refusal => ({ scene: stem, why })
  const list = folder.lists.get(stem)
  const mask = folder.masks.get(stem)
  const outlined = await areasOf(from, size, mask, list?.aois, protocol)
  if (typeof outlined === 'string') return { refused: [refuse(outlined)] }
  const vendor = outlined.length > 0 ? undefined : folder.vendor
  const areas = vendor === undefined ? outlined : areasFromFixations(recorded, vendor)
  if (areas.length < 2) return { refused: [refuse('it has fewer than two named areas')] }
  const scans = recorded.map(one => ({ one, scan: scanOf(one, { areas, ...size }, vendor) }))
  const refused = scans.flatMap(({ one, scan }) =>
    typeof scan === 'string' ? [refuse(`recording ${one.recording.id}: ${scan}`)] : [],
  )
  const { patient, split, scenario } = folder.facts.get(stem) ?? {}
  const scene: Scene = {
    name: stem,
    file: basename(path),
    path,
    ...size,
    image: hashBytes(bytes),
    perceptual: await perceptualHash(bytes),
    ...(patient && { patient }),
    ...(split && { split }),
    scenario: scenario || (protocol?.scenario ?? 'not stated'),
    areas,
    ...legendOf(protocol),
    masks: masksOf(from, areas, mask),
    absent: [...new Set([...(list?.absent ?? []), ...(protocol?.absent ?? [])])],
    scans: scans.flatMap(({ scan }) => (typeof scan === 'string' ? [] : [scan])),
  }
  return { scene, refused }
}

async function areasOf(
  from: string,
  size: PictureSize,
  mask: string | undefined,
  list: Parameters<typeof listedAreas>[0] | undefined,
  protocol: MedgazeProtocol | undefined,
): Promise<SceneAoi[] | string> {
  if (list !== undefined) return listedAreas(list, size, path => join(from, path))
  if (mask === undefined) return []
  if (protocol?.masks === undefined)
    return 'nothing says what the mask shows: give a protocol with "masks", or aois.json'
  return maskedAreas(mask, `masks/${basename(mask)}`, size, protocol.masks)
}

/** Zones are a convention, so the reader of a question is told it. */
function legendOf(protocol: MedgazeProtocol | undefined): { legend?: string } {
  const { structure = '', zones = [] } = protocol?.masks ?? {}
  if (zones.length < 2) return {}
  const named = zones.join(', ')
  return { legend: `Zones are equal parts of the height of each ${structure}, from the top: ${named}.` }
}

/** The mask files that rows of areas refer to. */
function masksOf(from: string, areas: SceneAoi[], mask: string | undefined): Map<string, string> {
  return new Map(
    areas.flatMap(({ row }): [string, string][] => {
      if (row?.mask === undefined) return []
      const isOwn = mask !== undefined && basename(mask) === basename(row.mask)
      return [[row.mask, isOwn ? mask : join(from, row.mask)]]
    }),
  )
}
