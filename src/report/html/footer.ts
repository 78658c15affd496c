/** What the page is not, and the commands that make it again. */
import { type Ask, trajectorySolver } from '../../runs/index.ts'
import { type Html, html } from './markup.ts'
import type { ReportRun } from './report-run.ts'

export function footer(runs: ReportRun[]): Html {
  const commands = [
    ...runs.map(({ dir, run }) => runCommand(run.ask, dir)),
    `praxis report ${runs.map(({ dir }) => quote(dir)).join(' ')} --html report.html`,
  ]
  return html`<footer>
<p>To make this page again:</p>
<pre>${commands.join('\n')}</pre>
<p><b>Research use, not a medical device.</b> ${notice(runs)}</p>
</footer>`
}

function notice(runs: ReportRun[]): string {
  const said = runs[0]?.run.notice ?? ''
  return /not a medical device/i.test(said) ? '' : said
}

/** The command that carries out a run; `--out` names its folder. */
export function runCommand(ask: Ask, dir: string): string {
  const { benchmark, data, model, solver, segmenter, mode, seed, limit, scoring, judge, sampling } = ask
  const { settings = {}, repeats, confidence } = ask
  if (solver === trajectorySolver) return forgeCommand(ask, dir)
  return [
    `praxis run ${benchmark} --data ${quote(data)}`,
    ...(model === 'none' ? [] : [`--model ${quote(model)}`]),
    // Where masks are drawn the solver was chosen; elsewhere it follows from the benchmark.
    ...(segmenter === undefined ? [] : [`--solver ${quote(solver)} --segmenter ${quote(segmenter)}`]),
    ...(mode === 'plain' ? [] : [`--mode ${mode}`]),
    ...Object.entries(settings).flatMap(([name, value]) =>
      value === '' ? [] : [`--set ${quote(`${name}=${value}`)}`],
    ),
    ...(repeats === undefined ? [] : [`--repeats ${repeats}`]),
    ...(confidence ? ['--confidence'] : []),
    ...(limit === undefined ? [] : [`--limit ${limit}`]),
    `--seed ${seed}`,
    ...(scoring === 'strict' ? [] : [`--scoring ${scoring}`]),
    ...(judge === undefined ? [] : [`--judge ${quote(judge)}`]),
    ...(sampling.temperature === undefined ? [] : [`--temperature ${sampling.temperature}`]),
    ...(sampling.maxOutputTokens === undefined ? [] : [`--max-output-tokens ${sampling.maxOutputTokens}`]),
    `--out ${quote(dir)}`,
  ].join(' ')
}

function forgeCommand({ data, segmenter, settings = {}, seed, limit }: Ask, dir: string): string {
  return [
    `praxis forge trajectories --from ${quote(data)}`,
    ...(segmenter === undefined ? [] : [`--segmenter ${quote(segmenter)}`]),
    ...Object.entries(settings).map(([name, value]) => `--${name} ${quote(value)}`),
    ...(limit === undefined ? [] : [`--limit ${limit}`]),
    `--seed ${seed}`,
    `--out ${quote(dir)}`,
  ].join(' ')
}

/** Safe to paste into a shell. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
