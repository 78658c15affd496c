/** `praxis convert IN --out OUT`: pictures, NIfTI and DICOM segmentations from whatever can be opened. */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { PraxisError } from '../../cases/index.ts'
import {
  countSlices,
  displayOf,
  encodePng,
  gzipped,
  labelsOf,
  labelVolume,
  type OpenedVolume,
  ontoGrid,
  openVolume,
  segOfLabels,
  sliceRaster,
  type Volume,
  writeNifti,
} from '../../imaging/index.ts'
import { positiveWhole } from '../options.ts'
import { note, printResult } from '../output.ts'
import { packageVersion } from '../package.ts'

type Options = {
  out: string
  slice?: number
  source?: string
  labelmap?: true
  label?: string[]
  json?: true
}

/** What was written; `notes` are what a reader should know of it. */
type Written = { files: string[]; notes: string[]; segments?: unknown }

export function addConvert(program: Command): void {
  program
    .command('convert')
    .description('write a picture, a volume or a segmentation as another kind of file')
    .argument('<in>', 'a picture, DICOM, NIfTI or Analyze file, or a folder with one DICOM series')
    .requiredOption(
      '--out <out>',
      '.png, .nii, .nii.gz, .dcm (a segmentation), or a folder for a PNG of each slice',
    )
    .option(
      '--slice <n>',
      'from 1: which slice or frame to show, or on which one of --source a mask lies',
      positiveWhole,
    )
    .option('--source <dicom>', 'the images on which a mask or labels were drawn')
    .option('--labelmap', 'write numbers instead of one bit for each segment')
    .option('--label <name...>', 'what the labels stand for, lowest first')
    .option('--json', 'one JSON object on stdout')
    .action(async (input: string, options: Options) => {
      const out = resolve(options.out)
      if (out === resolve(input)) throw misuse('IN and OUT are the same', 'name another --out')
      const kind = await outputKind(options.out)
      refuseUnfitting(kind, options)
      const opened = await openVolume(input)
      const { files, notes, ...rest } = await writers[kind](opened, out, options)
      const said = [...opened.notes, ...notes]
      for (const line of said) note(`praxis convert: ${line}`)
      printResult(options.json ?? false, { out, files: files.length, ...rest, notes: said }, () =>
        files.length === 1 ? `wrote ${files[0]}` : `wrote ${files.length} files to ${out}`,
      )
    })
}

type OutputKind = 'png' | 'stack' | 'nifti' | 'seg'

async function outputKind(out: string): Promise<OutputKind> {
  const isFolder = await stat(out).then(
    found => found.isDirectory(),
    () => false,
  )
  const extension = extname(out).toLowerCase()
  if (isFolder || out.endsWith('/') || extension === '') return 'stack'
  if (extension === '.png') return 'png'
  if (/\.nii(\.gz)?$/i.test(out)) return 'nifti'
  if (extension === '.dcm') return 'seg'
  throw misuse(`${extension} is not written`, 'name .png, .nii, .nii.gz, .dcm or a folder')
}

function refuseUnfitting(kind: OutputKind, { slice, source, labelmap, label }: Options): void {
  if (source !== undefined && (kind === 'png' || kind === 'stack'))
    throw misuse('--source is for .dcm and .nii', 'leave it away')
  if ((labelmap || label) && kind !== 'seg')
    throw misuse('--labelmap and --label are for .dcm', 'leave them away')
  if (slice !== undefined && kind === 'stack') throw misuse('a folder takes all slices', 'leave --slice away')
  if (slice !== undefined && kind === 'nifti' && source === undefined)
    throw misuse('NIfTI takes all slices', 'leave --slice away')
  if (kind === 'seg' && source === undefined)
    throw misuse(
      'a .dcm file is written as a segmentation of DICOM images, and none are named',
      'name them with --source',
    )
}

const writers: Record<OutputKind, (opened: OpenedVolume, out: string, options: Options) => Promise<Written>> =
  {
    async png({ volume }, out, { slice }) {
      const count = countSlices(volume)
      const n = slice === undefined ? Math.floor((count - 1) / 2) : slice - 1
      const file = await write(out, await encodePng(sliceRaster(volume, n)))
      const chosen =
        slice === undefined && count > 1
          ? [`slice ${n + 1} of ${count}, the middle one; --slice names another`]
          : []
      return { files: [file], notes: chosen }
    },

    async stack({ volume }, out) {
      const count = countSlices(volume)
      const display = displayOf(volume)
      const digits = Math.max(4, String(count).length)
      const files: string[] = []
      for (let n = 0; n < count; n++) {
        const name = `${String(n + 1).padStart(digits, '0')}.png`
        files.push(await write(join(out, name), await encodePng(sliceRaster(volume, n, display))))
      }
      return { files, notes: [] }
    },

    async nifti(opened, out, options) {
      const { volume, notes } = await niftiVolume(opened, options)
      const bytes = writeNifti(volume)
      const file = await write(out, /\.gz$/i.test(out) ? await gzipped(bytes) : bytes)
      return { files: [file], notes }
    },

    async seg(opened, out, options) {
      const map = labelsOf(opened)
      const source = await openVolume(options.source ?? '')
      const { bytes, segments, notes } = segOfLabels(map, source, {
        kind: options.labelmap ? 'labelmap' : 'binary',
        ...(options.label && { names: options.label }),
        ...(options.slice !== undefined && { slice: options.slice - 1 }),
        software: `praxis ${packageVersion}`,
        at: new Date(),
      })
      return { files: [await write(out, bytes)], segments, notes }
    },
  }

/** The volume itself; with a source, its labels where they lie in it. */
async function niftiVolume(
  opened: OpenedVolume,
  { source, slice }: Options,
): Promise<{ volume: Volume; notes: string[] }> {
  if (source === undefined) return { volume: opened.volume, notes: placeNotes(opened.volume) }
  const { volume: grid } = await openVolume(source)
  const { labels, notes } = ontoGrid(labelsOf(opened), grid, slice === undefined ? undefined : slice - 1)
  return { volume: labelVolume(grid, labels), notes }
}

/** NIfTI says what is not known by no unit and no orientation; readers then take steps of 1. */
function placeNotes({ affine, spacing, inverted }: Volume): string[] {
  return [
    ...(affine
      ? []
      : spacing
        ? ['no place in the patient is known, so none is written']
        : [
            'neither size nor place of its voxels is known, so none is written, and programs may take 1 mm; for labels, --source names the images that know',
          ]),
    ...(inverted ? ['low values were meant to be shown bright (MONOCHROME1), which NIfTI cannot say'] : []),
  ]
}

async function write(file: string, bytes: Uint8Array): Promise<string> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, bytes)
  return file
}

function misuse(what: string, next: string): PraxisError {
  return new PraxisError('bad-usage', what, next)
}
