import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { parseDicom } from '../dicom/parse.ts'
import { decimalString, itemsOf, numbersOf, textOf } from './attributes.ts'
import type { SegGeometry, Vector } from './geometry.ts'
import {
  ontoPlanes,
  readSeg,
  type SegInput,
  segLabels,
  segmentMask,
  segmentNamed,
  writeSeg,
} from './index.ts'

const at = new Date('2026-03-01T12:34:56Z')

/** A grid of 3 × 2 pixels and two slices, 5 mm apart, with two segments. */
const small: SegInput = {
  kind: 'binary',
  size: { x: 3, y: 2, z: 2 },
  labels: Uint8Array.from([1, 0, 2, 0, 1, 0, 0, 0, 2, 2, 0, 0]),
  segments: [segmentNamed(1, 'liver', 'builtin'), segmentNamed(2, 'kidney', 'builtin')],
  geometry: {
    frame: '1.2.3',
    row: [1, 0, 0],
    column: [0, 1, 0],
    spacing: { x: 0.5, y: 0.75 },
    thickness: 5,
    origins: [
      [-10, -20, 0],
      [-10, -20, 5],
    ],
  },
  at,
}

const image = (n: number, frame?: number) => ({
  sopClass: '1.2.840.10008.5.1.4.1.1.4',
  sopInstance: `1.2.3.${n}`,
  ...(frame !== undefined && { frame }),
})

/** Turned about two axes, so that no direction is that of an axis. */
function turned(a: number, b: number): { row: Vector; column: Vector; normal: Vector } {
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)]
  return { row: [ca, sa, 0], column: [-sa * cb, ca * cb, sb], normal: [sa * sb, -ca * sb, cb] }
}

const geometries = (slices: number) =>
  fc
    .record({
      a: fc.double({ min: -3, max: 3, noNaN: true }),
      b: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      steps: fc.array(fc.double({ min: 0.5, max: 9, noNaN: true }), { minLength: slices, maxLength: slices }),
      spacing: fc.record({
        x: fc.double({ min: 0.05, max: 4, noNaN: true }),
        y: fc.double({ min: 0.05, max: 4, noNaN: true }),
      }),
    })
    .map(({ a, b, steps, spacing }): SegGeometry => {
      const { row, column, normal } = turned(a, b)
      let depth = -30
      const origins = steps.map(step => {
        depth += step
        return normal.map(part => part * depth + 7.125) as Vector
      })
      return { frame: '1.2.3', row, column, spacing, origins }
    })

const inputs: fc.Arbitrary<SegInput> = fc
  .record({
    kind: fc.constantFrom('binary' as const, 'labelmap' as const),
    size: fc.record({
      x: fc.integer({ min: 1, max: 19 }),
      y: fc.integer({ min: 1, max: 13 }),
      z: fc.integer({ min: 1, max: 4 }),
    }),
    numbers: fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 250, max: 65535 })), {
      minLength: 1,
      maxLength: 4,
    }),
    emptyFrames: fc.boolean(),
  })
  .chain(({ kind, size, numbers, emptyFrames }) => {
    const named = kind === 'binary' ? numbers.map((_, i) => i + 1) : numbers
    const count = size.x * size.y * size.z
    return fc.record({
      kind: fc.constant(kind),
      size: fc.constant(size),
      emptyFrames: fc.constant(emptyFrames),
      segments: fc.constant(named.map(number => segmentNamed(number, `segment ${number}`, 'builtin'))),
      labels: fc
        .array(fc.constantFrom(0, 0, ...named), { minLength: count, maxLength: count })
        .map(labels => Uint16Array.from(labels)),
      geometry: geometries(size.z),
      at: fc.constant(at),
    })
  })

