/** `praxis diagnose CASE`: a case from a file, through the diagnostician, with graphs and audit. */
import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import {
  ablationSchema,
  type Diagnosis,
  diagnosisSchema,
  noModel,
  type Task,
  tellAudit,
  tellCandidates,
  tellDecision,
  tellDoubt,
  tellExemplars,
  tellLookups,
  tellPatient,
  tellPivots,
  tellQuestions,
} from '../../agents/index.ts'
import { diseaseVocabulary, PraxisError, type Question, readMedia } from '../../cases/index.ts'
import { type ChatModel, createModel } from '../../models/index.ts'
import { diagnosisPage } from '../../report/index.ts'
import { manage } from '../../runs/index.ts'
import type { Trace } from '../../verify/index.ts'
import { type DiagnosticianOptions, openDiagnostician, symbolicIds } from '../diagnostician.ts'
import { openManners } from '../manners.ts'
import { seconds } from '../options.ts'
import { exitCodes, printResult } from '../output.ts'
import { type ReadCase, readCase } from '../read-case.ts'
import { refusePlace } from '../refuse-place.ts'

type Options = DiagnosticianOptions & { timeout: number; out?: string; allowRemote?: true; json?: true }

export function addDiagnose(program: Command): void {
  program
    .command('diagnose')
    .description('diagnose one case by an audit of the evidence; research use, not a medical device')
    .argument('<case>', 'a text file with the story, or a case as JSON')
    .option('--reasoner <id>', `${symbolicIds.join(', ')}, or a model, see \`praxis list\``, 'symbolic')
    .addOption(
      new Option('--ablate <stages>', 'which stages run (default: full)').choices(ablationSchema.options),
    )
    .option('--memory <dir>', 'what it remembers (default: the shipped memory)')
    .option('--out <file>', 'also a page with graphs and audit: .html')
    .option('--timeout <seconds>', 'limit of one answer of a model', seconds, 120)
    .option('--allow-remote', 'let a remote model see the case')
    .option('--json', 'one JSON object on stdout')
    .action(async (file: string, options: Options) => {
      if (options.out !== undefined) await refusePage(options.out, file)
      const asked = await readCase(file)
      const { diagnosis, trace } = await diagnose(asked, options)
      try {
        if (options.out !== undefined) await writeFile(options.out, diagnosisPage(asked.id, diagnosis))
      } finally {
        // It may have been paid for, and must not be lost with its page.
        printResult(options.json ?? false, { answer: trace.answer, ...diagnosis, usage: trace.usage }, () =>
          tell(diagnosis),
        )
      }
      if (diagnosis.decision.disease === null) process.exitCode = exitCodes.failed
    })
}

/** A page must not take the place of the story, nor fail to be written for want of a folder. */
async function refusePage(out: string, file: string): Promise<void> {
  if (!out.toLowerCase().endsWith('.html'))
    throw new PraxisError('bad-usage', `no page can be written to ${out}`, 'end --out in .html')
  await refusePlace(out, file)
}

async function diagnose(
  { id, question }: ReadCase,
  options: Options,
): Promise<{ diagnosis: Diagnosis; trace: Trace }> {
  const { solver, ask } = await openDiagnostician(options)
  const bare = solver.asksNoModel
    ? noModel
    : await createModel(ask.reasoner, { seed: 0, others: symbolicIds })
  refuseRemoteCase(bare, options.allowRemote ?? false)
  const { manners, close } = await openManners(bare, { timeout: options.timeout, cache: false })
  try {
    const { model, tally } = manage(bare, manners)(id)
    const trace = await solver.solve(taskOf(id, question), {
      model,
      sampling: {},
      signal: new AbortController().signal,
      seed: 0,
    })
    const [output] = trace.outputs ?? []
    if (output === undefined)
      throw new PraxisError(
        'provider-empty',
        trace.error?.message ?? 'there is no diagnosis',
        'try again, or use symbolic',
      )
    const diagnosis = diagnosisSchema.parse(JSON.parse(Buffer.from(await readMedia(output)).toString()))
    return { diagnosis, trace: { ...trace, usage: tally.usage } }
  } finally {
    close()
  }
}

function taskOf(caseId: string, question: Question): Task {
  const options =
    question.options ?? Object.keys(diseaseVocabulary()).map(name => ({ key: name, text: name }))
  const asked = { ...question, format: 'diagnosis' as const, options }
  return { caseId, question: asked, media: [], prompt: { user: question.text } }
}

/** A case history from a file is somebody's, as far as anyone knows. */
function refuseRemoteCase({ locality, id }: ChatModel, allowRemote: boolean): void {
  if (locality === 'local' || allowRemote) return
  throw new PraxisError(
    'remote-refused',
    `${id} would send the case off this machine`,
    'use --reasoner symbolic or a local model, or add --allow-remote if you may share it',
  )
}

function tell(diagnosis: Diagnosis): string {
  const { memory, audits } = diagnosis
  return [
    tellCandidates(diagnosis),
    '',
    tellPatient(diagnosis),
    ...(audits.length > 0 ? ['', tellPivots(diagnosis), '', ...audits.map(tellAudit)] : []),
    '',
    ...tellExemplars(diagnosis),
    ...tellLookups(diagnosis),
    ...tellDoubt(diagnosis),
    ...tellQuestions(diagnosis),
    tellDecision(diagnosis),
    ...(memory
      ? [`Memory: ${memory.name}, revision ${memory.revision}, hash ${memory.sha256.slice(0, 16)}.`]
      : []),
    'Research use, not a medical device.',
  ].join('\n')
}
