/** What each stage asks a chat model. The paper's prompts are not published in full; these are ours. */
import type { Candidate, Diagnosis, KnowledgeNode } from '../nodes.ts'
import type { Evidence, Representation, Story } from '../reasoner.ts'

const onlyJson = 'Answer with one JSON object and nothing else, of this form:'

const told = ({ text }: Story): string => `<story>\n${text}\n</story>`

const listed = (names: readonly string[]): string => names.map(name => `- ${name}`).join('\n')

export function intuitionPrompt(story: Story, most: number): string {
  return `A patient's story:
${told(story)}

Going by your first impression, which diagnoses are likeliest? Name at most ${most}, the likeliest first, each exactly as it stands in this list:
${listed(story.diseases)}

${onlyJson}
{"candidates": [{"disease": "…", "why": "one short sentence"}]}`
}

export function representationPrompt(story: Story): string {
  return `A patient's story:
${told(story)}

Restate it as a clinician would. Give one line that sums it up, and every finding that bears on a diagnosis, in medical terms with its onset, course and place. For each finding copy the words of the story that it rests on, unchanged.
The status is "Present" where the story says that the patient has it, "Absent" only where the story denies it in words, and "Missing" where the story says that it is not known. List nothing that the story does not mention.

${onlyJson}
{"summary": "…", "findings": [{"finding": "…", "words": "…", "status": "Present"}]}`
}

export function interventionPrompt(
  { nodes, summary }: Representation,
  candidates: readonly Candidate[],
  facts: readonly string[] = [],
): string {
  return `${summary}

Findings:
${findingLines(nodes)}

Candidates:
${listed(candidates.map(({ disease }) => disease))}
${factLines(facts)}
Go through the candidates one at a time, then compare them with each other. Which pieces of medical knowledge decide among them? For each piece say which candidates it supports if it is found, which it speaks clearly against, which usually show it, which always show it, and which of the findings above tell of it, by their id. Name also what a candidate should show although no finding tells of it, with an empty list of findings. Write the candidates exactly as above.

${onlyJson}
{"knowledge": [{"content": "…", "supports": ["…"], "rules_out": ["…"], "expected_of": ["…"], "essential_to": ["…"], "findings": ["p1"]}]}`
}

export function rereadPrompt(story: Story, expected: readonly KnowledgeNode[]): string {
  return `A patient's story:
${told(story)}

Read it again, looking for these findings only:
${expected.map(({ id, content }) => `${id}: ${content}`).join('\n')}

For each one that the story states the patient has, copy the words that say so, unchanged. Leave out those that the story denies or does not mention.

${onlyJson}
{"found": [{"id": "…", "words": "…"}]}`
}

export function judgePrompt({ representation, candidates, audits, exemplars, facts }: Evidence): string {
  const guess = candidates.map(({ disease }) => disease).join(', ')
  const lines = audits.map(
    ({ disease, matches, conflicts, shadows, score, pivots, unexplained, missing, disqualifiedBy }) =>
      `- ${disease}: score ${score} (${matches} matched, ${conflicts} in conflict, ${shadows} missing); pivots: ${list(pivots)}; cannot explain: ${list(unexplained)}; expected but not found: ${list(missing)}${disqualifiedBy.length > 0 ? `; OUT, the story denies ${list(disqualifiedBy)}` : ''}`,
  )
  const near = exemplars.map(
    ({ disease, similarity }) => `${disease} (${(100 * similarity).toFixed(0)} % alike)`,
  )
  return `${representation.summary}

First impression: ${guess}.
The audit of the evidence:
${lines.join('\n')}
Most alike among remembered cases: ${list(near)}.
${factLines(facts)}
Decide by these rules, in this order: a candidate that is OUT cannot be chosen; one with a matched pivot goes before one that has only general support; then the one that explains most and leaves the fewest conflicts. The first impression decides nothing by itself.

${onlyJson}
{"disease": "…", "why": "the finding that decides, in one sentence"}`
}

export function criticPrompt(
  story: Story,
  {
    label,
    over,
    diagnosis,
    weighed,
  }: { label: string; over: string; diagnosis: Diagnosis; weighed: ReadonlySet<string> },
): string {
  const { patient, decision } = diagnosis
  return `A patient's story:
${told(story)}

The right diagnosis is known to be ${label}. A colleague answered ${decision.disease ?? 'nothing'}, because: ${decision.why}.

The colleague's findings:
${findingLines(patient)}

Which of these findings, of those that are Present, tell that it is ${label} and not ${over}? Name them by id, the one that decides most first, three at most. Give an empty list where none does.${weighed.size === 0 ? '' : ` The colleague weighed ${[...weighed].join(', ')} for ${label} already, so name others.`}

${onlyJson}
{"findings": [{"id": "p1", "why": "one short sentence"}]}`
}

function findingLines(nodes: Representation['nodes']): string {
  return nodes.map(({ id, status, content }) => `${id} (${status}): ${content}`).join('\n')
}

/** What is known besides the story, a line each; an empty line where nothing is. */
function factLines(facts: readonly string[]): string {
  return facts.length === 0 ? '' : `\nKnown besides:\n${listed(facts)}\n`
}

function list(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.join(', ')
}
