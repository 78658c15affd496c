import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Samples, Volume } from '../volume.ts'
import { gzipped } from './gzip.ts'
import { readNifti } from './read-nifti.ts'
import { writeNifti } from './write-nifti.ts'

type Header = {
  dims: number[]
  datatype: number
  littleEndian?: boolean
  pixdim?: number[]
  slope?: number
  intercept?: number
  units?: number
  qform?: { code: number; quaternion: number[]; offset: number[] }
  sform?: { code: number; rows: number[] }
  magic?: string
  offset?: number
}

/** A NIfTI-1 file byte by byte, so that the reader is not tested against the writer alone. */
function nifti(header: Header, voxels: Uint8Array): Uint8Array {
  const { dims, datatype, littleEndian = true, magic = 'n+1\0', offset = 352 } = header
  const file = new Uint8Array(352 + voxels.length)
  const view = new DataView(file.buffer)
  const int16 = (at: number, ...all: number[]) => {
    for (const [i, v] of all.entries()) view.setInt16(at + 2 * i, v, littleEndian)
  }
  const float32 = (at: number, ...all: number[]) => {
    for (const [i, v] of all.entries()) view.setFloat32(at + 4 * i, v, littleEndian)
  }
  view.setInt32(0, 348, littleEndian)
  int16(40, dims.length, ...dims)
  int16(70, datatype)
  float32(76, ...(header.pixdim ?? [1, 1, 1, 1, 1]))
  float32(108, offset, header.slope ?? 0, header.intercept ?? 0)
  file[123] = header.units ?? 2
  int16(252, header.qform?.code ?? 0, header.sform?.code ?? 0)
  float32(256, ...(header.qform?.quaternion ?? []), ...(header.qform?.offset ?? []))
  float32(280, ...(header.sform?.rows ?? []))
  file.set(Buffer.from(magic, 'latin1'), 344)
  file.set(voxels, 352)
  return file
}

function bytesOf(samples: Samples | BigInt64Array | BigUint64Array): Uint8Array {
  return new Uint8Array(samples.buffer)
}

