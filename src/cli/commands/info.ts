/** `praxis info FILE`: what a picture, volume or DICOM object is, without telling whose. */
import type { Command } from 'commander'
import { type Description, describePath, type GridDescription, sizeText } from '../../imaging/index.ts'
import { printResult } from '../output.ts'

export function addInfo(program: Command): void {
  program
    .command('info')
    .description('what a file is: size, place, values, encoding, and whether it may name somebody')
    .argument('<file>', 'a picture, DICOM, NIfTI or Analyze file, or a folder with one DICOM series')
    .option('--json', 'one JSON object on stdout')
    .action(async (file: string, options: { json?: true }) => {
      const described = await describePath(file)
      printResult(options.json ?? false, { file, ...described }, () => textOf(described))
    })
}

function textOf(described: Description): string {
  const { grid, segments = [], problem, notes } = described
  const lines: [name: string, text: string][] = [
    ['format', described.format],
    ...(described.kind === undefined ? [] : [['kind', described.kind] as [string, string]]),
    ...(grid ? gridLines(grid) : []),
    ...dicomLines(described),
    ...niftiLines(described),
    ...segments.map(({ number, label, voxels, mm3 }): [string, string] => [
      `segment ${number}`,
      `${label}: ${voxels} voxels${mm3 === undefined ? '' : `, ${rounded(mm3)} mm³`}`,
    ]),
    ...(problem === undefined ? [] : [['problem', problem] as [string, string]]),
    ...notes.map((note): [string, string] => ['note', note]),
  ]
  return lines.map(([name, text]) => `${name.padEnd(13)} ${text}`).join('\n')
}

function gridLines({ spacing, orientation, window, ...grid }: GridDescription): [string, string][] {
  const { low, high, unit } = grid.values
  const { slope, intercept } = grid.rescale
  const isScaled = slope !== 1 || intercept !== 0
  const scaled = isScaled ? `, × ${slope} ${intercept < 0 ? '−' : '+'} ${Math.abs(intercept)}` : ''
  const shown = [
    ...(grid.table ? ['by a table'] : []),
    ...(window
      ? [`${rounded(window.centre)} ± ${rounded(window.width / 2)} (${window.shape ?? 'linear'})`]
      : []),
    ...(grid.inverted ? ['lowest value white'] : []),
  ]
  return [
    ['size', `${sizeText(grid.size)}${grid.channels === 3 ? ', colour' : ''}`],
    [
      'voxel',
      spacing
        ? `${[spacing.x, spacing.y, ...(spacing.z === undefined ? [] : [spacing.z])].map(rounded).join(' × ')} mm`
        : 'size unknown',
    ],
    ['orientation', orientation ? `${orientation.letters}${tiltText(orientation.tilt)}` : 'unknown'],
    ['values', `${rounded(low)} to ${rounded(high)} (${unit}), ${grid.samples}${scaled}`],
    ...(shown.length === 0 ? [] : [['shown', shown.join(', ')] as [string, string]]),
  ]
}

function dicomLines({ dicom }: Description): [string, string][] {
  if (dicom === undefined) return []
  const { transferSyntax, photometric, bitsStored, lossy, identified, burnedIn, privateElements } = dicom
  const where = [dicom.modality, dicom.bodyPart].filter(text => text !== '').join(', ')
  return [
    ...(where === '' ? [] : [['modality', where] as [string, string]]),
    [
      'encoding',
      [
        transferSyntax.name,
        ...(dicom.hasPixels
          ? [photometric, `${bitsStored} bits`, lossy ? 'lossy' : 'not said to be lossy']
          : []),
      ].join(', '),
    ],
    ...(dicom.hasPixels ? [['spacing at', dicom.spacingAt] as [string, string]] : []),
    ['patient', identified ? 'named, numbered or dated in the header' : 'not named in the header'],
    ['burned in', burnedIn],
    ['private', privateElements === 0 ? 'none' : `${privateElements} elements`],
  ]
}

function niftiLines({ nifti }: Description): [string, string][] {
  if (nifti === undefined) return []
  const { datatype, littleEndian, gzipped, units, timeStep, affineFrom, freeText } = nifti
  return [
    ['encoding', `${datatype}, ${littleEndian ? 'little' : 'big'} endian${gzipped ? ', gzipped' : ''}`],
    ['units', `${units.space}, time ${units.time}`],
    ...(timeStep === undefined ? [] : [['time step', rounded(timeStep)] as [string, string]]),
    ['place from', affineFrom],
    ['free text', freeText ? 'there is some, which may name somebody' : 'none'],
  ]
}

function tiltText(tilt: number): string {
  return tilt < 0.05 ? '' : `, tilted by up to ${tilt.toFixed(1)}°`
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(6)))
}
