/**
 * The builders and readers on real pictures and recordings that may not be redistributed. They are looked
 * for in `PRAXIS_SAMPLES`, or in `shared/data` beside the project; what is absent is skipped and named.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { isPraxisError } from '../src/cases/index.ts'
import {
  findSeries,
  fixationAgreement,
  fixationsByVelocity,
  openVolume,
  readGaze,
  readNifti,
  sliceRaster,
  writeNifti,
} from '../src/imaging/index.ts'
import { praxis } from './praxis-process.ts'

const samples = process.env.PRAXIS_SAMPLES ?? resolve(import.meta.dirname, '..', '..', 'shared', 'data')

/** From the distance of the eyes and the size of a pixel in the same file. */
const pixelsPerDegreeOfTobii = 29.6

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-samples-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function json(...args: string[]) {
  const { stdout, stderr, code } = await praxis(dir, ...args, '--json')
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** A test on a folder or file of the samples; skipped, and said so, where it is absent. */
function testOn(name: string, title: string, run: (path: string) => Promise<void>): void {
  const path = join(samples, name)
  const absent = !existsSync(path)
  if (absent) console.warn(`skipped "${title}": there is no ${name} in PRAXIS_SAMPLES`)
  test.skipIf(absent)(title, () => run(path), 120_000)
}

suite('real samples', () => {
  testOn(
    'polyps',
    'give at least 100 endoscopy questions that a blind guess answers by chance',
    async from => {
      const forged = await json('forge', 'endobench', '--from', from, '--seed', '1', '--out', 'endo')
      expect(forged.frames).toBe(11)
      expect(forged.items.test + forged.items.train).toBeGreaterThanOrEqual(100)
      const summary = await json('run', 'endobench', '--data', 'endo', '--model', 'builtin:chance')
      expect(summary.problems).toBe(0)
      const rows = (await readFile(join(dir, 'endo', 'test.tsv'), 'utf8')).trimEnd().split('\n')
      const [head = '', ...items] = rows
      const columns = head.split('\t')
      const chance =
        items
          .map(item => item.split('\t'))
          .map(
            cells => ['A', 'B', 'C', 'D', 'E', 'F'].filter(key => cells[columns.indexOf(key)] !== '').length,
          )
          .reduce((sum, options) => sum + 1 / options, 0) / items.length
      const [accuracy] = summary.metrics
      expect(accuracy.low).toBeLessThanOrEqual(chance)
      expect(accuracy.high).toBeGreaterThanOrEqual(chance)
    },
  )

  testOn('gaze/pupil-labs', 'give gaze questions from a recording that somebody really made', async from => {
    const forged = await json('forge', 'medgaze', '--from', from, '--seed', '1', '--out', 'pupil')
    expect(forged.items).toBeGreaterThan(0)
    expect(forged.counts.gaze).toEqual({ real: forged.items })
    const summary = await json('run', 'medgaze', '--data', 'pupil', '--model', 'builtin:chance')
    expect(summary).toMatchObject({ n: forged.items, problems: 0 })
  })

  testOn(
    'lung-masks',
    'give gaze questions over radiographs, and say that the gaze is simulated',
    async from => {
      const protocol = join(import.meta.dirname, '..', 'data', 'medgaze-mini', 'protocol.json')
      const args = ['--from', from, '--protocol', protocol, '--seed', '1', '--out', 'lungs']
      const forged = await json('forge', 'medgaze', ...args)
      expect(forged.pictures).toBeGreaterThanOrEqual(20)
      expect(forged.counts.gaze).toEqual({ simulated: forged.items })
      expect(forged.leaks).toEqual([])
    },
  )

  testOn('gaze/tobii-faces/000.csv', 'give the fixations that the tracker itself found', async file => {
    const { recordings } = await readGaze(file)
    const scale = pixelsPerDegreeOfTobii
    let agreeing = 0
    let samples = 0
    for (const recording of recordings) {
      const found = fixationsByVelocity(recording.samples, {
        threshold: { value: 40, unit: 'deg/s' },
        pixelsPerDegree: { x: scale, y: scale },
        minDurationMs: 60,
      })
      const times = recording.samples.filter(({ valid }) => valid).map(({ tMs }) => tMs)
      agreeing += fixationAgreement(times, found, recording.fixations).samples * times.length
      samples += times.length
    }
    expect(samples).toBeGreaterThan(1000)
    expect(agreeing / samples).toBeGreaterThan(0.98)
  })

  testOn('volumes', 'open as volumes that are written and read back alike', async from => {
    const files = await readdir(from, { recursive: true })
    const volumes = files.filter(name => /\.nii(\.gz)?$/.test(name))
    expect(volumes.length).toBeGreaterThanOrEqual(16)
    for (const name of volumes) {
      const { volume } = await openVolume(join(from, name))
      const { volume: back } = await readNifti(writeNifti(volume))
      // Compared as bytes: millions of numbers one by one take seconds.
      expect(Buffer.compare(new Uint8Array(back.samples.buffer), new Uint8Array(volume.samples.buffer))).toBe(
        0,
      )
      for (const [i, value] of (volume.affine ?? []).entries()) expect(back.affine?.[i]).toBeCloseTo(value, 4)
    }
  })

  testOn(
    'dicom',
    'open as volumes and show their first slice, or say in one line what they are',
    async from => {
      const files = (await readdir(from, { recursive: true })).filter(name => name.endsWith('.dcm'))
      const refused: string[] = []
      for (const name of files)
        try {
          const { volume } = await openVolume(join(from, name))
          expect(sliceRaster(volume, 0).width).toBe(volume.size.x)
        } catch (error) {
          if (!isPraxisError(error)) throw error
          expect(error.message).toContain('and holds no pixels')
          refused.push(name)
        }
      // A plan, structures, a waveform and two reports.
      expect(refused.length).toBe(5)
    },
  )

  testOn('polyps', 'give trajectories that gain with every action, and rows to learn from', async from => {
    const few = ['--limit', '4', '--per-family', '1', '--target', 'the polyp']
    const forged = await json('forge', 'trajectories', '--from', from, '--out', 'polyp-trajectories', ...few)
    const { accepted, curve } = forged.families['box-then-points']
    expect(accepted).toBeGreaterThanOrEqual(3)
    expect(curve).toEqual(curve.toSorted((a: number, b: number) => a - b))
    const out = join(dir, 'polyp-rows')
    const exported = await json(
      'export',
      'polyp-trajectories',
      '--format',
      'trl',
      '--out',
      out,
      '--min',
      '0.9',
    )
    expect(exported.rows).toBeGreaterThan(0)
    expect(exported.pictures).toBeGreaterThan(exported.rows)
  })

  testOn(
    join('dicom', 'cornerstone_wado'),
    'give one slice the same values in every coding without losses',
    async from => {
      const files = (await readdir(from)).filter(name => /^CTImage.dcm/.test(name))
      const exact = files.filter(
        name => !/Lossy|JPEG2000Transfer|Process(1|2_4|6_8|10_12)Transfer/.test(name),
      )
      const { volume: first } = await openVolume(join(from, 'CTImage.dcm'))
      for (const name of exact) {
        const { samples, ...rest } = (await openVolume(join(from, name))).volume
        expect({ ...rest, samples: first.samples }).toEqual(first)
        expect(Buffer.from(samples.buffer).equals(new Uint8Array(first.samples.buffer))).toBe(true)
      }
      // Plain in four ways, deflated, RLE, JPEG Lossless in two, JPEG-LS, JPEG 2000.
      expect(exact).toHaveLength(10)
      expect(files).toHaveLength(16)
    },
  )

  testOn('dicomweb', 'open series by series, or say in one line what they are', async from => {
    const trees = await findSeries(from)
    const refused: string[] = []
    for (const tree of trees)
      try {
        await openVolume(tree)
      } catch (error) {
        if (!isPraxisError(error)) throw error
        refused.push(error.message)
      }
    expect(trees.length - refused.length).toBeGreaterThan(4)
    for (const message of refused)
      expect(message).toMatch(/holds no pixels|differ in size|different directions/)
  })
})
