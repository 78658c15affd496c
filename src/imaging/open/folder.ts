/** A folder as one volume: the DICOM files of one series, or a DICOMweb tree of one. */
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { isPraxisError, PraxisError } from '../../cases/index.ts'
import {
  type DicomFacts,
  type DicomImage,
  findSeries,
  readDicom,
  readDicomFacts,
  readDicomWeb,
} from '../dicom/index.ts'
import { isSegmentation, type OpenedVolume, openedDicom } from './opened.ts'
import { atFile, readWhole, sniffDicom } from './recognise.ts'

/** More files than this are not looked through. */
const mostFiles = 20_000
const mostDepth = 6

export async function openFolder(folder: string): Promise<OpenedVolume> {
  const [tree, ...more] = await findSeries(folder)
  if (tree !== undefined && more.length > 0)
    throw new PraxisError(
      'bad-usage',
      `it holds ${more.length + 1} series`,
      `name one of them, such as ${tree}`,
      { file: folder },
    )
  return tree === undefined ? openFiles(folder) : openTree(tree)
}

async function openTree(series: string): Promise<OpenedVolume> {
  return atFile(series, async () => openedDicom(await readDicomWeb(series), 'dicomweb'))
}

async function openFiles(folder: string): Promise<OpenedVolume> {
  const found = await dicomFiles(folder)
  const images = found.filter(({ facts }) => facts.hasPixels && !isSegmentation(facts))
  const [first] = images
  if (first === undefined) throw noImages(folder, found)
  const series = Object.groupBy(images, ({ facts }) => facts.series)
  const names = Object.values(series).map(files => describeSeries(files ?? [], folder))
  if (names.length > 1)
    throw new PraxisError(
      'bad-usage',
      `it holds ${names.length} series: ${names.slice(0, 4).join('; ')}${names.length > 4 ? '; …' : ''}`,
      'name the folder of one, or a single file',
      { file: folder },
    )
  const read: DicomImage[] = []
  for (const { file } of images) read.push(await atFile(file, async () => readDicom(await readWhole(file))))
  const others = found.filter(one => !images.includes(one)).map(({ facts }) => facts.kind)
  const notes = [...new Set(others)].map(kind => `the folder also holds: ${kind}`)
  return atFile(folder, async () => openedDicom(read, 'folder', notes))
}

type Found = { file: string; facts: DicomFacts }

/** Files that are DICOM, in the order of their names. Anything else is passed over, but what is damaged is told. */
async function dicomFiles(folder: string): Promise<Found[]> {
  const found: Found[] = []
  for (const file of await filesIn(folder, 0)) {
    const sniffed = await sniffDicom(file)
    if (sniffed === 'no') continue
    try {
      found.push({ file, facts: await atFile(file, async () => readDicomFacts(await readWhole(file))) })
    } catch (error) {
      if (sniffed === 'yes' || !isPraxisError(error)) throw error
    }
  }
  return found
}

async function filesIn(folder: string, depth: number): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  const files: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || entry.name === 'DICOMDIR') continue
    if (!entry.isDirectory()) files.push(path)
    else if (depth < mostDepth) files.push(...(await filesIn(path, depth + 1)))
    if (files.length > mostFiles)
      throw new PraxisError('bad-usage', `it holds more than ${mostFiles} files`, 'name a smaller folder', {
        file: folder,
      })
  }
  return files
}

function describeSeries(files: readonly Found[], folder: string): string {
  const [first] = files
  if (first === undefined) return ''
  const { facts, file } = first
  const count = files.length === 1 ? '1 file' : `${files.length} files`
  return `${facts.modality || facts.kind} in ${count} (${relative(folder, file)})`
}

function noImages(folder: string, found: readonly Found[]): PraxisError {
  const kinds = [...new Set(found.map(({ facts }) => facts.kind))]
  return new PraxisError(
    'media-undecodable',
    found.length === 0 ? 'the folder holds no DICOM file' : `it holds no image, only ${kinds.join(', ')}`,
    'name a single file, or a folder with one DICOM series',
    { file: folder },
  )
}
