/**
 * A folder of phantoms: `images/` as PNG, `masks/` as COCO run lengths in JSON, `phantoms.jsonl` with labels, boxes and
 * reports, and a card that says that nobody is portrayed.
 */
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Card, chexpertLabelsOf, messageOf, PraxisError, xrvLabels } from '../../cases/index.ts'
import { encodePng, toCoco } from '../../imaging/index.ts'
import { drawPhantom, type Phantom } from './draw-phantom.ts'

/** Raised whenever the same options give other pictures, masks or words. */
export const phantomBuilder = 1

export type ForgePhantomsOptions = {
  /** Folder for images/, masks/, phantoms.jsonl and card.json. */
  out: string
  count: number
  seed: number
  /** Width and height in pixels; 224 if absent. */
  size?: number
}

export type ForgedPhantoms = {
  out: string
  seed: number
  builder: number
  phantoms: number
  /** How many carry each label. */
  labels: Record<string, number>
  /** How many carry none. */
  noFinding: number
  devices: number
}

/**
 * The same options give the same files, in place of an earlier set of the folder. The table comes last and at once, so a
 * set that was not finished is none. Throws `bad-usage` for a size or a folder that cannot be.
 */
export async function forgePhantoms({
  out,
  count,
  seed,
  size = 224,
}: ForgePhantomsOptions): Promise<ForgedPhantoms> {
  const folder = resolve(out)
  const summary: ForgedPhantoms = {
    out: folder,
    seed,
    builder: phantomBuilder,
    phantoms: count,
    labels: Object.fromEntries(xrvLabels.map(label => [label, 0])),
    noFinding: 0,
    devices: 0,
  }
  // A size that cannot be is told before anything is touched.
  drawPhantom(`${seed}/0`, { size })
  const [partial, whole] = [join(folder, 'phantoms.jsonl.partial'), join(folder, 'phantoms.jsonl')]
  try {
    await clearSet(folder)
    const table = await open(partial, 'w')
    try {
      for (let n = 0; n < count; n++) {
        const phantom = drawPhantom(`${seed}/${n}`, { size })
        const row = await writePhantom(folder, `phantom-${seed}-${n}`, phantom)
        await table.write(`${JSON.stringify(row)}\n`)
        countIn(summary, phantom)
      }
    } finally {
      await table.close()
    }
    await writeFile(join(folder, 'card.json'), `${JSON.stringify(cardOf(summary, size), null, 2)}\n`)
    await rename(partial, whole)
  } catch (error) {
    if (error instanceof PraxisError) throw error
    throw new PraxisError('bad-usage', messageOf(error, 160), 'name a folder that can be written')
  }
  return summary
}

/** Makes the folders, and takes away what an earlier set left: no picture without a row, no row under another card. */
async function clearSet(folder: string): Promise<void> {
  for (const name of ['images', 'masks']) await mkdir(join(folder, name), { recursive: true })
  for (const name of ['phantoms.jsonl', 'card.json']) await rm(join(folder, name), { force: true })
  for (const part of ['images', 'masks'])
    for (const name of await readdir(join(folder, part)))
      if (/^phantom--?\d+-\d+\.(?:png|json)$/.test(name)) await rm(join(folder, part, name))
}

function countIn(summary: ForgedPhantoms, { labels, findings, devices }: Phantom): void {
  for (const label of xrvLabels) summary.labels[label] = (summary.labels[label] ?? 0) + labels[label]
  if (findings.length === 0) summary.noFinding++
  if (devices.length > 0) summary.devices++
}

/** Writes picture and masks; returns the row of the table. */
async function writePhantom(folder: string, id: string, phantom: Phantom): Promise<object> {
  const { findings, devices, structures, ribs, image, patient, technique } = phantom
  await writeFile(join(folder, 'images', `${id}.png`), await encodePng(image))
  const masks = {
    structures: Object.fromEntries(Object.entries(structures).map(([name, mask]) => [name, toCoco(mask)])),
    ribs: toCoco(ribs),
    findings: findings.map(({ mask }) => toCoco(mask)),
    devices: devices.map(({ mask }) => toCoco(mask)),
  }
  await writeFile(join(folder, 'masks', `${id}.json`), `${JSON.stringify(masks)}\n`)
  return {
    id,
    phantom: true,
    image: `images/${id}.png`,
    masks: `masks/${id}.json`,
    seed: phantom.seed,
    builder: phantomBuilder,
    labels: phantom.labels,
    chexpert: chexpertLabelsOf(
      findings.map(({ label }) => label),
      devices.length > 0,
    ),
    findings: findings.map(({ mask: _mask, ...finding }) => finding),
    devices: devices.map(({ mask: _mask, ...device }) => device),
    cardiothoracicRatio: phantom.cardiothoracicRatio,
    reports: phantom.reports,
    patient,
    technique,
  }
}

function cardOf({ seed, phantoms, builder, noFinding }: ForgedPhantoms, size: number): Card {
  return {
    name: `Phantoms: ${phantoms} drawn chest radiographs with exact truth`,
    version: `builder ${builder}, seed ${seed}, ${size} pixels; ${noFinding} without a finding`,
    licence: 'CC0-1.0',
    access: 'open',
    citation:
      'Drawn by Praxis. Labels in the order of TorchXRayVision, structures by the names of ChestX-Det, label hierarchy after CheXpert (J. Irvin et al., AAAI 2019).',
    source: `Written by \`praxis forge phantoms --count ${phantoms} --seed ${seed} --size ${size}\`; every picture is computed from shapes, nobody is portrayed.`,
    intendedUse:
      'Building and testing programs that read radiographs, where no patient picture may be shipped. Research; not a medical device.',
    limits:
      'PHANTOMS, not radiographs: what works on them need not work on patients. Frequencies, sizes and combinations of findings are chosen, not observed. A finding may be too faint to see, and is labelled all the same; severity says how strong it is. Sentences marked `comparison` speak of a prior picture that does not exist.',
  }
}
