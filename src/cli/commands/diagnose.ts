/** `praxis diagnose CASE`: a case from a file, through the diagnostician, with graphs and audit. */
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
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
import {
  caseSchema,
  diseaseVocabulary,
  messageOf,
  PraxisError,
  type Question,
  readMedia,
} from '../../cases/index.ts'
import { type ChatModel, createModel } from '../../models/index.ts'
import { diagnosisPage } from '../../report/index.ts'
import { manage } from '../../runs/index.ts'
import type { Trace } from '../../verify/index.ts'
import { type DiagnosticianOptions, openDiagnostician, symbolicIds } from '../diagnostician.ts'
import { openManners } from '../manners.ts'
import { positiveNumber } from '../options.ts'
import { exitCodes, printResult } from '../output.ts'

type Options = DiagnosticianOptions & { timeout: number; out?: string; allowRemote?: true; json?: true }

/** Longer than any case history; keeps a wrong file from filling memory. */
const mostCharacters = 100_000

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
    .option('--timeout <seconds>', 'limit of one answer of a model', positiveNumber, 120)
    .option('--allow-remote', 'let a remote model see the case')
    .option('--json', 'one JSON object on stdout')
    .action(async (file: string, options: Options) => {
      const asked = await readCase(file)
      const { diagnosis, trace } = await diagnose(asked, options)
      if (options.out !== undefined) await writeFile(options.out, diagnosisPage(asked.id, diagnosis))
      printResult(options.json ?? false, { answer: trace.answer, ...diagnosis, usage: trace.usage }, () =>
        tell(diagnosis),
      )
      if (diagnosis.decision.disease === null) process.exitCode = exitCodes.failed
    })
}

type Asked = { id: string; question: Question }

async function readCase(file: string): Promise<Asked> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new PraxisError('data-missing', messageOf(error, 100), 'name a text or JSON file', { file }, error)
  }
  const wrong = (what: string, next: string) => new PraxisError('data-malformed', what, next, { file })
  if (text.length > mostCharacters)
    throw wrong(`has ${text.length} characters, more than ${mostCharacters}`, 'give it one case history')
  if (text.includes('\0')) throw wrong('is not text', 'give it a text or JSON file')
  if (!text.trimStart().startsWith('{'))
    return { id: basename(file), question: { text, format: 'diagnosis' } }
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw wrong(`is not valid JSON (${messageOf(error, 100)})`, 'correct it, or give the story as plain text')
  }
  const parsed = caseSchema.safeParse(data)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw wrong(
      `is no case: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
      'see `praxis schema case`, or give the story as plain text',
    )
  }
  return parsed.data
}

async function diagnose(
  { id, question }: Asked,
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
