import { expect, suite, test } from 'vitest'
import { type Case, embedMedia } from '../../cases/index.ts'
import { box, emptyMask, type Mask, maskFromBox, maskPng } from '../../imaging/index.ts'
import type { Trace } from '../trace.ts'
import { noUsage } from '../usage.ts'
import { maskVerifier } from './mask-verifier.ts'

const size = { width: 20, height: 12 }

/** The terms of an episode that stopped before anything was drawn. */
async function termsOf(truth: Mask): Promise<Record<string, number>> {
  const mask = embedMedia('mask', await maskPng(truth), 'image/png')
  const case_: Case = {
    id: 'a',
    cluster: 'a',
    question: { text: 'Segment the polyp.', format: 'mask' },
    media: [],
    tags: {},
    reference: { format: 'mask', mask },
  }
  const trace: Trace = {
    caseId: 'a',
    solver: 'scripted',
    steps: [],
    answer: null,
    usage: noUsage,
    timing: { startedAt: '2026-01-01T00:00:00Z', ms: 1, retries: 0 },
    stop: 'answered',
  }
  return (await maskVerifier().verify(case_, trace)).terms ?? {}
}

suite('an episode in which nothing was drawn', () => {
  test('never reached its target, which counts as the limit', async () => {
    const terms = await termsOf(maskFromBox(box(4, 3, 9, 8), size.width, size.height))
    expect(terms).toMatchObject({ dice: 0, noc85: 20, reached85: 0, noc90: 20, reached90: 0 })
  })

  test('on an empty target is right, and no clicks to reach it are counted', async () => {
    const terms = await termsOf(emptyMask(size.width, size.height))
    expect(terms).toMatchObject({ dice: 1, iou: 1, hd95: 0 })
    for (const term of ['noc85', 'noc90', 'reached85', 'reached90']) expect(terms).not.toHaveProperty(term)
  })
})
