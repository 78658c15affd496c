/** A miniature FaceBench folder in the official format, made for a test. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Case } from '../../../cases/index.ts'
import type { CaseItem, Score } from '../../benchmark.ts'
import { scoreOf } from '../../score.ts'
import { facebench } from '../index.ts'

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export type Row = Record<string, unknown>

/** An official row; whatever is not given is as in a yes-no question about a beard. */
export function row(question_id: string, changes: Row = {}): Row {
  return {
    question_id,
    question_type: 'TFQ',
    image_id: 'test-A-1.jpg',
    text: `Is it so (${question_id})?`,
    instruction: 'Pick one.',
    options: ['Yes', 'No', 'Information not visible'],
    conditions: { 'option Y': [], 'option N': [] },
    gt_answer: 'Yes',
    metadata: { image_source: 'A', view: 'Appearance', attribute_level: 'level 1' },
    ...changes,
  }
}

export function opens(yes: string[], no: string[] = []): Row {
  return { conditions: { 'option Y': yes, 'option N': no } }
}

const written: string[] = []

export async function removeFolders(): Promise<void> {
  await Promise.all(written.splice(0).map(folder => rm(folder, { recursive: true })))
}

/** Writes test.jsonl and, for each image id, a picture. Strings are written as they are. */
export async function folderOf(rows: (Row | string)[], images?: string[], train?: Row[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'facebench-'))
  written.push(folder)
  const lines = (items: (Row | string)[]) =>
    items.map(item => (typeof item === 'string' ? item : JSON.stringify(item))).join('\n')
  await writeFile(join(folder, 'test.jsonl'), lines(rows))
  if (train !== undefined) await writeFile(join(folder, 'train.jsonl'), lines(train))
  const ids = images ?? [...new Set(rows.flatMap(item => (typeof item === 'string' ? [] : [String(item.image_id)])))]
  if (ids.length > 0) await mkdir(join(folder, 'images'))
  for (const id of ids) await writeFile(join(folder, 'images', id), pixel)
  return folder
}

export async function itemsIn(path: string, chains = 'off'): Promise<CaseItem[]> {
  const { cases } = await facebench.open(path, { chains })
  return Array.fromAsync(cases())
}

export async function casesIn(path: string, chains = 'off'): Promise<Case[]> {
  return (await itemsIn(path, chains)).flatMap(item => (item.ok ? [item.case] : []))
}

export async function problemsIn(path: string): Promise<string[]> {
  return (await itemsIn(path)).flatMap(item => (item.ok ? [] : [`${item.error.code}: ${item.error.message}`]))
}

/** Each case judged by the reply under its question id; null: it was not asked. */
export async function scoresOf(
  cases: readonly Case[],
  replies: Record<string, string | null>,
  scoring: 'strict' | 'official' = 'strict',
): Promise<Score[]> {
  const verifier = facebench.verifier(scoring)
  return Promise.all(
    cases.map(async case_ => {
      const answer = replies[case_.id] ?? replies[case_.tags.question ?? ''] ?? null
      const verdict = await verifier.verify(case_, {
        caseId: case_.id,
        solver: 'direct',
        steps: [],
        answer,
        usage: { requests: 1 },
        timing: { startedAt: '2026-01-01T00:00:00Z', ms: 1, retries: 0 },
        stop: answer === null ? 'not-asked' : 'answered',
      })
      return scoreOf(case_, verdict)
    }),
  )
}
