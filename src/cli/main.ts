/** The command line. One file per command under `commands/`; this one only gathers them. */
import { setFlagsFromString } from 'node:v8'
import { Command, CommanderError } from 'commander'
import { addCompare } from './commands/compare.ts'
import { addConvert } from './commands/convert.ts'
import { addDeidentify } from './commands/deidentify.ts'
import { addDiagnose } from './commands/diagnose.ts'
import { addDoctor } from './commands/doctor.ts'
import { addExport } from './commands/export.ts'
import { addForge } from './commands/forge.ts'
import { addInfo } from './commands/info.ts'
import { addList } from './commands/list.ts'
import { addMcp } from './commands/mcp.ts'
import { addMemory } from './commands/memory.ts'
import { addRead } from './commands/read.ts'
import { addReport } from './commands/report.ts'
import { addRescore } from './commands/rescore.ts'
import { addRun } from './commands/run.ts'
import { addSchema } from './commands/schema.ts'
import { addSegment } from './commands/segment.ts'
import { addServe } from './commands/serve.ts'
import { addTrain } from './commands/train.ts'
import { exitCodes, reportError } from './output.ts'
import { packageVersion } from './package.ts'

// A run makes much short-lived garbage; V8 would answer with a young generation of 128 MiB and more. Kept
// as large as start-up left it, a long run stays in two thirds of the memory at the same speed.
setFlagsFromString('--semi-space-growth-factor=1')

// On an older Node, bin/praxis.mjs launches this process and holds a channel to it; when that is killed,
// this one must not go on alone.
if (process.env.PRAXIS_LAUNCHED) {
  process.on('disconnect', () => process.exit(exitCodes.interrupted))
  // The listener alone must not keep a finished process alive.
  process.channel?.unref()
}

// A reader such as `head` may close the pipe early; that is no failure of ours.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.ok)
  throw error
})

const program = new Command('praxis')
  .description(
    'Measure medical multimodal models so that the result can be trusted.\nResearch use, not a medical device.',
  )
  .version(packageVersion)
  .showHelpAfterError('(see --help)')
  .exitOverride()

for (const add of [
  addList,
  addRun,
  addCompare,
  addRescore,
  addReport,
  addForge,
  addSegment,
  addTrain,
  addExport,
  addDiagnose,
  addMemory,
  addRead,
  addMcp,
  addServe,
  addInfo,
  addConvert,
  addDeidentify,
  addSchema,
  addDoctor,
])
  add(program)
for (const command of allCommands(program)) command.exitOverride()

try {
  await program.parseAsync()
} catch (error) {
  const wasHelp = error instanceof CommanderError && error.exitCode === 0
  process.exitCode = wasHelp
    ? exitCodes.ok
    : error instanceof CommanderError
      ? exitCodes.usage
      : reportError(error)
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap(child => [child, ...allCommands(child)])
}
