import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { box, boxFits } from '../../imaging/index.ts'
import type { Prompt } from '../../models/index.ts'
import { actionOf, actionSpecs, promptOf, readAction } from './actions.ts'
import { boxFromGrid, boxToGrid, gridMax, imageSpan, pointFromGrid, pointToGrid, squareSpan } from './grid.ts'

const size = fc.record({
  width: fc.integer({ min: 1, max: 5000 }),
  height: fc.integer({ min: 1, max: 5000 }),
})
const coordinate = fc.integer({ min: 0, max: gridMax })

type Corners = [number, number, number, number]

suite('the grid', () => {
  test('covers the picture edge to edge, and the square around it', () => {
    expect(pointFromGrid([0, 0], imageSpan({ width: 300, height: 200 }))).toMatchObject({ x: 0, y: 0 })
    expect(pointFromGrid([999, 999], imageSpan({ width: 300, height: 200 }))).toMatchObject({
      x: 300,
      y: 200,
    })
    // 300×200 in a square of 300: 50 pixels above and below.
    expect(pointFromGrid([0, 0], squareSpan({ width: 300, height: 200 }))).toMatchObject({ x: 0, y: -50 })
    expect(pointToGrid({ frame: 'pixel', x: 150, y: 100 }, squareSpan({ width: 300, height: 200 }))).toEqual([
      500, 500,
    ])
  })

  test('gives back the coordinate that was mapped to pixels', () => {
    fc.assert(
      fc.property(size, coordinate, coordinate, fc.boolean(), (image, x, y, square) => {
        const span = square ? squareSpan(image) : imageSpan(image)
        expect(pointToGrid(pointFromGrid([x, y], span), span)).toEqual([x, y])
      }),
    )
  })

  test('keeps a thin box from becoming a line', () => {
    expect(boxToGrid(box(10, 10, 10.001, 20), imageSpan({ width: 100, height: 100 }))).toEqual([
      100, 100, 101, 200,
    ])
    expect(boxToGrid(box(99.999, 0, 100, 100), imageSpan({ width: 100, height: 100 }))).toEqual([
      998, 0, 999, 999,
    ])
  })
})

suite('a call', () => {
  test('is read from an object or its JSON', () => {
    const args = { point_2d: [1, 2], point_type: 'negative' }
    const read = { ok: true, action: { name: 'add_point', arguments: args } }
    expect(readAction('add_point', args)).toEqual(read)
    expect(readAction('add_point', JSON.stringify(args))).toEqual(read)
    expect(readAction('stop_action', undefined)).toMatchObject({ ok: true })
  })

  test('never throws, whatever is given', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('add_bbox', 'add_point', 'stop_action', 'x'),
        fc.anything(),
        (name, args) => {
          expect(typeof readAction(name, args).ok).toBe('boolean')
        },
      ),
    )
  })

  test('becomes a prompt that lies on the image, or none', () => {
    fc.assert(
      fc.property(
        size,
        fc.tuple(coordinate, coordinate, coordinate, coordinate),
        fc.boolean(),
        (image, grid, isBox) => {
          const [x1, y1, x2, y2] = grid
          const bbox_2d: Corners = [
            Math.min(x1, x2),
            Math.min(y1, y2),
            Math.max(x1, x2) + 1,
            Math.max(y1, y2) + 1,
          ]
          const action: Parameters<typeof promptOf>[0] = isBox
            ? { name: 'add_bbox', arguments: { bbox_2d } }
            : { name: 'add_point', arguments: { point_2d: [x1, y1], point_type: 'positive' } }
          const prompt = promptOf(action, squareSpan(image), image)
          if (prompt?.kind === 'box') expect(boxFits(prompt.box, image.width, image.height)).toBe(true)
          if (prompt?.kind === 'point') {
            expect(prompt.at.x >= 0 && prompt.at.x < image.width).toBe(true)
            expect(prompt.at.y >= 0 && prompt.at.y < image.height).toBe(true)
          }
        },
      ),
    )
  })

  test('is the nearest one to a prompt in pixels', () => {
    const span = imageSpan({ width: 1998, height: 999 })
    const prompts: Prompt[] = [
      { kind: 'box', box: box(10, 20, 31, 40) },
      { kind: 'point', at: { frame: 'pixel', x: 7, y: 8.4 }, positive: false },
    ]
    expect(prompts.map(prompt => actionOf(prompt, span).arguments)).toEqual([
      { bbox_2d: [5, 20, 16, 40] },
      { point_2d: [4, 8], point_type: 'negative' },
    ])
    expect(boxFromGrid([5, 20, 15, 40], span)).toEqual(box(10, 20, 30, 40))
  })
})

test('the tools’ schemas hold nothing that a client or provider may not understand', () => {
  const check = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      expect(['prefixItems', 'anyOf', 'oneOf', '$ref'], path).not.toContain(key)
      if (key !== 'additionalProperties') expect(typeof inner, `${path}.${key}`).not.toBe('boolean')
      check(inner, `${path}.${key}`)
    }
  }
  for (const { name, inputSchema } of actionSpecs) {
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    check(inputSchema, name)
  }
})
