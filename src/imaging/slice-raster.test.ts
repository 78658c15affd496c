import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { volumeOfRaster } from './picture-volume.ts'
import { countSlices, deepSliceRaster, displayOf, sliceRaster, valueRange } from './slice-raster.ts'
import type { Samples, Volume } from './volume.ts'

/** One row of samples for each slice. */
function rows(samples: Samples, z = 1, more: Partial<Volume> = {}): Volume {
  return {
    size: { x: samples.length / z, y: 1, z, t: 1 },
    channels: 1,
    samples,
    rescale: { slope: 1, intercept: 0 },
    unit: 'stored',
    ...more,
  }
}

const shown = (volume: Volume) => [...sliceRaster(volume, 0).samples]

suite('a slice as it asks to be shown', () => {
  test('is linear inside a window, by the formula of the standard', () => {
    // C.11.2.1.2.1 with c = 2048, w = 4096: y = ((x − 2047.5) / 4095 + 0.5) × 255.
    const volume = rows(Uint16Array.of(0, 1, 2047, 2048, 4095, 4096), 1, {
      window: { centre: 2048, width: 4096 },
    })
    expect(shown(volume)).toEqual([0, 0, 127, 128, 255, 255])
    const display = displayOf(volume)
    expect(display(1000)).toBeCloseTo((1000 - 2047.5) / 4095 + 0.5, 12)
  })

  test('is a step where the window is one wide', () => {
    // c = 100, w = 1: black up to 99.5 and white above.
    expect(shown(rows(Uint8Array.of(99, 100), 1, { window: { centre: 100, width: 1 } }))).toEqual([0, 255])
  })

  test('follows the exact and the sigmoid shape', () => {
    const samples = Uint8Array.of(0, 50, 100, 150, 200)
    const window = { centre: 100, width: 200 }
    expect(shown(rows(samples, 1, { window: { ...window, shape: 'linear-exact' } }))).toEqual([
      0, 64, 128, 191, 255,
    ])
    // 1 / (1 + exp(−4 (x − 100) / 200)): 0.1192, 0.2689, 0.5, 0.7311, 0.8808.
    expect(shown(rows(samples, 1, { window: { ...window, shape: 'sigmoid' } }))).toEqual([
      30, 69, 128, 186, 225,
    ])
  })

  test('takes the window in values, not in samples', () => {
    const rescale = { slope: 2, intercept: -1000 }
    const volume = rows(Uint16Array.of(0, 500, 1000), 1, {
      rescale,
      window: { centre: 0, width: 2000, shape: 'linear-exact' },
    })
    expect(shown(volume)).toEqual([0, 128, 255])
  })

  test('prefers a lookup table, whose ends hold for all beyond them', () => {
    const lut = { first: 10, levels: Float32Array.of(0, 1, 0.2) }
    const volume = rows(Uint8Array.of(0, 10, 11, 12, 255), 1, { lut, window: { centre: 1, width: 1 } })
    expect(shown(volume)).toEqual([0, 0, 255, 51, 51])
  })

  test('exchanges dark and bright where the lowest sample is white', () => {
    const window = { centre: 127.5, width: 255, shape: 'linear-exact' } as const
    expect(shown(rows(Uint8Array.of(0, 10, 255), 1, { window, inverted: true }))).toEqual([255, 245, 0])
  })

  test('without a window spans the values, without the outermost', () => {
    const samples = Int16Array.from({ length: 1000 }, (_, i) => i)
    samples[999] = 30000
    // Five of the thousand are left out at either end: 5 is black, 994 is white, and 499.5 half way.
    const { samples: shown } = sliceRaster(rows(samples), 0)
    expect([4, 5, 499, 500, 994, 999].map(i => shown[i])).toEqual([0, 0, 127, 128, 255, 255])
  })

  test('shows rare labels, which are all outermost', () => {
    const samples = new Uint8Array(1000)
    samples[7] = 3
    const raster = sliceRaster(rows(samples), 0)
    expect([raster.samples[0], raster.samples[7]]).toEqual([0, 255])
    expect(shown(rows(Uint8Array.of(2, 2, 1), 1, { unit: 'label' }))).toEqual([255, 255, 128])
  })

  test('shows what is no number as black, and one value only without failing', () => {
    expect(shown(rows(Float32Array.of(Number.NaN, 0, 1, Number.POSITIVE_INFINITY)))).toEqual([0, 0, 255, 255])
    expect(shown(rows(Float32Array.of(7, 7)))).toEqual([128, 128])
  })

  test('keeps colours, and 8-bit pictures as they are', () => {
    const colour = { width: 1, height: 2, channels: 3, samples: Uint8Array.of(1, 2, 3, 4, 5, 6) } as const
    expect(sliceRaster(volumeOfRaster(colour), 0)).toEqual(colour)
    const grey = {
      width: 256,
      height: 1,
      channels: 1,
      samples: Uint8Array.from({ length: 256 }, (_, i) => i),
    } as const
    expect(sliceRaster(volumeOfRaster(grey), 0)).toEqual(grey)
  })

  test('counts through slices, then points in time, and names the last there is', () => {
    const volume = { ...rows(Uint8Array.of(1, 2, 3, 4), 4), size: { x: 1, y: 1, z: 2, t: 2 } }
    expect(countSlices(volume)).toBe(4)
    expect([...deepSliceRaster(volume, 2).samples]).toEqual([3])
    expect(() => sliceRaster(volume, 4)).toThrow('there is no slice 5; name one of 1 to 4')
  })

  test('never gets darker as the value grows, whatever the window', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2000, max: 2000, noNaN: true }),
        fc.double({ min: 1, max: 4000, noNaN: true }),
        fc.constantFrom(undefined, 'linear-exact' as const, 'sigmoid' as const),
        fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 2, maxLength: 20 }),
        (centre, width, shape, values) => {
          const sorted = Int16Array.from(values).sort()
          const window = { centre, width, ...(shape && { shape }) }
          const brightness = [...sorted].map(displayOf(rows(sorted, 1, { window })))
          for (const [i, level] of brightness.entries()) {
            expect(level).toBeGreaterThanOrEqual(brightness[i - 1] ?? 0)
            expect(level).toBeLessThanOrEqual(1)
          }
        },
      ),
    )
  })
})

suite('a slice for a segmenter', () => {
  test('spans 16 bits from its lowest to its highest value', () => {
    expect([...deepSliceRaster(rows(Int16Array.of(-1000, 0, 1000)), 0).samples]).toEqual([0, 32768, 65535])
  })

  test('keeps every one of up to 65536 values apart and in order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -32768, max: 32767 }), { minLength: 2 }), values => {
        const sorted = Int16Array.from(values).sort()
        const deep = deepSliceRaster(rows(sorted), 0).samples
        for (let i = 1; i < deep.length; i++) expect(deep[i]).toBeGreaterThan(deep[i - 1] ?? 0)
      }),
    )
  })

  test('is bright where the value is high, also under a falling slope or when inverted', () => {
    const samples = Int16Array.of(-3, 5)
    expect([
      ...deepSliceRaster(rows(samples, 1, { rescale: { slope: -1, intercept: 0 } }), 0).samples,
    ]).toEqual([65535, 0])
    expect([...deepSliceRaster(rows(samples, 1, { inverted: true }), 0).samples]).toEqual([65535, 0])
  })
})

test('the range is that of the values that are finite', () => {
  const samples = Float32Array.of(Number.NaN, 2, Number.NEGATIVE_INFINITY, 4)
  expect(valueRange(rows(samples, 1, { rescale: { slope: -10, intercept: 1 } }))).toEqual({
    low: -39,
    high: -19,
  })
})