suite('reading NIfTI', () => {
  test('turns right, front and head into left, back and head', async () => {
    const rows = [2, 0, 0, -10, 0, 3, 0, -20, 0, 0, 4, 30]
    const file = nifti({ dims: [2, 1, 1], datatype: 2, sform: { code: 1, rows } }, Uint8Array.of(7, 9))
    const { volume, facts } = await readNifti(file)
    expect(volume.affine).toEqual([-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, 4, 30, 0, 0, 0, 1])
    expect(volume.spacing).toEqual({ x: 2, y: 3, z: 4 })
    expect([...volume.samples]).toEqual([7, 9])
    expect(facts).toMatchObject({ format: 'NIfTI-1', datatype: 'uint8', affineFrom: 'sform', gzipped: false })
  })

  test('reads a place told as a turn: a quarter about the axis of the body, the third axis reversed', async () => {
    const half = Math.SQRT1_2
    const file = nifti(
      {
        dims: [1, 1, 1],
        datatype: 2,
        pixdim: [-1, 2, 3, 4],
        qform: { code: 1, quaternion: [0, 0, half], offset: [1, 2, 3] },
      },
      Uint8Array.of(0),
    )
    const { affine, spacing } = (await readNifti(file)).volume
    // Columns to the front, rows to the left, slices downwards, in RAS; the first two rows change sign in LPS.
    const expected = [0, 3, 0, -1, -2, 0, 0, -2, 0, 0, -4, 3, 0, 0, 0, 1]
    for (const [i, value] of expected.entries()) expect(affine?.[i]).toBeCloseTo(value, 6)
    expect(spacing?.x).toBeCloseTo(2, 6)
  })

  test('reads a quaternion that is a little too long as half a turn', async () => {
    const qform = { code: 1, quaternion: [0, 0, 1.2], offset: [0, 0, 0] }
    const { affine } = (await readNifti(nifti({ dims: [1], datatype: 2, qform }, Uint8Array.of(0)))).volume
    const expected = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    for (const [i, value] of expected.entries()) expect(affine?.[i]).toBeCloseTo(value, 6)
  })

  test('takes the matrix before the turn, and the turn where the matrix is flat', async () => {
    const qform = { code: 1, quaternion: [0, 0, 0], offset: [5, 5, 5] }
    const flat = { code: 1, rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] }
    const { volume, facts, notes } = await readNifti(
      nifti({ dims: [1], datatype: 2, qform, sform: flat }, Uint8Array.of(1)),
    )
    expect(volume.affine).toEqual([-1, 0, 0, -5, 0, -1, 0, -5, 0, 0, 1, 5, 0, 0, 0, 1])
    expect([facts.affineFrom, notes]).toEqual(['qform', ['its sform is flat; the qform is used']])
  })

  test('knows no place where none is told', async () => {
    const file = nifti({ dims: [1, 1, 1], datatype: 2, pixdim: [1, 0.5, 0.5, 2] }, Uint8Array.of(1))
    const { volume, notes } = await readNifti(file)
    expect(volume.affine).toBeUndefined()
    expect(volume.spacing).toEqual({ x: 0.5, y: 0.5, z: 2 })
    expect(notes).toEqual(['it does not say where it lies in the patient'])
  })

  test.each([
    ['metres', 1, 1000],
    ['millimetres', 2, 1],
    ['micrometres', 3, 0.001],
    ['nothing', 0, 1],
  ])('brings lengths in %s to millimetres', async (_, units, factor) => {
    const rows = [2, 0, 0, 1, 0, 2, 0, 0, 0, 0, 2, 3]
    const file = nifti({ dims: [1], datatype: 2, units, sform: { code: 1, rows } }, Uint8Array.of(1))
    const { affine, spacing } = (await readNifti(file)).volume
    expect(spacing?.x).toBeCloseTo(2 * factor, 9)
    expect(affine?.[11]).toBeCloseTo(3 * factor, 9)
  })

  test.each([true, false])(
    'reads every number type in either byte order (little endian: %s)',
    async little => {
      const set = (bytes: number, write: (view: DataView) => void) => {
        const view = new DataView(new ArrayBuffer(2 * bytes))
        write(view)
        return new Uint8Array(view.buffer)
      }
      const cases: [number, Uint8Array, string, number[]][] = [
        [2, Uint8Array.of(1, 255), 'Uint8Array', [1, 255]],
        [256, Uint8Array.of(1, 255), 'Int8Array', [1, -1]],
        [4, set(2, v => v.setInt16(2, -300, little)), 'Int16Array', [0, -300]],
        [512, set(2, v => v.setUint16(0, 65535, little)), 'Uint16Array', [65535, 0]],
        [8, set(4, v => v.setInt32(0, -70000, little)), 'Int32Array', [-70000, 0]],
        [768, set(4, v => v.setUint32(0, 4e9, little)), 'Uint32Array', [4e9, 0]],
        [16, set(4, v => v.setFloat32(4, 0.5, little)), 'Float32Array', [0, 0.5]],
        [64, set(8, v => v.setFloat64(8, 0.1, little)), 'Float64Array', [0, 0.1]],
        [1024, set(8, v => v.setBigInt64(0, -5n, little)), 'Int32Array', [-5, 0]],
        [1280, set(8, v => v.setBigUint64(0, 4000000000n, little)), 'Uint32Array', [4e9, 0]],
        [1024, set(8, v => v.setBigInt64(0, 2n ** 40n, little)), 'Float64Array', [2 ** 40, 0]],
      ]
      for (const [datatype, voxels, kind, values] of cases) {
        const { volume } = await readNifti(nifti({ dims: [2], datatype, littleEndian: little }, voxels))
        expect([volume.samples.constructor.name, [...volume.samples]]).toEqual([kind, values])
      }
    },
  )

  test('reads colours, without their transparency', async () => {
    const rgb = await readNifti(
      nifti({ dims: [2, 1, 1, 1, 1], datatype: 128, slope: 5 }, Uint8Array.of(1, 2, 3, 4, 5, 6)),
    )
    expect(rgb.volume).toMatchObject({ channels: 3, rescale: { slope: 1, intercept: 0 } })
    expect([...rgb.volume.samples]).toEqual([1, 2, 3, 4, 5, 6])
    const rgba = await readNifti(nifti({ dims: [1], datatype: 2304 }, Uint8Array.of(1, 2, 3, 99)))
    expect([[...rgba.volume.samples], rgba.notes.at(-1)]).toEqual([[1, 2, 3], 'transparency is left out'])
  })

  test.each([
    [1, 'its voxels are single bits (datatype 1)'],
    [32, 'its voxels are complex numbers (datatype 32)'],
    [1792, 'its voxels are complex numbers (datatype 1792)'],
    [1536, 'its voxels are numbers of 128 bits (datatype 1536)'],
    [3, 'its datatype 3 is unknown'],
  ])('refuses datatype %i in one line', async (datatype, message) => {
    await expect(readNifti(nifti({ dims: [1], datatype }, new Uint8Array(32)))).rejects.toThrow(message)
  })

  test.each([
    [2, -1024, { slope: 2, intercept: -1024 }],
    [0, 7, { slope: 1, intercept: 0 }],
    [Number.NaN, Number.NaN, { slope: 1, intercept: 0 }],
    [3, Number.NaN, { slope: 3, intercept: 0 }],
  ])('scales by %d and %d as %o', async (slope, intercept, rescale) => {
    const { volume } = await readNifti(nifti({ dims: [1], datatype: 2, slope, intercept }, Uint8Array.of(1)))
    expect(volume.rescale).toEqual(rescale)
  })

  test('lays axes past the third along time, and says so past the fourth', async () => {
    const { volume, notes } = await readNifti(
      nifti({ dims: [1, 1, 2, 3, 2], datatype: 2 }, new Uint8Array(12)),
    )
    expect(volume.size).toEqual({ x: 1, y: 1, z: 2, t: 6 })
    expect(notes[0]).toBe('its axes past the fourth (2) are laid out along time')
  })

  test('reads a pair, and says of its header alone what is missing', async () => {
    const header = nifti({ dims: [2], datatype: 2, magic: 'ni1\0', offset: 0 }, new Uint8Array())
    const { volume } = await readNifti(header, gzipSync(Uint8Array.of(8, 9)))
    expect([...volume.samples]).toEqual([8, 9])
    await expect(readNifti(header)).rejects.toThrow('it is the header of a pair and holds no voxels')
  })

  test('reads Analyze: rows run to the left, from the origin of SPM or about the middle', async () => {
    const header = nifti(
      { dims: [3, 3, 3], datatype: 2, magic: '\0', offset: 0, pixdim: [0, 2, 2, 4] },
      new Uint8Array(),
    )
    const middle = await readNifti(header, new Uint8Array(27))
    expect(middle.volume.affine).toEqual([2, 0, 0, -2, 0, -2, 0, 2, 0, 0, 4, -4, 0, 0, 0, 1])
    expect(middle.facts).toMatchObject({ format: 'Analyze 7.5', affineFrom: 'analyze' })
    new DataView(header.buffer).setInt16(253, 1, true)
    new DataView(header.buffer).setInt16(255, 2, true)
    new DataView(header.buffer).setInt16(257, 3, true)
    const told = await readNifti(header, new Uint8Array(27))
    expect(told.volume.affine).toEqual([2, 0, 0, 0, 0, -2, 0, 2, 0, 0, 4, -8, 0, 0, 0, 1])
  })
})

