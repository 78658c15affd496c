import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { fileOf } from './__fixtures__/dicom-file.ts'
import { deidentifyPath, type FileReport } from './deidentify-path.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'praxis-deidentify-'))
  await mkdir(join(dir, 'in', 'DOE_JANE'), { recursive: true })
  await writeFile(join(dir, 'in', 'DOE_JANE', 'a.dcm'), fileOf([[0x00100010, 'PN', 'Doe^Jane']]))
})
afterEach(() => rm(dir, { recursive: true }))

async function reports(input = 'in', options: { out?: string; dryRun?: boolean } = { out: 'out' }) {
  const found: FileReport[] = []
  const { out, ...rest } = options
  const placed = { ...rest, ...(out !== undefined && { out: join(dir, out) }) }
  for await (const report of deidentifyPath(join(dir, input), placed)) found.push(report)
  return found
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(dir, folder), { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

suite('a folder', () => {
  test('is copied under new names, and the originals stay as they are', async () => {
    const original = await readFile(join(dir, 'in', 'DOE_JANE', 'a.dcm'))
    const [report] = await reports()
    const [copy = ''] = await filesBelow('out')
    expect(report).toMatchObject({ file: 'DOE_JANE/a.dcm', outcome: 'de-identified' })
    expect(copy).toMatch(/out\/2\.25\.\d+\/2\.25\.\d+\/2\.25\.\d+\.dcm$/)
    expect((await readFile(copy)).includes('Doe')).toBe(false)
    expect(await readFile(join(dir, 'in', 'DOE_JANE', 'a.dcm'))).toEqual(original)
  })

  test('keeps files of one study together, and gives it another name in the next run', async () => {
    await writeFile(join(dir, 'in', 'b.dcm'), fileOf([], undefined, '1.2.3.5'))
    const studies = (found: FileReport[]) =>
      found.map(report => (report.outcome === 'de-identified' ? report.uids.study : ''))
    const [first, second] = [studies(await reports()), studies(await reports('in', { out: 'again' }))]
    expect(new Set(first).size).toBe(1)
    expect(second[0]).not.toBe(first[0])
  })

  test('keeps two files of one instance, and says so', async () => {
    await writeFile(join(dir, 'in', 'twin.dcm'), fileOf())
    const found = await reports()
    expect(await filesBelow('out')).toHaveLength(2)
    expect(found.map(report => report.outcome === 'de-identified' && report.warnings)).toEqual([
      [],
      ['another file holds the same instance'],
    ])
  })

  test('names what is not copied: other files, reports and damaged ones; links are not followed', async () => {
    await writeFile(join(dir, 'in', 'notes.txt'), 'Doe')
    await writeFile(join(dir, 'in', 'empty'), '')
    await writeFile(join(dir, 'in', 'cut.dcm'), fileOf().subarray(0, -2))
    await writeFile(join(dir, 'in', 'report.dcm'), fileOf([[0x0040a730, 'SQ', []]]))
    await symlink(join(dir, 'in', 'report.dcm'), join(dir, 'in', 'link.dcm'))
    const found = await reports()
    expect(found.map(({ file, outcome }) => [file, outcome])).toEqual([
      ['DOE_JANE/a.dcm', 'de-identified'],
      ['cut.dcm', 'damaged'],
      ['empty', 'not DICOM'],
      ['notes.txt', 'not DICOM'],
      ['report.dcm', 'held back'],
    ])
    expect(await filesBelow('out')).toHaveLength(1)
  })

  test('is only told of in a dry run', async () => {
    const [report] = await reports('in', { out: 'out', dryRun: true })
    expect(report?.outcome === 'de-identified' && report.changes.length).toBeGreaterThan(3)
    expect(JSON.stringify(report)).not.toContain('Doe')
    await expect(readdir(join(dir, 'out'))).rejects.toThrow('ENOENT')
  })
})

suite('is refused', () => {
  test('to write into the originals, by whatever name', async () => {
    await symlink(join(dir, 'in'), join(dir, 'other'))
    for (const out of ['in', 'in/copies', 'in/../in/copies', 'other/copies'])
      await expect(reports('in', { out })).rejects.toThrow(/lies in/)
    expect(await filesBelow('in')).toHaveLength(1)
  })

  test('to write where something is', async () => {
    await mkdir(join(dir, 'out'))
    await writeFile(join(dir, 'out', 'x'), '')
    await writeFile(join(dir, 'file'), '')
    await expect(reports()).rejects.toThrow(/is not empty/)
    await expect(reports('in', { out: 'file' })).rejects.toThrow(/is no folder/)
    await expect(reports('in', {})).rejects.toThrow(/give --out DIR/)
  })

  test('to read what is not there', async () => {
    await expect(reports('nowhere')).rejects.toThrow(/there is no .*nowhere/)
  })
})

test('a single file is copied like a folder of one', async () => {
  const found = await reports('in/DOE_JANE/a.dcm')
  expect(found).toMatchObject([{ file: 'a.dcm', outcome: 'de-identified' }])
  expect(await filesBelow('out')).toHaveLength(1)
})
