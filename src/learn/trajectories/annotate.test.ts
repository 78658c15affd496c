import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { random } from '../../cases/index.ts'
import { box, gridOf, iou, type Mask, maskArea, maskFromBox } from '../../imaging/index.ts'
import { painted, type Rule, toySegmenter } from '../__fixtures__/toy-segmenter.ts'
import { type AnnotateOptions, annotate } from './annotate.ts'
import { openBoard } from './board.ts'

const size = { width: 40, height: 24 }
const picture = { ...size, channels: 1, samples: new Uint8Array(40 * 24) } as const

/** The pixels of several rectangles. */
const shape = (...boxes: [number, number, number, number][]): Mask => {
  const parts = boxes.map(corners => maskFromBox(box(...corners), size.width, size.height))
  return {
    ...size,
    data: new Uint8Array(40 * 24).map((_, i) => (parts.some(part => part.data[i] === 1) ? 1 : 0)),
  }
}

const options: AnnotateOptions = {
  family: 'box-then-points',
  actions: 4,
  minGain: 0.01,
  retries: 3,
  jitter: 0.1,
  careful: true,
  random: random('annotate'),
}

async function drawn(rule: Rule, truth: Mask, changed: Partial<AnnotateOptions> = {}) {
  const toy = toySegmenter(rule)
  const board = await openBoard(toy, picture)
  const annotation = await annotate(board, truth, { ...options, ...changed })
  return { ...annotation, board, prompts: toy.prompts() }
}

