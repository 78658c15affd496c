/** The page of a run whose answers are masks: what is drawn, which are shown, how the curve goes. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, suite, test } from 'vitest'
import { hashBytes, type Media } from '../../cases/index.ts'
import { box, encodePng, type Mask, maskFromBox, maskPng } from '../../imaging/index.ts'
import type { Ask, RunRecord } from '../../runs/index.ts'
import type { Step } from '../../verify/index.ts'
import { record, removeRuns, writeRun } from '../__fixtures__/runs.ts'
import { runCommand } from './footer.ts'
import { failurePicker } from './pick-failures.ts'
import { htmlReport } from './report.ts'

afterAll(removeRuns)

const [width, height] = [60, 40]
const truth = maskFromBox(box(10, 10, 40, 30), width, height)
const grey = encodePng({ width, height, channels: 1, samples: new Uint8Array(width * height).fill(90) })

type Kept = { media: Media; bytes: Uint8Array }

async function kept(kind: Media['kind'], bytes: Uint8Array): Promise<Kept> {
  const sha256 = hashBytes(bytes)
  const uri = `media/${sha256}.png`
  return { media: { kind, uri, mediaType: 'image/png', sha256, bytes: bytes.byteLength }, bytes }
}

const observed = (callId: string, more: object = {}): Step =>
  ({ id: `${callId}-o`, type: 'observation', callId, text: 'done', isError: false, ...more }) as const

/** Box, a refused click, a click, stop; its masks are `made`. */
async function segmented(id: string, dice: number, made: Mask[], calls: Step[] = []) {
  const image = await kept('image', await grey)
  const reference = await kept('mask', await maskPng(truth))
  const outputs = await Promise.all(made.map(async mask => kept('mask', await maskPng(mask))))
  const base = record({
    id,
    tags: { modality: 'CT', target: 'the liver' },
    question: { text: 'the liver', format: 'mask' },
    reference: { format: 'mask', mask: reference.media },
    media: [image.media],
    terms: {
      dice,
      iou: dice / 2,
      hd95: 4.25,
      turns: made.length,
      redundant: 0,
      'dice@1': dice / 2,
      'dice@2': dice,
    },
  })
  const one: RunRecord = {
    ...base,
    trace: { ...base.trace, steps: calls, outputs: outputs.map(({ media }) => media) },
    verdict: { ...base.verdict, outcome: dice > 0 ? 'partial' : 'incorrect', value: dice },
  }
  return { record: one, files: [image, reference, ...outputs] }
}

const calls: Step[] = [
  { id: 'a', type: 'tool-call', tool: 'add_bbox', callId: 'a', arguments: { bbox_2d: [1, 2, 3, 4] } },
  observed('a', { drawn: { kind: 'box', box: box(5, 5, 30, 30) } }),
  { id: 'b', type: 'tool-call', tool: 'add_point', callId: 'b', arguments: { point_2d: [2000, 5] } },
  observed('b', { isError: true, text: 'The click <is> off.' }),
  {
    id: 'c',
    type: 'tool-call',
    tool: 'add_point',
    callId: 'c',
    arguments: { point_2d: [7, 8], point_type: 'negative' },
  },
  observed('c', { drawn: { kind: 'point', at: { frame: 'pixel', x: 20, y: 20 }, positive: false } }),
  { id: 'd', type: 'tool-call', tool: 'stop_action', callId: 'd', arguments: {} },
  observed('d'),
]

const ask: Partial<Ask> = {
  benchmark: 'segment',
  data: 'my set',
  model: 'none',
  solver: 'oracle',
  segmenter: 'builtin',
  settings: { target: 'the left lung', modality: '', jitter: '10' },
}

async function pageOf(cases: Awaited<ReturnType<typeof segmented>>[], withMedia = true): Promise<string> {
  const dir = await writeRun({ ask, records: cases.map(one => one.record) })
  if (withMedia)
    for (const { media, bytes } of cases.flatMap(({ files }) => files))
      await writeFile(join(dir, media.uri), bytes)
  return htmlReport([dir])
}

suite('the page of a run of masks', () => {
  const half = maskFromBox(box(10, 10, 25, 30), width, height)

  test('shows reference, last mask and every turn with its call and Dice', async () => {
    const page = await pageOf([await segmented('one', 0.8, [half, truth], calls)])
    const card = /<article[\s\S]*<\/article>/.exec(page)?.[0] ?? ''
    // Reference, last mask, and one for each call that made a mask.
    expect(card.match(/src="data:image\/webp;base64,/g)).toHaveLength(4)
    expect(card).toContain('<b>1</b> box 1, 2, 3, 4<br><span class="strong">Dice 0.667</span>')
    expect(card).toContain('<b>2</b> + 2000, 5<br><span class="soft">The click &#60;is&#62; off.</span>')
    expect(card).toContain('<b>3</b> − 7, 8<br><span class="strong">Dice 1.000</span>')
    expect(card).toContain('<b>4</b> stop')
    expect(card).toContain('<dt>HD95</dt><dd>4.3 px</dd>')
    expect(card).not.toContain('a mask</dd>')
  })

  test('says where no mask was made, and is still a page where the images are gone', async () => {
    const without = await segmented('none', 0, [])
    expect(await pageOf([without])).toContain('No mask was made')
    const page = await pageOf([without], false)
    expect(page).toContain('</html>')
    expect(page).not.toContain('class="turns"')
  })

  test('draws Dice over the actions and tells the figures of the way once', async () => {
    const page = await pageOf([await segmented('one', 0.8, [half, truth], calls)])
    expect(page).toContain(
      'Dice over actions. oracle with builtin, target the left lung, jitter 10: 40.0 % after 1, 80.0 % after 2',
    )
    expect(page).toContain('<h2>Turn by turn</h2>')
    expect(page).not.toContain('How it fails')
  })

  test('gives the command that makes the run again', async () => {
    const page = await pageOf([])
    expect(page).toContain(
      'praxis run segment --data &#39;my set&#39; --solver oracle --segmenter builtin --set &#39;target=the left lung&#39; --set jitter=10 --seed 0 --out',
    )
    const whole = {
      ...ask,
      dataFingerprint: '',
      mode: 'plain',
      seed: 1,
      scoring: 'strict',
      sampling: {},
    } as const
    const agent: Ask = {
      ...whole,
      benchmark: 'segment',
      data: 'd',
      model: 'openai:x',
      solver: 'agent',
      settings: {},
    }
    expect(runCommand(agent, 'o')).toBe(
      'praxis run segment --data d --model openai:x --solver agent --segmenter builtin --seed 1 --out o',
    )
  })

  test('begins with the lowest Dice, one of each cluster', async () => {
    const picker = failurePicker(3)
    for (const [id, dice] of [
      ['a', 0.9],
      ['b', 0.1],
      ['c', 0.95],
      ['d', 0.5],
      ['e', 0.3],
    ] as const) {
      const { record: one } = await segmented(id, dice, [])
      picker.see({ ...one, case: { ...one.case, cluster: id === 'e' ? 'b' : id } })
    }
    expect(picker.pick().map(({ kind, record: one }) => [kind, one.case.id])).toEqual([
      ['mask', 'b'],
      ['mask', 'd'],
      ['mask', 'a'],
    ])
  })
})
