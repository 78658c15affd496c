import { createHash } from 'node:crypto'
import { expect, suite, test } from 'vitest'
import type { Volume } from '../volume.ts'
import { buildDicom, type Elements, wordBytes, words } from './__fixtures__/build-dicom.ts'
import { decodedElsewhere, fixture } from './__fixtures__/fixtures.ts'
import { describeImage } from './image-description.ts'
import { parseDicom } from './parse.ts'
import { readPixels } from './pixels.ts'
import { readDicom, readDicomFacts } from './read-dicom.ts'

const read = async (elements: Elements) => (await readDicom(buildDicom(elements))).volume

/** How far values differ in the mean. */
function meanGap(a: Volume, b: Volume): number {
  let sum = 0
  for (let i = 0; i < a.samples.length; i++) sum += Math.abs(valueAt(a, i) - valueAt(b, i))
  return sum / a.samples.length
}

function valueAt({ samples, rescale }: Volume, i: number): number {
  return (samples[i] ?? 0) * rescale.slope + rescale.intercept
}

suite('real files', () => {
  test.each(decodedElsewhere)('%s decodes as by %s', async (name, _decoder, type, digest) => {
    const file = parseDicom(fixture(name))
    const { samples } = await readPixels(file, describeImage(file.set))
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
    expect(samples.constructor.name).toBe(type)
    expect(createHash('sha256').update(bytes).digest('hex').slice(0, 16)).toBe(digest)
  })

  test('one CT slice has the same facts in every coding, and all but the same values', async () => {
    const exact = await readDicom(fixture('CTImage-jpeg-lossless.dcm'))
    for (const coding of ['jpeg-ls-lossy', 'jpeg-2000', 'jpeg-progressive']) {
      const { volume, facts } = await readDicom(fixture(`CTImage-${coding}.dcm`))
      expect(volume).toMatchObject({
        size: { x: 512, y: 512, z: 1, t: 1 },
        unit: 'HU',
        spacing: { x: 0.675781, y: 0.675781 },
        window: { centre: 40, width: 400 },
      })
      expect(volume.affine?.filter((_, i) => i % 4 === 3)).toEqual([-161.399994, -148.800003, 4.7, 1])
      expect(facts).toMatchObject({ kind: 'CT Image', modality: 'CT', rows: 512, spacingAt: 'patient' })
      // JPEG keeps 12 bits of these samples, and has a rescale of its own.
      expect(meanGap(volume, exact.volume)).toBeLessThan(5)
    }
  })

  test('frames of a perfusion series, each in several fragments, are put in the order in which they lie', async () => {
    const { volume, planes, frameNumbers } = await readDicom(fixture('CT0012-fragmented.dcm'))
    expect(volume.size).toEqual({ x: 512, y: 512, z: 2, t: 1 })
    // Rows run to the right, so that slices grow downwards.
    expect(planes?.map(({ position }) => position[2])).toEqual([-149, -159])
    expect(frameNumbers).toEqual([2, 1])
    expect(volume.spacing?.z).toBeCloseTo(10, 9)
    expect(volume.affine?.[10]).toBeCloseTo(-10, 9)
  })

  test('the planes of a dose grid follow its offsets', async () => {
    const { volume, planes } = await readDicom(fixture('rtdose.dcm'))
    expect(volume).toMatchObject({ unit: 'relative dose', rescale: { slope: 1e-6, intercept: 0 } })
    expect(volume.size).toEqual({ x: 10, y: 10, z: 15, t: 1 })
    expect(volume.spacing).toEqual({ x: 10, y: 10, z: 5 })
    expect(planes?.[14]?.position).toEqual([189.43125, 199.43125, -691.87])
  })

  test('an ultrasound picture in a palette is in colour and has no scale', async () => {
    const { volume } = await readDicom(fixture('US-palette.dcm'))
    expect(volume).toMatchObject({ channels: 3, unit: 'stored' })
    expect(volume.spacing).toBeUndefined()
  })
})

