/**
 * How fast DICOM images are opened, from bytes in memory to samples, beside pydicom with pylibjpeg on the same files,
 * where a Python with them is at hand (`PYTHON`, by default `python3`).
 *
 *     node bench/dicom-speed.ts
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readDicom } from '../src/imaging/index.ts'
import { type Row, runAlone } from './row.ts'

const folder = 'src/imaging/dicom/__fixtures__'
const files = [
  ['CTImage-jpeg-lossless.dcm', '512² CT, JPEG Lossless'],
  ['CTImage-jpeg-ls-lossy.dcm', '512² CT, JPEG-LS'],
  ['CTImage-jpeg-2000.dcm', '512² CT, JPEG 2000'],
  ['CTImage-jpeg-baseline.dcm', '512² CT, JPEG Baseline'],
  ['CTImage-jpeg-progressive.dcm', '512² CT, JPEG progressive, 12 bits'],
  ['US-palette.dcm', '480 × 640 ultrasound, palette'],
  ['liver_1frame.dcm', '512² mask of single bits'],
] as const
const rounds = 20

const python = `
import io, json, sys, time, warnings
warnings.simplefilter('ignore')
import pydicom
from pydicom.pixels import apply_color_lut
times = []
for file in json.load(sys.stdin):
    data = open(file, 'rb').read()
    best = None
    try:
        for _ in range(${rounds}):
            begun = time.perf_counter()
            ds = pydicom.dcmread(io.BytesIO(data))
            pixels = ds.pixel_array
            if ds.PhotometricInterpretation == 'PALETTE COLOR': apply_color_lut(pixels, ds)
            took = time.perf_counter() - begun
            best = took if best is None else min(best, took)
    except Exception: best = None
    times.append(best)
print(json.dumps(times))
`

export async function dicomSpeed(): Promise<Row[]> {
  const paths = files.map(([name]) => `${folder}/${name}`)
  const theirs = pydicomSeconds(paths)
  const rows: Row[] = []
  for (const [n, [, what]] of files.entries()) {
    const bytes = readFileSync(paths[n] ?? '')
    let quickest = Number.POSITIVE_INFINITY
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now()
      await readDicom(bytes)
      quickest = Math.min(quickest, performance.now() - begun)
    }
    const peer = theirs[n]
    rows.push({
      what: `open a ${what}`,
      value: quickest,
      unit: 'ms',
      ...(typeof peer === 'number' && { ratio: { to: 'pydicom', value: quickest / (1000 * peer) } }),
    })
  }
  return rows
}

/** The quickest of several; `null` for what it cannot read. */
function pydicomSeconds(paths: readonly string[]): (number | null)[] {
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', ['-c', python], {
    input: JSON.stringify(paths),
    encoding: 'utf8',
  })
  if (status === 0) return JSON.parse(stdout)
  console.error('no Python with pydicom here: the ratios are left out')
  return []
}

await runAlone(import.meta.url, dicomSpeed)
