/** A diagnosis for the eye: the audit of every candidate, and the graphs of the winner and the runner-up. */
import { type Diagnosis, diagnosisMediaType, diagnosisSchema, tellLookups } from '../../agents/index.ts'
import { type RunRecord, readRunMedia } from '../../runs/index.ts'
import { causalGraph } from './causal-graph.ts'
import { type Html, html } from './markup.ts'
import { page } from './page.ts'

/** Undefined where the record holds no diagnosis that can be read. */
export async function diagnosisOf(dir: string, { trace }: RunRecord): Promise<Html | undefined> {
  const medium = trace.outputs?.find(({ mediaType }) => mediaType === diagnosisMediaType)
  const bytes = medium && (await readRunMedia(dir, medium))
  if (bytes === undefined) return undefined
  let data: unknown
  try {
    data = JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
  const parsed = diagnosisSchema.safeParse(data)
  return parsed.success ? diagnosisFigure(parsed.data) : undefined
}

/** Nothing but the decision where no audit was made. */
export function diagnosisFigure(diagnosis: Diagnosis): Html {
  const { decision, audits, graphs, exemplars } = diagnosis
  const drawn = audits.slice(0, 2).flatMap(({ disease }) => graphs.filter(graph => graph.disease === disease))
  return html`<div class="diagnosis">
<p><span class="strong">${decision.disease ?? 'No diagnosis'}:</span> <span class="soft">${decision.why}</span></p>
${diagnosis.doubt ? doubtList(diagnosis.doubt) : questionList(diagnosis)}
${audits.length > 0 && auditTable(diagnosis)}
${drawn.map(graph => html`<figure><figcaption>${graph.disease}</figcaption>${causalGraph(graph)}</figure>`)}
${drawn.length > 0 && html`<p class="note">Left the patient’s findings, in the middle the knowledge they meet, <b>pivots</b> framed: <span class="k match">matches</span>, <span class="k conflict">conflicts</span>, and dashed what is expected and was not found.</p>`}
${
  exemplars.length > 0 &&
  html`<p class="note">Nearest remembered cases: ${exemplars
    .map(
      ({ disease, caseId, similarity }) => `${disease} (${caseId}, ${(100 * similarity).toFixed(0)} % alike)`,
    )
    .join(', ')}.</p>`
}
${tellLookups(diagnosis).map(text => html`<p class="note">${text}</p>`)}
${diagnosis.failures.map(({ stage, reason }) => html`<p class="note">Trouble in the stage ${stage}: ${reason}.</p>`)}
</div>`
}

function doubtList({ leading, ask }: NonNullable<Diagnosis['doubt']>): Html {
  const names = leading.map(({ disease, probability }) => `${disease} ${(100 * probability).toFixed(0)} %`)
  return html`${names.length > 0 && html`<p>By what is stated alone the likeliest are ${names.join(', ')}.</p>`}
${
  ask.length > 0 &&
  html`<p>What would tell most:</p><ul>${ask.map(
    ({ content, question, usualIn }) =>
      html`<li>${content} <span class="soft">${question}${leading.length > 0 && usualIn.length > 0 ? ` Usual in ${usualIn.join(', ')}.` : ''}</span></li>`,
  )}</ul>`
}`
}

function questionList({ questions = [] }: Diagnosis): Html | undefined {
  const [first] = questions
  if (first === undefined) return undefined
  return html`<p>To ask next, by ${first.by}:</p><ul>${questions.map(
    ({ content, question, listedFor }) =>
      html`<li>${content} <span class="soft">${question} Listed for ${listedFor.join(', ')}.</span></li>`,
  )}</ul>`
}

function auditTable({ audits, candidates, weights }: Diagnosis): Html {
  const guess = (disease: string) => candidates.findIndex(candidate => candidate.disease === disease) + 1
  return html`<div class="scroll tight"><table><thead><tr><th>Candidate</th><th>First guess</th><th>Matched</th><th>In conflict</th><th>Missing</th><th>Score</th><th class="wrap">Cannot explain</th></tr></thead><tbody>${audits.map(
    ({ disease, matches, conflicts, shadows, score, unexplained, disqualifiedBy }) =>
      html`<tr><td>${disease}</td><td>${guess(disease)}</td><td>${matches}</td><td>${conflicts}</td><td>${shadows}</td><td class="strong">${disqualifiedBy.length > 0 ? 'out' : score}</td><td class="wrap">${unexplained.join(', ')}</td></tr>`,
  )}</tbody></table></div>
<p class="note">Score = ${weights.match} × matched − ${weights.conflict} × in conflict − ${weights.shadow} × missing. A denied essential finding puts a candidate out; a matched pivot goes before a score.</p>`
}

/** One self-contained page about one case. */
export function diagnosisPage(title: string, diagnosis: Diagnosis): string {
  const { summary, patient, reasoner, memory } = diagnosis
  const remembered =
    memory === undefined ? 'no memory' : `memory ${memory.name}, hash ${memory.sha256.slice(0, 16)}`
  return page(
    title,
    html`<h1>${title}</h1>
<p class="lead">${summary}</p>
<section><h2>What the text says</h2><dl class="facts">${patient.map(
      ({ status, content, originalText }) =>
        html`<dt>${status}</dt><dd>${content} <span class="soft">“${originalText}”</span></dd>`,
    )}</dl></section>
<section><h2>The audit of the evidence</h2>${diagnosisFigure(diagnosis)}</section>
<footer>Reasoner ${reasoner}, ${remembered}. Research use, not a medical device.</footer>`,
  )
}
