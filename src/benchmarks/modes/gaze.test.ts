import { expect, suite, test } from 'vitest'
import type { Case } from '../../cases/index.ts'
import { gazeMedia, readGazeMedia } from '../../imaging/index.ts'
import { change, choice, open, p10, p20, pixels } from './__fixtures__/sets.ts'
import type { Mode } from './mode.ts'

const gaze = gazeMedia({
  picture: { width: 3, height: 1 },
  kind: 'real',
  fixations: [{ startMs: 0, endMs: 9, x: 0.5, y: 0.5 }],
})
const looked: Case = { ...choice(['on the left', 'on the right'], 'A'), media: [p10, gaze] }
const inMode = (mode: Mode) => change(mode, looked, [open('o', 'What?', 'that', [p20])])
const xOf = async ({ media }: Case) => media[1] && (await readGazeMedia(media[1])).fixations[0]?.x

suite('a gaze record beside the picture', () => {
  test('goes with the picture in blind', async () => {
    expect(await inMode('blind')).toMatchObject({ media: [], tags: { applied: 'yes' } })
  })

  test('stays where another picture or noise takes its place', async () => {
    const other = await inMode('wrong-image')
    expect([other.media[0], other.tags.applied]).toEqual([p20, 'yes'])
    expect(await xOf(other)).toBe(0.5)
    expect(await xOf(await inMode('noise'))).toBe(0.5)
  })

  test('is mirrored with picture and words', async () => {
    const mirrored = await inMode('mirrored')
    expect(await pixels({ ...mirrored, media: mirrored.media.slice(0, 1) })).toEqual([[2, 1, 10]])
    expect(await xOf(mirrored)).toBe(2.5)
    expect(mirrored.question.options?.[0]?.text).toBe('on the right')
  })
})