suite('bytes that cannot be trusted', () => {
  test.each([
    [
      'dimensions beyond the bytes',
      { dims: [512, 512, 512], datatype: 64 },
      'its voxels need 1073742176 bytes and 360 are there',
    ],
    [
      'dimensions beyond all bounds',
      { dims: [32767, 32767, 32767, 32767], datatype: 2 },
      'its header claims',
    ],
    ['a dimension below one', { dims: [4, -3, 2], datatype: 2 }, 'its dimension 2 is -3'],
    [
      'an offset into the header',
      { dims: [1], datatype: 2, offset: 100 },
      'its voxels are said to begin at byte 100',
    ],
    [
      'an offset past the end',
      { dims: [1], datatype: 2, offset: 1e9 },
      'its voxels need 1000000001 bytes and 360 are there',
    ],
    ['an offset between bytes', { dims: [1], datatype: 2, offset: 352.5 }, 'begin at byte 352.5'],
    ['an offset that is no number', { dims: [1], datatype: 2, offset: Number.NaN }, 'begin at byte NaN'],
  ])('refuses %s before anything is laid out', async (_, header, message) => {
    await expect(readNifti(nifti(header, new Uint8Array(8)))).rejects.toThrow(message)
  })

  test('unfolds no more than the header needs, and nothing that it says would be too much', async () => {
    const bomb = gzipSync(nifti({ dims: [8], datatype: 2 }, new Uint8Array(1 << 26)))
    expect((await readNifti(bomb)).volume.samples.length).toBe(8)
    // It is not even looked at what lies beyond.
    expect((await readNifti(bomb.subarray(0, bomb.length - 9))).volume.samples.length).toBe(8)
    const claims = gzipSync(nifti({ dims: [1024, 1024, 1000], datatype: 64 }, new Uint8Array(8)))
    await expect(readNifti(claims)).rejects.toThrow('it would unfold to 8388608352 bytes')
  })

  test('says where a gzip stream breaks off', async () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)
    const whole = gzipSync(nifti({ dims: [5000], datatype: 2 }, noise))
    await expect(readNifti(whole.subarray(0, whole.length - 20))).rejects.toThrow(
      'its gzip stream is damaged',
    )
  })
})