suite('a segmentation written and read back', () => {
  test('gives the same voxels, segments and places, of any size, numbering and direction', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async input => {
        const seg = await readSeg(writeSeg(input))
        const whole = input.geometry ? ontoPlanes(seg, input.geometry, input.size) : seg
        const { labels, overlapping } = segLabels(whole)
        expect([...labels]).toEqual([...input.labels])
        expect(overlapping).toBe(0)
        expect(seg.segments).toEqual(input.segments)
        expect(seg.kind).toBe(input.kind)
        for (const origin of seg.geometry?.origins ?? [])
          expect(
            input.geometry?.origins.some(other =>
              other.every((value, axis) => Math.abs(value - (origin[axis] ?? 0)) < 1e-6),
            ),
          ).toBe(true)
        expect(seg.geometry?.spacing.x).toBeCloseTo(input.geometry?.spacing.x ?? 0, 9)
        expect(seg.geometry?.spacing.y).toBeCloseTo(input.geometry?.spacing.y ?? 0, 9)
      }),
      { numRuns: 80 },
    )
  })

  test('packs the bits of frames one after the other, as the standard says', async () => {
    // Frames in order: segment 1 slice 1 and 2, segment 2 slice 1 and 2; six bits each, the first lowest.
    const { pixels } = await readSeg(writeSeg(small))
    const frames = ['100010', '000000', '001000', '001100'].join('')
    const bytes = [0, 8, 16].map(from =>
      Number.parseInt([...frames.slice(from, from + 8)].toReversed().join(''), 2),
    )
    expect([...pixels]).toEqual([...bytes, 0])
  })

  test('has eight bits a voxel in a label map up to number 255, and sixteen beyond', async () => {
    const numbered = (number: number): SegInput => ({
      ...small,
      kind: 'labelmap',
      labels: Uint16Array.from(small.labels, label => (label === 0 ? 0 : number)),
      segments: [segmentNamed(number, 'liver', 'builtin')],
    })
    expect((await readSeg(writeSeg(numbered(255)))).bits).toBe(8)
    const wide = await readSeg(writeSeg(numbered(256)))
    expect(wide.bits).toBe(16)
    expect(wide.pixels.length).toBe(24)
    expect(segmentMask(wide, 256).data.reduce((sum, value) => sum + value)).toBe(5)
  })

  test('leaves out frames without a voxel where asked, and never all of them', async () => {
    const frames = async (input: SegInput) => (await readSeg(writeSeg(input))).frames
    expect(await frames({ ...small, emptyFrames: false })).toEqual([
      { slice: 0, segment: 1 },
      { slice: 0, segment: 2 },
      { slice: 1, segment: 2 },
    ])
    expect(await frames({ ...small, labels: new Uint8Array(12), emptyFrames: false })).toHaveLength(1)
  })

  test('keeps what is known of the segment, and a label of any length', async () => {
    const segment = {
      ...segmentNamed(
        1,
        'the left lobe of the liver without the tumour in segment VIII that was resected',
        'x',
      ),
      algorithm: 'AUTOMATIC' as const,
      colour: [221, 130, 101] as [number, number, number],
      type: { value: '1234567890123456789', scheme: 'SCT', meaning: 'Größe' },
      tracking: { id: 'lesion 1', uid: '1.2.3.4' },
    }
    const [first] = (await readSeg(writeSeg({ ...small, segments: [segment, ...small.segments.slice(1)] })))
      .segments
    expect(first).toEqual(segment)
  })

  test('keeps which image, and which of its frames, each slice was made on', async () => {
    const source = { series: '1.2.9', images: [image(1, 7), image(1, 8)] }
    for (const kind of ['binary', 'labelmap'] as const)
      expect((await readSeg(writeSeg({ ...small, kind, source }))).source).toEqual(source)
  })

  test('needs no position where its images are known', async () => {
    const { geometry, ...rest } = small
    const source = { series: '1.2.9', images: [image(1), image(2)] }
    const seg = await readSeg(writeSeg({ ...rest, source }))
    expect(seg.geometry).toBeUndefined()
    expect([...segLabels(seg).labels]).toEqual([...small.labels])
  })

  test('joins the study of its images', async () => {
    const study = { uid: '1.2.7', date: '20260102', patient: { name: 'Doe^Jane', id: '7', sex: 'F' } }
    const { set } = parseDicom(writeSeg({ ...small, study }))
    expect(textOf(set, 'StudyInstanceUID')).toBe('1.2.7')
    expect(textOf(set, 'PatientName')).toBe('Doe^Jane')
    expect(textOf(set, 'StudyDate')).toBe('20260102')
    expect(textOf(set, 'FrameOfReferenceUID')).toBe('1.2.3')
  })
})

