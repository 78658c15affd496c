/**
 * Whether our NIfTI reader and writer agree with nibabel and SimpleITK, where Python has them.
 *
 *     node bench/nifti-agreement.ts --data DIR [--python python3]
 *
 * Of each file the values (scaled) and the affine are compared with nibabel's. Then the file is written by us and
 * read back by us, by nibabel and by SimpleITK, which must all find the same values and the same place.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '../src/cases/index.ts'
import { gzipped, openVolume, readNifti, type Volume, writeNifti } from '../src/imaging/index.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'src/imaging/nifti/__fixtures__' },
    python: { type: 'string', default: 'python3' },
  },
})

const nibabel = `
import sys, json, numpy, nibabel
image = nibabel.load(sys.argv[1])
raw = numpy.asanyarray(image.dataobj)
channels = 1
if raw.dtype.fields:
    raw = numpy.stack([raw[c] for c in 'RGB'])
    channels = 3
numpy.asarray(raw, dtype='<f8').ravel(order='F').tofile(sys.argv[2])
unit = image.header.get_xyzt_units()[0] if hasattr(image.header, 'get_xyzt_units') else 'unknown'
print(json.dumps({'size': list(image.shape), 'channels': channels, 'affine': image.affine.tolist(), 'unit': unit}))
`

const simpleItk = `
import sys, json, numpy, SimpleITK
image = SimpleITK.ReadImage(sys.argv[1])
raw = SimpleITK.GetArrayFromImage(image)
numpy.asarray(raw, dtype='<f8').ravel().tofile(sys.argv[2])
turn = numpy.array(image.GetDirection()).reshape(image.GetDimension(), -1)[:3, :3]
affine = numpy.eye(4)
affine[:3, :3] = turn * numpy.array(image.GetSpacing()[:3])
affine[:3, 3] = image.GetOrigin()[:3]
print(json.dumps({'size': list(image.GetSize()), 'channels': image.GetNumberOfComponentsPerPixel(), 'affine': affine.tolist(), 'unit': 'lps'}))
`

type Other = { values: Float64Array; affine: number[] }

const work = mkdtempSync(join(tmpdir(), 'praxis-nifti-'))
const raw = join(work, 'raw')

try {
  const has = (module: string) => spawnSync(values.python, ['-c', `import numpy, ${module}`]).status === 0
  if (!has('nibabel')) console.log('Python has no nibabel here, so there is nothing to compare with.')
  else for (const file of niftiFiles(values.data)) await compareFile(file, has('SimpleITK'))
} finally {
  rmSync(work, { recursive: true })
}

function niftiFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(nii|nii\.gz|hdr)$/.test(name))
    .map(name => join(dir, name))
    .toSorted()
}

async function compareFile(file: string, itk: boolean): Promise<void> {
  const name = relative(values.data, file)
  try {
    const { volume } = await openVolume(file)
    const copy = join(work, 'copy.nii.gz')
    writeFileSync(copy, await gzipped(writeNifti(volume)))
    const back = await readNifti(readFileSync(copy))
    const said = [
      `nibabel ${agreement(volume, ask(nibabel, file))}`,
      `written: ${agreement(volume, { values: valuesOf(back.volume), affine: [...(back.volume.affine ?? [])] })}`,
      `by nibabel ${agreement(volume, ask(nibabel, copy))}`,
      ...(itk ? [`by SimpleITK ${agreement(volume, ask(simpleItk, copy))}`] : []),
    ]
    console.log(`${name}: ${said.join('; ')}`)
  } catch (error) {
    console.log(`${name}: not read: ${messageOf(error, 200)}`)
  }
}

function ask(script: string, file: string): Other | undefined {
  const { status, stdout } = spawnSync(values.python, ['-c', script, file, raw], { encoding: 'utf8' })
  if (status !== 0) return undefined
  const { affine, unit } = JSON.parse(stdout)
  const bytes = Uint8Array.from(readFileSync(raw))
  const scale = unit === 'meter' ? 1000 : unit === 'micron' ? 0.001 : 1
  return {
    values: new Float64Array(bytes.buffer),
    affine: affine.flatMap((row: number[], r: number) =>
      row.map(value => (r === 3 ? value : (r < 2 && unit !== 'lps' ? -value : value) * scale)),
    ),
  }
}

function valuesOf({ samples, rescale }: Volume): Float64Array {
  return Float64Array.from(samples, sample => sample * rescale.slope + rescale.intercept)
}

function agreement(volume: Volume, other: Other | undefined): string {
  if (other === undefined) return 'does not read it'
  const ours = valuesOf(volume)
  if (ours.length !== other.values.length) return `has ${other.values.length} values for ${ours.length}`
  let largest = 0
  for (let i = 0; i < ours.length; i++) {
    const gap = Math.abs((ours[i] ?? 0) - (other.values[i] ?? 0))
    if (!(gap <= largest)) largest = gap
  }
  const place =
    volume.affine === undefined
      ? 'no place told'
      : `${Math.max(...volume.affine.map((value, i) => Math.abs(value - (other.affine[i] ?? 0)))).toExponential(0)} mm`
  return `${largest === 0 ? 'same values' : `values differ by at most ${largest}`}, ${place}`
}
