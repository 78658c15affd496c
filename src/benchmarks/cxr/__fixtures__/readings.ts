/** Readings for tests, as a radiologist would leave them in a trace. */
import { type ChestReading, embedMedia, type FindingLabel } from '../../../cases/index.ts'
import type { Trace } from '../../../verify/index.ts'

export type ToldFinding = {
  probability: number
  state?: ChestReading['findings'][number]['state']
  location?: NonNullable<ChestReading['findings'][number]['location']>
  agents?: Record<string, number>
}

export function readingOf(
  told: Partial<Record<FindingLabel, ToldFinding>>,
  changes: Partial<ChestReading> = {},
): ChestReading {
  return {
    image: { sha256: 'a'.repeat(64), width: 8, height: 8, view: 'PA' },
    artifacts: [],
    findings: Object.entries(told).map(([label, { probability, state, location, agents = {} }]) => ({
      label: label as FindingLabel,
      probability,
      state: state ?? (probability >= 0.5 ? 'present' : 'absent'),
      ...(location && { location }),
      agents,
      artifacts: [],
    })),
    sentences: [],
    failures: [],
    outOfDepth: { score: 0, threshold: 1, is: false },
    notice: 'Research use, not a medical device.',
    software: { name: 'test', version: '1' },
    at: '2026-01-01T00:00:00Z',
    ...changes,
  }
}

export function traceOf(reading: ChestReading): Trace {
  return {
    caseId: 'one',
    solver: 'radiologist',
    steps: [],
    answer: 'as read',
    outputs: [embedMedia('text', Buffer.from(JSON.stringify(reading)), 'application/json')],
    usage: { requests: 0 },
    timing: { startedAt: '2026-01-01T00:00:00.000Z', ms: 1, retries: 0 },
    stop: 'answered',
  }
}