suite('the file', () => {
  test('is the same bytes for the same input, and another object for another', () => {
    const other = Uint8Array.from(small.labels, label => 3 - label).map(label => (label === 3 ? 0 : label))
    const uid = (input: SegInput) => textOf(parseDicom(writeSeg(input)).set, 'SOPInstanceUID')
    expect(writeSeg(small)).toEqual(writeSeg({ ...small }))
    expect(uid({ ...small, labels: other })).not.toBe(uid(small))
    expect(uid({ ...small, kind: 'labelmap' })).not.toBe(uid(small))
  })

  test('gives every frame its own plane position, and shares direction and spacing', () => {
    const { set } = parseDicom(writeSeg(small))
    const frames = itemsOf(set, 'PerFrameFunctionalGroups')
    expect(
      frames.map(frame =>
        numbersOf(itemsOf(frame, 'PlanePositionSequence')[0], 'ImagePositionPatient').slice(2),
      ),
    ).toEqual([[0], [5], [0], [5]])
    expect(
      frames.map(frame => numbersOf(itemsOf(frame, 'FrameContentSequence')[0], 'DimensionIndexValues')),
    ).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ])
    const [shared] = itemsOf(set, 'SharedFunctionalGroups')
    const [orientation] = itemsOf(shared, 'PlaneOrientationSequence')
    const [measures] = itemsOf(shared, 'PixelMeasuresSequence')
    expect(numbersOf(orientation, 'ImageOrientationPatient')).toEqual([1, 0, 0, 0, 1, 0])
    // Between rows first.
    expect(numbersOf(measures, 'PixelSpacing')).toEqual([0.75, 0.5])
    expect(numbersOf(measures, 'SpacingBetweenSlices')).toEqual([5])
  })

  test('says nothing of the distance between slices where it is not the same everywhere', () => {
    const origins: Vector[] = [
      [0, 0, 0],
      [0, 0, 1],
      [0, 0, 5],
    ]
    const { thickness, ...planes } = { ...small.geometry, origins } as SegGeometry
    const input = { ...small, size: { x: 2, y: 2, z: 3 }, geometry: planes }
    const { set } = parseDicom(writeSeg(input))
    const [measures] = itemsOf(itemsOf(set, 'SharedFunctionalGroups')[0], 'PixelMeasuresSequence')
    expect(numbersOf(measures, 'SpacingBetweenSlices')).toEqual([])
    expect(numbersOf(measures, 'SliceThickness')).toEqual([])
  })

  test('holds decimal strings of at most 16 characters, as close as these can be', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), value => {
        const text = decimalString(value)
        expect(text.length).toBeLessThanOrEqual(16)
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)))
      }),
    )
    expect(decimalString(-1 / 3)).toBe('-0.3333333333333')
    expect(decimalString(-1.23456789012345e-7)).toBe('-1.2345678901e-7')
  })
})

suite('what cannot be written is refused', () => {
  const { geometry } = small
  const placed = (change: Partial<SegGeometry>) => ({
    ...small,
    ...(geometry && { geometry: { ...geometry, ...change } }),
  })
  test.each([
    ['a label without a segment', { ...small, labels: small.labels.map(label => label && 3) }, /label 3/],
    ['a number of labels that is not that of voxels', { ...small, labels: new Uint8Array(11) }, /11 labels/],
    ['an empty grid', { ...small, size: { x: 0, y: 2, z: 2 }, labels: new Uint8Array() }, /0 × 2 × 2/],
    ['no segment', { ...small, segments: [] }, /no segment/],
    ['a gap in the numbers of a binary one', { ...small, segments: [segmentNamed(2, 'a', 'b')] }, /number 2/],
    [
      'a number twice',
      { ...small, kind: 'labelmap', segments: [1, 1].map(n => segmentNamed(n, 'a', 'b')) },
      /double/,
    ],
    ['an algorithm without a name', { ...small, segments: [segmentNamed(1, 'a', '')] }, /what made it/],
    ['a slice without a plane', placed({ origins: [[0, 0, 0]] }), /1 planes do not fit 2 slices/],
    [
      'two slices at one place',
      placed({
        origins: [
          [0, 0, 1],
          [0, 0, 1],
        ],
      }),
      /planes 1 and 2 lie at one place/,
    ],
    [
      'a plane at no place',
      placed({
        origins: [
          [0, 0, 1],
          [0, 0, Number.NaN],
        ],
      }),
      /plane 2 has no position/,
    ],
    ['directions that are none', placed({ row: [0, 0, 0] }), /right angles/],
    ['pixels without extent', placed({ spacing: { x: 0, y: 1 } }), /0 × 1 mm/],
    ['a frame of reference that is no UID', placed({ frame: 'head' }), /"head" is no UID/],
    ['a time that is none', { ...small, at: new Date(Number.NaN) }, /date/],
  ] as [string, SegInput, RegExp][])('%s', (_, input, message) => {
    expect(() => writeSeg(input)).toThrow(message)
  })

  test('neither place nor images', () => {
    const { geometry: _, ...rest } = small
    expect(() => writeSeg(rest)).toThrow(/neither positions nor source images/)
  })
})
