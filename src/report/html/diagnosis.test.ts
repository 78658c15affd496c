import { expect, suite, test } from 'vitest'
import { infer, symbolicReasoner } from '../../agents/index.ts'
import { type Ddxplus, readDdxplus } from '../../cases/index.ts'
import { causalGraph } from './causal-graph.ts'
import { diagnosisPage } from './diagnosis.ts'
import { markupOf } from './markup.ts'

const diagnose = async (text: string, data: Ddxplus) =>
  infer({ caseId: 'c', text, diseases: [...data.conditions.keys()] }, { reasoner: symbolicReasoner(data) })

suite('the graph of a candidate, drawn', () => {
  const graph = {
    disease: 'Influenza',
    nodes: [
      { id: 'd', kind: 'disease', content: 'Influenza' },
      { id: 'p1', kind: 'patient', content: 'Fever <b>', status: 'Present' },
      { id: 'p2', kind: 'patient', content: 'cough', status: 'Absent' },
      { id: 'k1', kind: 'pivot', content: 'Fever' },
      { id: 'k2', kind: 'general', content: 'Cough' },
      { id: 'k3', kind: 'general', content: 'Rash' },
      { id: 'shadow-k4', kind: 'shadow', content: 'Chills' },
    ],
    edges: [
      { from: 'd', to: 'k1', kind: 'support' },
      { from: 'p2', to: 'k2', kind: 'conflict' },
      { from: 'p1', to: 'k1', kind: 'matching' },
      { from: 'd', to: 'k3', kind: 'support' },
      { from: 'shadow-k4', to: 'd', kind: 'penalty' },
    ],
  } satisfies Parameters<typeof causalGraph>[0]
  const drawn = markupOf(causalGraph(graph))

  test('has a row for each match, conflict and shadow, in that order', () => {
    expect(drawn).toContain('viewBox="0 0 800 84"')
    const order = [...drawn.matchAll(/class="node (?:pivot|general|shadow)"><title>([^<]*)</g)].map(
      ([, said]) => said,
    )
    expect(order).toEqual(['Fever', 'Cough', 'Chills'])
    expect(drawn.match(/class="conflict"/g)).toHaveLength(2)
    expect(drawn.match(/class="penalty"/g)).toHaveLength(1)
  })

  test('says what is absent, leaves out what nothing meets, and escapes', () => {
    expect(drawn).toContain('>no cough</text>')
    expect(drawn).not.toContain('Rash')
    expect(drawn).toContain('Fever &#60;b&#62;')
    expect(drawn).not.toContain('<b>')
  })
})

test('a page shows findings, audit and two graphs, and loads nothing', async () => {
  const ddxplus = await readDdxplus()
  const diagnosis = await diagnose('I have a fever. I have a cough. I have a sore throat.', ddxplus)
  const page = diagnosisPage('<one>', diagnosis)
  expect(page).toContain('&#60;one&#62;')
  expect(page.match(/<svg class="causal"/g)).toHaveLength(2)
  for (const { disease } of diagnosis.audits) expect(page).toContain(`<td>${disease}</td>`)
  expect(page).toContain('Research use, not a medical device.')
  expect(page).not.toMatch(/https?:\/\//)
})

test('an abstention is a page too', async () => {
  const page = diagnosisPage('none', await diagnose('Lorem ipsum.', await readDdxplus()))
  expect(page).toContain('No diagnosis')
  expect(page).not.toContain('<svg')
})