suite('what an image is of', () => {
  test('attenuation is in Hounsfield units, but not that of a localizer', async () => {
    const ct: Elements = { Modality: 'CT', RescaleSlope: 1, RescaleIntercept: -1024 }
    expect(await read(ct)).toMatchObject({ unit: 'HU', rescale: { slope: 1, intercept: -1024 } })
    expect(await read({ ...ct, ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] })).toMatchObject({
      unit: 'stored',
    })
    expect(await read({ Modality: 'CT' })).toMatchObject({ unit: 'stored' })
  })

  test('activity stays in becquerels a millilitre, dose in gray', async () => {
    expect(
      await read({ Modality: 'PT', Units: 'BQML', RescaleSlope: 2.5, RescaleIntercept: 0 }),
    ).toMatchObject({
      unit: 'Bq/ml',
      rescale: { slope: 2.5, intercept: 0 },
    })
    expect(await read({ Modality: 'RTDOSE', DoseUnits: 'GY', DoseGridScaling: 0.001 })).toMatchObject({
      unit: 'Gy',
      rescale: { slope: 0.001, intercept: 0 },
    })
  })

  test('MONOCHROME1 is told, and its samples stay as stored', async () => {
    const volume = await read({ PhotometricInterpretation: 'MONOCHROME1' })
    expect(volume.inverted).toBe(true)
    expect([...volume.samples]).toEqual([10, 20, 30, 40])
  })

  test('the frames of an ultrasound clip are points in time', async () => {
    const pixels = Uint8Array.from({ length: 36 }, (_, i) => i)
    const volume = await read({
      Modality: 'US',
      NumberOfFrames: 3,
      SamplesPerPixel: 3,
      PhotometricInterpretation: 'RGB',
      PlanarConfiguration: 0,
      PixelData: pixels,
      SequenceOfUltrasoundRegions: [
        {
          PhysicalUnitsXDirection: 3,
          PhysicalUnitsYDirection: 3,
          PhysicalDeltaX: 0.02,
          PhysicalDeltaY: -0.03,
        },
      ],
    })
    expect(volume).toMatchObject({
      size: { x: 2, y: 2, z: 1, t: 3 },
      channels: 3,
      spacing: { x: 0.2, y: 0.3 },
    })
    expect([...volume.samples]).toEqual([...pixels])
  })

  test('a parametric map has the numbers and the unit of its real-world values', async () => {
    const map: Elements = {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.30',
      Modality: 'MR',
      SharedFunctionalGroups: [
        {
          RealWorldValueMappingSequence: [
            {
              RealWorldValueSlope: 0.5,
              RealWorldValueIntercept: -1,
              MeasurementUnitsCodeSequence: [{ CodeValue: 'mm2/s' }],
            },
          ],
        },
      ],
    }
    expect(await read(map)).toMatchObject({ unit: 'mm2/s', rescale: { slope: 0.5, intercept: -1 } })
    const floats = Float32Array.of(0.5, -2, 1e6, 0)
    const single = {
      ...map,
      BitsAllocated: 32,
      PixelData: undefined,
      FloatPixelData: new Uint8Array(floats.buffer),
    }
    expect((await read(single)).samples).toEqual(floats)
    const doubles = Float64Array.of(0.1, -2, 1e300, 0)
    const double = {
      ...map,
      BitsAllocated: 64,
      PixelData: undefined,
      DoubleFloatPixelData: new Uint8Array(doubles.buffer),
    }
    expect((await read(double)).samples).toEqual(doubles)
  })

  test('facts name no patient, only that there is one', () => {
    const facts = readDicomFacts(buildDicom({ PatientName: 'Roe^Jane', BurnedInAnnotation: 'YES', ...words }))
    expect(facts).toMatchObject({ identified: true, burnedIn: 'yes', bitsStored: 16, hasPixels: true })
    expect(JSON.stringify(facts)).not.toContain('Roe')
    expect(readDicomFacts(buildDicom()).identified).toBe(false)
  })
})