const arrays = [
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
] as const

const rotation = fc
  .tuple(...Array.from({ length: 3 }, () => fc.double({ min: -Math.PI, max: Math.PI, noNaN: true })))
  .map(([a = 0, b = 0, c = 0]) => {
    const [ca, sa, cb, sb, cc, sc] = [
      Math.cos(a),
      Math.sin(a),
      Math.cos(b),
      Math.sin(b),
      Math.cos(c),
      Math.sin(c),
    ]
    return [
      [ca * cb, ca * sb * sc - sa * cc, ca * sb * cc + sa * sc],
      [sa * cb, sa * sb * sc + ca * cc, sa * sb * cc - ca * sc],
      [-sb, cb * sc, cb * cc],
    ]
  })

const volumes = fc
  .record({
    side: fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 1, max: 4 }))),
    kind: fc.constantFrom(...arrays),
    turn: rotation,
    steps: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: 0.1, max: 10, noNaN: true }))),
    mirrored: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ side: [x = 1, y = 1, z = 1, t = 1], kind, turn, steps, mirrored, seed }): Volume => {
    const samples = new kind(x * y * z * t).map((_: number, i: number) => (seed + i * 7919) % 120)
    const affine = turn.flatMap((row, n) => [
      ...row.map((value, axis) => value * (steps[axis] ?? 1) * (mirrored && axis === 2 ? -1 : 1)),
      n * 10 - 5,
    ])
    const [sx = 1, sy = 1, sz = 1] = steps
    return {
      size: { x, y, z, t },
      channels: 1,
      samples,
      rescale: { slope: 0.5, intercept: -3 },
      unit: 'stored',
      spacing: { x: sx, y: sy, z: sz },
      affine: [...affine, 0, 0, 0, 1],
    }
  })

