import { expect, suite, test } from 'vitest'
import { buildDicom, type Elements, wordBytes, words } from './__fixtures__/build-dicom.ts'
import { valueElement } from './encode-value.ts'
import { readDicom } from './read-dicom.ts'

const read = async (elements: Elements) => (await readDicom(buildDicom(elements))).volume

suite('values', () => {
  test('of a modality lookup table: below and above it its first and last entry', async () => {
    const table = { LUTDescriptor: [2, 20, 16], LUTData: wordBytes([500, 1000]), ModalityLUTType: 'OD' }
    const volume = await read({ ModalityLUTSequence: [table] })
    expect([...volume.samples]).toEqual([500, 500, 1000, 1000])
    expect(volume).toMatchObject({ unit: 'OD', rescale: { slope: 1, intercept: 0 } })
  })

  test('of a table for signed samples, whose length is no signed number', async () => {
    const entries = Uint16Array.from({ length: 40_000 }, (_, i) => i)
    const table = {
      LUTDescriptor: valueElement('SS', [40_000, -20_000, 16]),
      LUTData: new Uint8Array(entries.buffer),
    }
    const PixelData = wordBytes([-20_000, 0, 19_999, 30_000].map(value => value & 0xffff))
    const volume = await read({ ...words, PixelRepresentation: 1, PixelData, ModalityLUTSequence: [table] })
    expect([...volume.samples]).toEqual([0, 20_000, 39_999, 39_999])
  })

  test('are samples where a rescale is missing, or has no slope', async () => {
    expect((await read({})).rescale).toEqual({ slope: 1, intercept: 0 })
    expect((await read({ RescaleSlope: 0, RescaleIntercept: 3 })).rescale).toEqual({ slope: 1, intercept: 3 })
    expect((await read({ RescaleType: 'US' })).unit).toBe('stored')
    expect((await read({ RescaleType: 'OD' })).unit).toBe('OD')
  })

  test('of tables that are short are refused', async () => {
    const table = { LUTDescriptor: [4, 0, 16], LUTData: wordBytes([1]) }
    await expect(read({ ModalityLUTSequence: [table] })).rejects.toThrow(/^its lookup table is too short/)
    await expect(read({ VOILUTSequence: [{}] })).rejects.toThrow(/^its lookup table is not described/)
  })
})

suite('how a file asks to be shown', () => {
  test('the first window counts, with its shape', async () => {
    const windows: Elements = { WindowCenter: [40, 300], WindowWidth: [400, 1500] }
    expect((await read(windows)).window).toEqual({ centre: 40, width: 400 })
    expect((await read({ ...windows, VOILUTFunction: 'LINEAR_EXACT' })).window).toEqual({
      centre: 40,
      width: 400,
      shape: 'linear-exact',
    })
    expect((await read({ ...windows, WindowWidth: 0 })).window).toBeUndefined()
  })

  test('of frames in time the middle one counts', async () => {
    const frame = (centre: number): Elements => ({
      FrameVOILUTSequence: [{ WindowCenter: centre, WindowWidth: 10 }],
    })
    const clip = {
      NumberOfFrames: 3,
      PixelData: new Uint8Array(12),
      PerFrameFunctionalGroups: [1, 2, 3].map(frame),
    }
    expect((await read(clip)).window?.centre).toBe(2)
  })

  test('a table gives brightness by its bits', async () => {
    const table = { LUTDescriptor: [3, 5, 12], LUTData: wordBytes([0, 2047.5, 4095]) }
    const { lut } = await read({ VOILUTSequence: [table] })
    expect(lut?.first).toBe(5)
    expect([...(lut?.levels ?? [])].map(level => Math.round(level * 1000))).toEqual([0, 500, 1000])
    expect(lut?.levels[2]).toBe(1)
  })

  test('a table begins below zero where values can', async () => {
    const table = { LUTDescriptor: [2, 0xff00, 8], LUTData: Uint8Array.of(0, 255) }
    expect((await read({ VOILUTSequence: [table] })).lut?.first).toBe(0xff00)
    const rescaled = { VOILUTSequence: [table], RescaleSlope: 1, RescaleIntercept: -1024 }
    expect((await read(rescaled)).lut?.first).toBe(-256)
  })

  test('colours have neither', async () => {
    const colour: Elements = {
      SamplesPerPixel: 3,
      PhotometricInterpretation: 'RGB',
      Rows: 1,
      Columns: 1,
      PixelData: Uint8Array.of(1, 2, 3),
      WindowCenter: 1,
      WindowWidth: 2,
    }
    expect((await read(colour)).window).toBeUndefined()
  })
})
