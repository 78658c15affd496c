/** `praxis read IMAGE`: one chest radiograph through the radiologist, as JSON, page, FHIR and DICOM. */
import { mkdir, readFile, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import {
  builtinReasoner,
  type ChestReasoner,
  chestChatReasoner,
  openRadiograph,
  type Radiograph,
  type Read,
} from '../../agents/index.ts'
import { type ChestReading, isPraxisError, messageOf, PraxisError } from '../../cases/index.ts'
import { type ChatModel, chestModelForms, createModel } from '../../models/index.ts'
import { manage } from '../../runs/index.ts'
import { maxFileBytes } from '../../tools/index.ts'
import { openManners } from '../manners.ts'
import { seconds } from '../options.ts'
import { exitCodes, printResult } from '../output.ts'
import { openRadiologist, type RadiologistOptions } from '../radiologist.ts'
import { refuseOwnInput, type Said, writeReading } from '../read/write-reading.ts'

type Options = RadiologistOptions & { reasoner: string; out: string; allowRemote?: true; json?: true }

const help = `
Written to --out: reading.json, reading.html, fhir.json, reading.dcm (a structured report), and for a DICOM image
segmentation-NAME.dcm for each structure; masks and heat maps in media/; what a chat model was asked and
said in reasoning.json. An earlier reading in --out is removed.

Beside the networks of onnx:DIR a fabric.json may say how far each is to be believed; without one they count alike.
A picture that is no frontal chest radiograph is read all the same, nothing is claimed of it, and the exit code is 1.

  praxis read chest.png --out reading
  praxis read chest.dcm --reasoner compatible:qwen@http://localhost:8000/v1 --out reading --json`

export function addRead(program: Command): void {
  const forms = chestModelForms.join(' or ')
  program
    .command('read')
    .description('read one frontal chest radiograph by many agents; research use, not a medical device')
    .argument('<image>', 'a frontal chest radiograph: PNG, JPEG, TIFF, WebP or DICOM')
    .requiredOption('--out <dir>', 'where the reading goes')
    .option('--reasoner <id>', 'builtin, or a chat model that decides, see `praxis list`', 'builtin')
    .option('--findings <id>', `findings models, ${forms}`, 'builtin')
    .option('--anatomy <id>', `anatomy model, ${forms}`, 'builtin')
    .option('--timeout <seconds>', 'limit of one answer of a tool or a model', seconds, 120)
    .option('--allow-remote', 'let a remote model see what the tools found')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (file: string, options: Options) => {
      const bytes = await readImage(file)
      const radiograph = await openRadiograph(bytes).catch(error => {
        throw placed(error, file)
      })
      await refuseFile(options.out)
      await refuseOwnInput(options.out, file)
      const { reasoner, said, close } = await openReasoner(options)
      try {
        const read = await readWith(options, radiograph, bytes, reasoner)
        const { reading } = read
        const files = await writeReading(options.out, { bytes, raster: radiograph.raster, said }, read)
        printResult(options.json ?? false, { kind: 'praxis-reading', ...reading, files }, () =>
          tell(reading, options.out),
        )
        if (reading.outOfDepth.is || reading.findings.length === 0) process.exitCode = exitCodes.failed
      } finally {
        close()
      }
    })
}

/** The folder is made before the picture is read, so that a reading is not lost for want of one. */
async function readWith(
  options: Options,
  radiograph: Radiograph,
  bytes: Uint8Array,
  reasoner: ChestReasoner,
): Promise<Read> {
  const radiologist = await openRadiologist(options)
  try {
    await mkdir(options.out, { recursive: true })
    return await radiologist.read(radiograph, bytes, { reasoner })
  } finally {
    await radiologist.close()
  }
}

async function refuseFile(out: string): Promise<void> {
  const facts = await stat(out).catch(() => undefined)
  if (facts === undefined || facts.isDirectory()) return
  throw new PraxisError('bad-usage', 'is a file', 'name a folder for the reading', { file: out })
}

async function readImage(file: string): Promise<Uint8Array> {
  const place = { file }
  const missing = (error: unknown) =>
    new PraxisError('data-missing', messageOf(error, 100), 'name a picture or a DICOM file', place, error)
  const facts = await stat(file).catch(error => {
    throw missing(error)
  })
  if (!facts.isFile())
    throw new PraxisError('bad-usage', 'is no file', 'name one picture or one DICOM file', place)
  if (facts.size > maxFileBytes)
    throw new PraxisError(
      'media-undecodable',
      `has ${facts.size} bytes, and ${maxFileBytes} are read at most`,
      'give a smaller image',
      place,
    )
  return readFile(file).catch(error => {
    throw missing(error)
  })
}

/** The same failure, with the file that it is about. */
function placed(error: unknown, file: string): unknown {
  if (!isPraxisError(error) || error.place.file !== undefined) return error
  const what = error.message.slice(0, -`; ${error.next}`.length)
  return new PraxisError(error.code, what, error.next, { file }, error)
}

async function openReasoner({
  reasoner: id,
  timeout,
  allowRemote,
}: Options): Promise<{ reasoner: ChestReasoner; said: Said[]; close: () => void }> {
  if (id === builtinReasoner.id) return { reasoner: builtinReasoner, said: [], close: () => {} }
  const bare = await createModel(id, { seed: 0 })
  refuseRemote(bare, allowRemote ?? false)
  const { manners, close } = await openManners(bare, { timeout, cache: false })
  const { model } = manage(bare, manners)('reading')
  const said: Said[] = []
  const reasoner = chestChatReasoner({ model, said: (role, text) => said.push({ role, text }) })
  return { reasoner, said, close }
}

/** What was found on somebody's radiograph is theirs. */
function refuseRemote({ locality, id }: ChatModel, allowRemote: boolean): void {
  if (locality === 'local' || allowRemote) return
  throw new PraxisError(
    'remote-refused',
    `${id} would send what was found off this machine`,
    'use --reasoner builtin or a local model, or add --allow-remote if you may share it',
  )
}

function tell({ sentences, failures, outOfDepth, notice }: ChestReading, out: string): string {
  const marked = sentences.filter(
    ({ section, support }) => section !== 'impression' && support !== 'supported',
  )
  return [
    ...(outOfDepth.is ? ['Out of its depth.'] : []),
    ...[...sentences.filter(({ section }) => section === 'impression'), ...marked].map(
      ({ text, support, why }) => (support === 'supported' ? text : `${text} [${support}: ${why}]`),
    ),
    ...failures.map(({ agent, reason }) => `No answer of ${agent}: ${reason}`),
    `The whole reading is in ${out}: reading.html, reading.json, fhir.json, reading.dcm.`,
    notice,
  ].join('\n')
}
