/** Small run folders, and a model that says what it is told to. */
import { basename, join } from 'node:path'
import type { ChatMessage, ChatModel, ChatReply } from '../../models/index.ts'
import { mapMedia, mediaStore, openRecordLog, type RunRecord, recordVersion, startRun } from '../../runs/index.ts'

/** Writes a run as `praxis run` does. `settings` are those of its benchmark. */
export async function writeRun(
  dir: string,
  benchmark: string,
  records: readonly RunRecord[],
  settings: Record<string, string> = {},
): Promise<void> {
  await startRun(dir, {
    version: recordVersion,
    id: basename(dir),
    createdAt: '2026-01-01T00:00:00.000Z',
    ask: {
      benchmark,
      data: 'set',
      dataFingerprint: '0',
      model: 'none',
      solver: 'oracle',
      segmenter: 'builtin',
      mode: 'plain',
      seed: 0,
      scoring: 'strict',
      settings,
      sampling: {},
    },
    card: {
      name: 'Set',
      version: '1',
      licence: 'CC0',
      access: 'open',
      citation: 'none',
      source: 'made here',
      intendedUse: 'tests',
      limits: 'none',
    },
    code: { praxis: '0', node: '0' },
    prices: { asOf: '2026-01-01', sha256: '0' },
    notice: 'Research use, not a medical device.',
  })
  const log = await openRecordLog<RunRecord>(join(dir, 'records.jsonl'))
  const keep = mediaStore(dir)
  for (const record of records) await log.append(await mapMedia(record, keep))
  await log.close()
}

/** Says these in turn, and keeps what it was sent each time. */
export function speaker(replies: readonly Partial<ChatReply>[]): ChatModel & { heard: ChatMessage[][] } {
  const heard: ChatMessage[][] = []
  return {
    id: 'speaker',
    locality: 'local',
    cacheable: false,
    fingerprint: '',
    heard,
    chat: async ({ messages }) => {
      heard.push([...messages])
      return { text: '', toolCalls: [], finish: 'stop', usage: { requests: 1 }, ...replies[heard.length - 1] }
    },
  }
}
