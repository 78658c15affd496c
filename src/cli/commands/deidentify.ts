/** `praxis deidentify IN --out DIR`: copies of DICOM files that no longer say whose they are; `--dry-run` only tells. */
import type { Command } from 'commander'
import { type Change, deidentifyPath, type FileReport } from '../../imaging/index.ts'
import { exitCodes, note, printResult } from '../output.ts'

type Options = { out?: string; dryRun?: boolean; json?: boolean }

export function addDeidentify(program: Command): void {
  program
    .command('deidentify')
    .description('copy DICOM files without what names the patient (PS3.15, basic profile)')
    .argument('<in>', 'a DICOM file, or a folder with any below it')
    .option('--out <dir>', 'a new or empty folder for the copies, outside of the input')
    .option('--dry-run', 'write nothing; list what would be done to each attribute, without its value')
    .option('--json', 'one JSON object on stdout')
    .action(async (input: string, { out, dryRun = false, json = false }: Options) => {
      const reports: FileReport[] = []
      for await (const report of deidentifyPath(input, { ...(out !== undefined && { out }), dryRun })) {
        if (!json) process.stdout.write(`${reportText(report, dryRun)}\n`)
        reports.push(dryRun ? report : withoutChanges(report))
      }
      const counts = countsOf(reports)
      printResult(json, { dryRun, counts, files: reports }, () => summaryText(counts, dryRun))
      note('Pixels were neither changed nor looked at. Heed the warnings, and the faces in images of a head.')
      if (counts.heldBack + counts.damaged > 0) process.exitCode = exitCodes.failed
    })
}

/** What was done to each of thousands of files is not kept until the end. */
function withoutChanges(report: FileReport): FileReport {
  return report.outcome === 'de-identified' ? { ...report, changes: [] } : report
}

function reportText(report: FileReport, dryRun: boolean): string {
  if (report.outcome === 'not DICOM') return `${report.file}: not DICOM, not copied`
  if (report.outcome !== 'de-identified')
    return `${report.file}: ${report.outcome}, not copied: ${report.why}`
  return [
    `${report.file}: ${dryRun ? `${report.changes.length} changes` : `de-identified as ${report.copy}`}`,
    ...report.warnings.map(warning => `  warning: ${warning}`),
    ...(dryRun ? report.changes.map(changeText) : []),
  ].join('\n')
}

function changeText({ path, keyword, vr, length, done, rule }: Change): string {
  const size = `${length} ${vr === 'SQ' ? 'items' : 'bytes'}`
  return `  ${done.padEnd(9)} ${rule.padEnd(9)} ${path} ${keyword}${keyword === '' ? '' : ' '}(${vr}, ${size})`
}

type Counts = ReturnType<typeof countsOf>

function countsOf(reports: readonly FileReport[]) {
  const done = reports.filter(report => report.outcome === 'de-identified')
  const having = (outcome: FileReport['outcome']) => reports.filter(one => one.outcome === outcome).length
  return {
    files: reports.length,
    deidentified: done.length,
    heldBack: having('held back'),
    damaged: having('damaged'),
    notDicom: having('not DICOM'),
    withWarnings: done.filter(({ warnings }) => warnings.length > 0).length,
    patients: new Set(done.map(({ patient }) => patient)).size,
    studies: new Set(done.map(({ uids }) => uids.study)).size,
  }
}

function summaryText(counts: Counts, dryRun: boolean): string {
  const { files, deidentified, heldBack, damaged, notDicom, withWarnings, patients, studies } = counts
  return [
    `${files} files: ${deidentified} ${dryRun ? 'would be ' : ''}de-identified, ${withWarnings} with warnings;`,
    `${heldBack} held back, ${damaged} damaged, ${notDicom} not DICOM.`,
    `${patients} patients, ${studies} studies.`,
  ].join(' ')
}