suite('writing NIfTI', () => {
  test('gives back the same samples, scaling and place', async () => {
    await fc.assert(
      fc.asyncProperty(volumes, async volume => {
        const { volume: back } = await readNifti(writeNifti(volume))
        expect(back.size).toEqual(volume.size)
        expect(back.samples).toEqual(volume.samples)
        expect(back.rescale).toEqual(volume.rescale)
        for (const [i, value] of (volume.affine ?? []).entries())
          expect(back.affine?.[i]).toBeCloseTo(value, 5)
      }),
    )
  })

  test('tells the same place as a matrix and as a turn', async () => {
    await fc.assert(
      fc.asyncProperty(volumes, async volume => {
        const file = writeNifti(volume)
        new DataView(file.buffer).setInt16(254, 0, true)
        const { volume: back, facts } = await readNifti(file)
        expect(facts.affineFrom).toBe('qform')
        // The fourth part of a quaternion is not stored. Near half a turn it is small, and the 32 bits of the
        // other three tell it to 2^-11.5 only, which doubles in the matrix; steps are up to 10 mm.
        for (const [i, value] of (volume.affine ?? []).entries())
          expect(Math.abs((back.affine?.[i] ?? 0) - value)).toBeLessThan(10 * 2 ** -10.5)
      }),
    )
  })

  test('keeps labels, colours and the window', async () => {
    const one = { size: { x: 1, y: 1, z: 1, t: 1 }, rescale: { slope: 1, intercept: 0 } }
    const labels = await readNifti(
      writeNifti({ ...one, channels: 1, samples: Uint16Array.of(300), unit: 'label' }),
    )
    expect([labels.volume.unit, [...labels.volume.samples]]).toEqual(['label', [300]])
    const colour = await readNifti(
      writeNifti({ ...one, channels: 3, samples: Uint8Array.of(1, 2, 3), unit: 'stored' }),
    )
    expect(colour.volume).toMatchObject({ channels: 3, samples: Uint8Array.of(1, 2, 3) })
    // A window of 41 about 20 shows 0 as black and 39 as white: from 19.5 − 20 to 19.5 + 20.
    const grey = writeNifti({
      ...one,
      channels: 1,
      samples: Uint8Array.of(0),
      unit: 'stored',
      window: { centre: 20, width: 41 },
    })
    expect((await readNifti(grey)).volume.window).toEqual({ centre: 19.5, width: 40, shape: 'linear-exact' })
  })

  test('writes a sheared grid as a matrix alone', async () => {
    const affine = [1, 0.3, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    const file = writeNifti({
      size: { x: 1, y: 1, z: 1, t: 1 },
      channels: 1,
      samples: Uint8Array.of(1),
      rescale: { slope: 1, intercept: 0 },
      unit: 'stored',
      affine,
    })
    expect(new DataView(file.buffer).getInt16(252, true)).toBe(0)
    expect((await readNifti(file)).volume.affine?.[1]).toBeCloseTo(0.3, 6)
  })

  test('refuses what the format has no room for', () => {
    const rest = { channels: 1, rescale: { slope: 1, intercept: 0 }, unit: 'stored' } as const
    const long = { ...rest, size: { x: 40000, y: 1, z: 1, t: 1 }, samples: new Uint8Array(40000) }
    expect(() => writeNifti(long)).toThrow('40000 × 1 voxels are too many along one axis')
    const deep = {
      ...long,
      size: { x: 1, y: 1, z: 1, t: 1 },
      channels: 3,
      samples: Uint16Array.of(1, 2, 3),
    } as const
    expect(() => writeNifti(deep)).toThrow('NIfTI has no colours of more than 8 bits')
  })

  test('is gzipped to the same bytes at any time, on any system', async () => {
    const folded = await gzipped(Uint8Array.of(1, 2, 3))
    expect([...folded.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
    expect(bytesOf(folded)).toEqual(bytesOf(await gzipped(Uint8Array.of(1, 2, 3))))
  })
})