suite('where pixels lie', () => {
  test('spacing is told rows first, in the patient before the detector', async () => {
    expect((await read({ PixelSpacing: [0.7, 0.5] })).spacing).toEqual({ x: 0.5, y: 0.7 })
    const projection = buildDicom({ ImagerPixelSpacing: [0.2, 0.1], PixelSpacing: [0, 0] })
    expect((await readDicom(projection)).volume.spacing).toEqual({ x: 0.1, y: 0.2 })
    expect(readDicomFacts(projection).spacingAt).toBe('detector')
    expect(readDicomFacts(buildDicom({ NominalScannedPixelSpacing: [1, 1] })).spacingAt).toBe('scanner')
    expect(readDicomFacts(buildDicom()).spacingAt).toBe('none')
  })

  test('two regions of an ultrasound picture leave its scale open', async () => {
    const region: Elements = {
      PhysicalUnitsXDirection: 3,
      PhysicalUnitsYDirection: 3,
      PhysicalDeltaX: 1,
      PhysicalDeltaY: 1,
    }
    expect((await read({ SequenceOfUltrasoundRegions: [region, region] })).spacing).toBeUndefined()
    const time = { ...region, PhysicalUnitsXDirection: 4 }
    expect((await read({ SequenceOfUltrasoundRegions: [time] })).spacing).toBeUndefined()
  })

  test('columns, rows and slices of a single slice run as its directions say', async () => {
    const { affine, frame } = await read({
      FrameOfReferenceUID: '1.2.9',
      PixelSpacing: [3, 2],
      ImagePositionPatient: [10, 20, 30],
      ImageOrientationPatient: [0, 1, 0, 0, 0, -1],
    })
    // Columns step 2 mm along y, rows 3 mm down; across them lies -x.
    expect(affine).toEqual([0, 0, -1, 10, 2, 0, 0, 20, 0, -3, 0, 30, 0, 0, 0, 1])
    expect(frame).toBe('1.2.9')
  })

  test('enhanced frames have their own places and rescale, and come in order', async () => {
    const frame = (z: number, slope: number): Elements => ({
      PlanePositionSequence: [{ ImagePositionPatient: [0, 0, z] }],
      PixelValueTransformationSequence: [{ RescaleSlope: slope, RescaleIntercept: 1 }],
    })
    const { volume, frameNumbers } = await readDicom(
      buildDicom({
        ...words,
        NumberOfFrames: 3,
        Rows: 1,
        Columns: 1,
        PixelData: wordBytes([10, 20, 30]),
        SharedFunctionalGroups: [
          {
            PixelMeasuresSequence: [{ PixelSpacing: [1, 1] }],
            PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
            FrameVOILUTSequence: [{ WindowCenter: 5, WindowWidth: 10, VOILUTFunction: 'SIGMOID' }],
          },
        ],
        PerFrameFunctionalGroups: [frame(8, 1), frame(4, 2), frame(6, 3)],
      }),
    )
    expect(frameNumbers).toEqual([2, 3, 1])
    expect([...volume.samples]).toEqual([41, 91, 11])
    expect(volume).toMatchObject({
      size: { x: 1, y: 1, z: 3, t: 1 },
      spacing: { x: 1, y: 1, z: 2 },
      rescale: { slope: 1, intercept: 0 },
      window: { centre: 5, width: 10, shape: 'sigmoid' },
    })
    expect(volume.affine?.slice(8, 12)).toEqual([0, 0, 2, 4])
  })

  test('dose planes are told by offsets from their one place, or by where they lie along the patient', async () => {
    const dose = (offsets: number[]) =>
      readDicom(
        buildDicom({
          Modality: 'RTDOSE',
          NumberOfFrames: 2,
          PixelSpacing: [1, 1],
          ImagePositionPatient: [0, 0, 100],
          ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
          GridFrameOffsetVector: offsets,
          PixelData: new Uint8Array(8),
        }),
      )
    for (const offsets of [
      [0, 2.5],
      [100, 102.5],
    ])
      expect((await dose(offsets)).planes?.map(({ position }) => position[2])).toEqual([100, 102.5])
    // Against the normal, planes come in the order of their places.
    expect((await dose([0, -2.5])).frameNumbers).toEqual([2, 1])
  })

  test('slices reconstructed in nuclear medicine follow the one place of their detector', async () => {
    const { planes, volume } = await readDicom(
      buildDicom({
        Modality: 'NM',
        ImageType: ['DERIVED', 'PRIMARY', 'RECON TOMO', 'EMISSION'],
        NumberOfFrames: 2,
        PixelSpacing: [4, 4],
        SpacingBetweenSlices: 3,
        DetectorInformationSequence: [
          { ImagePositionPatient: [0, 0, 100], ImageOrientationPatient: [1, 0, 0, 0, 1, 0] },
        ],
        PixelData: new Uint8Array(8),
      }),
    )
    expect(planes?.map(({ position }) => position[2])).toEqual([100, 103])
    expect(volume.size).toMatchObject({ z: 2, t: 1 })
  })
})