suite('a trajectory', () => {
  test('ends as finished when the mask is right', async () => {
    const truth = shape([8, 6, 20, 16])
    const { tries, drawings, end, iou: reached } = await drawn(painted(3), truth)
    expect(tries).toEqual([{ kind: 'box', gain: 1, kept: true }])
    expect(drawings.map(({ action }) => action.name)).toEqual(['add_bbox'])
    expect([end, reached]).toEqual(['finished', 1])
  })

  test('draws the tight box on the square that the agent sees', async () => {
    const { drawings } = await drawn(painted(3), shape([8, 6, 20, 16]))
    // The picture of 40 × 24 lies in a square of 40 with 8 free above: 999/40 grid units a pixel.
    expect(drawings[0]?.action.arguments).toEqual({ bbox_2d: [200, 350, 500, 599] })
  })

  test('clicks away what the box has too much, and adds what it lacks', async () => {
    // A box around both parts covers 12 × 10 pixels; the corner of 6 × 4 in it is no target.
    const truth = shape([8, 6, 20, 12], [8, 12, 14, 16])
    const { tries, end } = await drawn(painted(3), truth, { actions: 2 })
    // 96 of 120 pixels; then 9 of the 24 wrong ones are taken away.
    expect(tries).toEqual([
      { kind: 'box', gain: 96 / 120, kept: true },
      { kind: 'negative', gain: 96 / 111 - 96 / 120, kept: true },
    ])
    expect(end).toBe('limit')
  })

  test('without a box it begins with a click into the middle', async () => {
    const { tries, drawings } = await drawn(painted(3), shape([8, 6, 17, 15]), {
      family: 'points',
      actions: 1,
    })
    expect(tries).toEqual([{ kind: 'positive', gain: 9 / 81, kept: true }])
    expect(drawings[0]?.drawn).toMatchObject({ kind: 'point', positive: true })
    expect(Math.floor(drawings[0]?.drawn.kind === 'point' ? drawings[0].drawn.at.x : 0)).toBe(12)
  })

  test('an action must gain more than the threshold; as much is not enough', async () => {
    // 8 × 8 pixels, of which the box rule gives the upper half; a click adds its own pixel: 1/64.
    const truth = shape([8, 6, 16, 14])
    const half: Rule = (prompts, within) => {
      const [, ...clicks] = prompts
      const mask = shape([8, 6, 16, 10])
      const added = painted(1)(clicks, within)
      return { ...mask, data: mask.data.map((value, i) => value | (added.data[i] ?? 0)) }
    }
    const atIt = await drawn(half, truth, { minGain: 1 / 64, retries: 0 })
    expect(atIt.tries).toEqual([
      { kind: 'box', gain: 0.5, kept: true },
      { kind: 'positive', gain: 1 / 64, kept: false },
    ])
    const belowIt = await drawn(half, truth, { minGain: 1 / 65, retries: 0 })
    expect(belowIt.tries.map(({ kept }) => kept)).toEqual([true, true, true, true])
  })

  test('what gains nothing is taken back and drawn anew, and after the last retry it stops', async () => {
    const deaf: Rule = ([first], within) => painted(3)(first ? [first] : [], within)
    const {
      tries,
      drawings,
      end,
      board,
      prompts,
      iou: reached,
    } = await drawn(deaf, shape([8, 6, 20, 12], [8, 12, 14, 16]))
    expect(tries.map(({ kind, kept }) => [kind, kept])).toEqual([
      ['box', true],
      ...Array.from({ length: 4 }, () => ['negative', false]),
    ])
    expect([drawings.length, end, reached]).toEqual([1, 'no-gain', 96 / 120])
    expect(prompts).toHaveLength(1)
    expect(maskArea(board.mask())).toBe(120)
  })

  test('a click that is drawn anew may gain where the deepest one did not', async () => {
    const truth = shape([8, 6, 20, 12], [8, 12, 14, 16])
    const deepest = await drawn(painted(3), truth, { actions: 2 })
    const place = deepest.drawings[1]?.drawn
    // As before, but deaf to that one place.
    const moody: Rule = (prompts, within) =>
      painted(3)(
        prompts.filter(prompt => JSON.stringify(prompt) !== JSON.stringify(place)),
        within,
      )
    const { tries, drawings } = await drawn(moody, truth, { actions: 2 })
    expect(tries.slice(0, 2)).toMatchObject([
      { kind: 'box', kept: true },
      { kind: 'negative', gain: 0, kept: false },
    ])
    expect(tries.at(-1)).toMatchObject({ kind: 'negative', kept: true })
    expect(drawings).toHaveLength(2)
    expect(drawings[1]?.drawn).not.toEqual(place)
  })

  test('a mask that gets worse is no gain either', async () => {
    const spoilt: Rule = (prompts, within) =>
      prompts.length > 1 ? shape([0, 0, 1, 1]) : painted(3)(prompts, within)
    const { tries, iou: reached } = await drawn(spoilt, shape([8, 6, 20, 12], [8, 12, 14, 16]), {
      retries: 0,
    })
    expect(tries.at(-1)?.gain).toBe(-96 / 120)
    expect(reached).toBe(96 / 120)
  })

  test('nothing is kept where not even the first action gains', async () => {
    const { drawings, tries, end, iou: reached } = await drawn(() => shape(), shape([8, 6, 20, 16]))
    expect([drawings.length, tries.length, end, reached]).toEqual([0, 4, 'no-gain', 0])
  })

  test('the careful one does the same whatever its randomness, where nothing is vain', async () => {
    const truth = shape([8, 6, 20, 12], [8, 12, 14, 16])
    const [one, other] = [
      await drawn(painted(3), truth, { actions: 2, random: random('one') }),
      await drawn(painted(3), truth, { actions: 2, random: random('other') }),
    ]
    expect(one.drawings).toEqual(other.drawings)
  })

  test('the others follow their randomness: the same one the same, another one another', async () => {
    const truth = shape([8, 6, 20, 12], [8, 12, 14, 16])
    const by = (name: string) => drawn(painted(3), truth, { careful: false, random: random(name) })
    expect((await by('one')).drawings).toEqual((await by('one')).drawings)
    expect((await by('one')).drawings).not.toEqual((await by('other')).drawings)
  })

  test('whatever is drawn: every kept action gains, the way adds up, and no place is clicked twice', async () => {
    const corner = fc.record({
      x: fc.integer({ min: 0, max: 30 }),
      y: fc.integer({ min: 0, max: 16 }),
      w: fc.integer({ min: 1, max: 10 }),
      h: fc.integer({ min: 1, max: 8 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(corner, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('box-then-points' as const, 'points' as const),
        fc.boolean(),
        fc.integer(),
        async (corners, family, careful, seed) => {
          const truth = shape(
            ...corners.map(({ x, y, w, h }): [number, number, number, number] => [x, y, x + w, y + h]),
          )
          const found = await drawn(painted(3), truth, { family, careful, random: random(seed) })
          const { tries, drawings, board, iou: reached } = found
          for (const { gain, kept } of tries) expect(kept).toBe(gain > options.minGain)
          expect(tries.filter(({ kept }) => kept)).toHaveLength(drawings.length)
          expect(tries.reduce((sum, { gain, kept }) => sum + (kept ? gain : 0), 0)).toBeCloseTo(reached, 9)
          expect(iou(gridOf(truth), gridOf(board.mask()))).toBe(reached)
          const places = drawings.map(({ drawn: one }) => JSON.stringify(one))
          expect(new Set(places).size).toBe(places.length)
        },
      ),
      { numRuns: 60 },
    )
  })
})
