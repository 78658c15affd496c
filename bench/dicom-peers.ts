/** Other readers of DICOM, where they are installed: DCMTK's programs, and pydicom with pylibjpeg (`PYTHON`). */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

export const hasDcmtk = spawnSync('dcmdump', ['--version']).status === 0

/** The pixels as DCMTK decompresses them, in little endian, frame after frame; `undefined` where it does not. */
export function dcmtkPixels(file: string, work: string, colours: boolean): Uint8Array | undefined {
  const plain = join(work, 'plain.dcm')
  const tries = [['dcmdjpeg'], ['dcmdjpls'], ['dcmdrle'], ['dcmconv', '+te']]
  const done = tries.some(([tool = '', ...flags]) => spawnSync(tool, [...flags, file, plain]).status === 0)
  if (!done) return undefined
  const out = mkdtempSync(join(work, 'out-'))
  try {
    return colours ? pictures(plain, out) : dumped(plain, out)
  } finally {
    rmSync(out, { recursive: true })
  }
}

/** Palettes and YCbCr are turned to RGB by `dcm2pnm`, whose files end with the samples. */
function pictures(plain: string, out: string): Uint8Array | undefined {
  if (spawnSync('dcm2pnm', ['+op', '+Fa', plain, join(out, 'frame')]).status !== 0) return undefined
  const number = (name: string) => Number(/\.(\d+)\.p.m$/.exec(name)?.[1] ?? 0)
  const files = readdirSync(out).sort((a, b) => number(a) - number(b))
  return Buffer.concat(files.map(name => pnmSamples(readFileSync(join(out, name)))))
}

function pnmSamples(pnm: Buffer): Uint8Array {
  const [head = '', width, height] =
    /^P6\n(?:#.*\n)?(\d+) (\d+)\n\d+\n/.exec(pnm.toString('latin1', 0, 200)) ?? []
  return pnm.subarray(head.length, head.length + 3 * Number(width) * Number(height))
}

function dumped(plain: string, out: string): Uint8Array | undefined {
  if (spawnSync('dcmdump', ['+W', out, '+P', 'PixelData', plain]).status !== 0) return undefined
  // Icons have pixels as well; those of the image are the most.
  const dumps = readdirSync(out).map(name => readFileSync(join(out, name)))
  return dumps.toSorted((a, b) => b.length - a.length)[0]
}

const python = `
import json, logging, sys, warnings
warnings.simplefilter('ignore'); logging.disable(logging.CRITICAL)
import pydicom
from pydicom.pixels import apply_color_lut
folder = sys.argv[1]

def group(ds, frame, sequence):
    for groups in (ds.get('PerFrameFunctionalGroupsSequence', [])[frame:frame + 1], ds.get('SharedFunctionalGroupsSequence', [])[:1]):
        for one in groups:
            if one.get(sequence): return one[sequence].value[0]
    return ds

def numbers(item, keyword):
    value = item.get(keyword)
    if value is None or value == '': return []
    return [float(v) for v in value] if hasattr(value, '__iter__') and not isinstance(value, str) else [float(value)]

def position(ds, frame):
    found = numbers(group(ds, frame, 'PlanePositionSequence'), 'ImagePositionPatient')
    offsets = numbers(ds, 'GridFrameOffsetVector')
    if not offsets: return found
    a, b, c, d, e, f = numbers(ds, 'ImageOrientationPatient')
    normal = (b * f - c * e, c * d - a * f, a * e - b * d)
    return [p + n * (offsets[frame] - offsets[0]) for p, n in zip(found, normal)]

def frame_facts(ds, frame):
    value = group(ds, frame, 'PixelValueTransformationSequence')
    return {
        'slope': numbers(value, 'RescaleSlope'), 'intercept': numbers(value, 'RescaleIntercept'),
        'centre': numbers(group(ds, frame, 'FrameVOILUTSequence'), 'WindowCenter')[:1],
        'width': numbers(group(ds, frame, 'FrameVOILUTSequence'), 'WindowWidth')[:1],
        'spacing': numbers(group(ds, frame, 'PixelMeasuresSequence'), 'PixelSpacing') or numbers(ds, 'ImagerPixelSpacing'),
        'position': position(ds, frame),
        'orientation': numbers(group(ds, frame, 'PlaneOrientationSequence'), 'ImageOrientationPatient'),
    }

for n, file in enumerate(json.load(sys.stdin)):
    found = {}
    try:
        ds = pydicom.dcmread(file, force=True)
        pixels = ds.pixel_array
        frames = int(ds.get('NumberOfFrames') or 1)
        if ds.PhotometricInterpretation == 'PALETTE COLOR':
            bits = ds.RedPaletteColorLookupTableDescriptor[2]
            pixels = apply_color_lut(pixels, ds) >> max(0, bits - 8)
        elif ds.SamplesPerPixel == 3: pixels = pixels >> max(0, ds.BitsStored - 8)
        pixels.astype('<f8').tofile(f'{folder}/{n}.f8')
        found = {'pixels': f'{folder}/{n}.f8', 'frames': [frame_facts(ds, frame) for frame in range(frames)]}
    except Exception as error: found = {'problem': str(error)[:80]}
    print(json.dumps(found))
`

const numbers = z.array(z.number())
const frameFacts = z.object({
  slope: numbers,
  intercept: numbers,
  centre: numbers,
  width: numbers,
  spacing: numbers,
  position: numbers,
  orientation: numbers,
})
const answer = z.union([
  z.object({ pixels: z.string(), frames: z.array(frameFacts) }),
  z.object({ problem: z.string() }),
])

export type PydicomAnswer = z.infer<typeof answer>
export type FrameFacts = z.infer<typeof frameFacts>

/** For each file what pydicom says of it, its pixels as doubles in a file below `work`; empty without pydicom. */
export function askPydicom(files: readonly string[], work: string): PydicomAnswer[] {
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', ['-c', python, work], {
    input: JSON.stringify(files),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) return []
  return stdout
    .trim()
    .split('\n')
    .map(line => answer.parse(JSON.parse(line)))
}
