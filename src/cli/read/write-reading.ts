/**
 * A reading as files: JSON, a page, FHIR, and DICOM. A structured report refers to the image where that is DICOM, and
 * to a segmentation for each mask: lungs, heart and mediastinum overlap, and one object of ours holds one label a pixel.
 */
import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Radiograph, type Read, studyOf } from '../../agents/index.ts'
import { PraxisError } from '../../cases/index.ts'
import { eightBit, encodePng, maskSegs, writeSr } from '../../imaging/index.ts'
import { fhirBundle, readingPage } from '../../report/index.ts'

/** One turn with a chat model. */
export type Said = { role: 'user' | 'assistant'; text: string }

/** Takes the place of an earlier reading. Names below `dir`, in the order in which they were written. `bytes` are those that were read. */
export async function writeReading(
  dir: string,
  { bytes, raster, said }: { bytes: Uint8Array; raster: Radiograph['raster']; said: readonly Said[] },
  { reading, media, masks }: Read,
): Promise<string[]> {
  const written: string[] = []
  const write = async (name: string, content: string | Uint8Array) => {
    await writeFile(join(dir, name), content)
    written.push(name)
  }
  const study = await studyOf(bytes)
  const segmentations = maskSegs(reading, masks, study)
  const references = new Map(segmentations.map(({ artifact, reference }) => [artifact, reference]))
  const shown = await encodePng(eightBit(raster))

  await removeReading(dir)
  await write('reading.json', `${JSON.stringify(reading, null, 2)}\n`)
  await write('reading.html', await readingPage(reading, new Map([...media, [reading.image.sha256, shown]])))
  await write('fhir.json', `${JSON.stringify(fhirBundle(reading), null, 2)}\n`)
  await write('reading.dcm', writeSr(reading, { masks: references, ...(study && { study }) }))
  for (const segmentation of segmentations)
    await write(`segmentation-${slug(segmentation.artifact)}.dcm`, segmentation.bytes)
  if (said.length > 0) await write('reasoning.json', `${JSON.stringify(said, null, 2)}\n`)
  if (media.size > 0) await mkdir(join(dir, 'media'), { recursive: true })
  for (const [hash, png] of media) await write(join('media', `${hash}.png`), png)
  return written
}

const ours = /^(?:reading\.(?:json|html|dcm)|fhir\.json|reasoning\.json|segmentation-[a-z0-9-]+\.dcm)$/
const ourMedia = /^[0-9a-f]{64}\.png$/

/** Throws `bad-usage` where a reading in `dir` would take the place of the image that is read. */
export async function refuseOwnInput(dir: string, image: string): Promise<void> {
  const [folder, file] = await Promise.all([realpath(dir).catch(() => undefined), realpath(image)])
  if (folder === dirname(file) && ours.test(basename(file)))
    throw new PraxisError(
      'bad-usage',
      `a reading has a ${basename(file)} of its own`,
      'write to another folder than that of the image',
      { file: image },
    )
}

/** What an earlier reading left, which may be of another patient, must not stand beside this one. */
async function removeReading(dir: string): Promise<void> {
  const media = join(dir, 'media')
  const inMedia = await readdir(media).catch(() => [])
  await Promise.all([
    ...(await readdir(dir)).filter(name => ours.test(name)).map(name => rm(join(dir, name))),
    ...inMedia.filter(name => ourMedia.test(name)).map(name => rm(join(media, name))),
  ])
}

/** `mask Left Lung` as `left-lung`. */
function slug(artifact: string): string {
  return artifact
    .replace(/^mask /, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
}
