/** `praxis deidentify` as a process: what it prints, writes and returns. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { fileOf, setOf } from '../src/imaging/deidentify/__fixtures__/dicom-file.ts'
import { praxis } from './praxis-process.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-deidentify-'))
  await mkdir(join(dir, 'scans'))
  const ultrasound = fileOf([
    [0x00080060, 'CS', 'US'],
    [0x00100010, 'PN', 'Doe^Jane'],
    [0x00100020, 'LO', 'MRN-4711'],
    [0x00400275, 'SQ', [setOf([[0x00400007, 'LO', 'Ultrasound for Mrs Doe']])]],
    [0x00091001, 'LO', 'Doe, private'],
  ])
  await writeFile(join(dir, 'scans', 'us.dcm'), ultrasound)
  await writeFile(join(dir, 'scans', 'read me.txt'), 'the scans of Mrs Doe')
})
afterEach(() => rm(dir, { recursive: true }))

suite('praxis deidentify', () => {
  test('writes copies that name nobody, and tells what it did and where to look', async () => {
    const { code, stdout, stderr } = await praxis(dir, 'deidentify', 'scans', '--out', 'copies')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^us\.dcm: de-identified as 2\.25\.\d+\/2\.25\.\d+\/2\.25\.\d+\.dcm$/m)
    expect(stdout).toContain('warning: text may be burned into its pixels (US; it does not say)')
    expect(stdout).toContain('read me.txt: not DICOM, not copied')
    expect(stdout).toContain(
      '2 files: 1 de-identified, 1 with warnings; 0 held back, 0 damaged, 1 not DICOM.',
    )
    expect(stderr).toContain('Pixels were neither changed nor looked at.')
    const [file = ''] = (await readdir(join(dir, 'copies'), { recursive: true })).filter(name =>
      name.endsWith('.dcm'),
    )
    const copy = await readFile(join(dir, 'copies', file))
    for (const word of ['Doe', 'Jane', 'MRN-4711']) expect(copy.includes(word)).toBe(false)
  })

  test('lists every change in a dry run, without a value, and writes nothing', async () => {
    const { code, stdout } = await praxis(dir, 'deidentify', 'scans', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toContain('pseudonym Z         (0010,0010) PatientName (PN, 8 bytes)')
    expect(stdout).toContain('removed   X         (0040,0275) RequestAttributesSequence (SQ, 1 items)')
    expect(stdout).toContain('removed   private   (0009,1001) (LO, 12 bytes)')
    for (const word of ['Doe', 'Jane', 'MRN-4711']) expect(stdout).not.toContain(word)
    expect(await readdir(dir)).toEqual(['scans'])
  })

  test('prints one JSON object', async () => {
    const { stdout } = await praxis(dir, 'deidentify', 'scans', '--dry-run', '--json')
    const { dryRun, counts, files } = JSON.parse(stdout)
    expect(dryRun).toBe(true)
    expect(counts).toMatchObject({ files: 2, deidentified: 1, patients: 1, studies: 1 })
    expect(files[1].changes).toContainEqual({
      path: '(0010,0020)',
      keyword: 'PatientID',
      vr: 'LO',
      length: 8,
      done: 'pseudonym',
      rule: 'Z/D',
    })
  })

  test('exits with 1 where a DICOM file was left out, and with 2 for bad usage', async () => {
    await writeFile(join(dir, 'scans', 'sr.dcm'), fileOf([[0x0040a730, 'SQ', []]]))
    const left = await praxis(dir, 'deidentify', 'scans', '--out', 'copies')
    expect(left.code).toBe(1)
    expect(left.stdout).toContain('sr.dcm: held back, not copied: it is a structured report')
    const wrong = [
      ['deidentify', 'scans'],
      ['deidentify', 'scans', '--out', 'scans/copies'],
      ['deidentify', 'scans', '--out', 'copies'],
      ['deidentify', 'nowhere', '--dry-run'],
    ]
    for (const { code, stdout, stderr } of await Promise.all(wrong.map(args => praxis(dir, ...args)))) {
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/^praxis: .*\[(?:bad-usage|data-missing)\]\n$/)
    }
  })
})
