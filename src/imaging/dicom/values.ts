/**
 * What a sample means: the modality lookup table or rescale (PS3.3, C.11.1), which may differ from frame to frame, the
 * scaling of a dose grid (C.8.8.3) and the real-world values of a parametric map (C.7.6.16.2.11); and its unit.
 */
import type { Volume } from '../volume.ts'
import { type DataSet, itemsIn, numbersIn, tags, textIn, textsIn } from './data-set.ts'
import { groupOf } from './functional-groups.ts'
import type { ImageDescription } from './image-description.ts'
import { lookUp, readLookupTable } from './lookup-table.ts'
import type { Pixels } from './pixels.ts'

export type Valued = Pick<Volume, 'channels' | 'samples' | 'rescale' | 'unit'>

const asStored = { slope: 1, intercept: 0 }

export function withValues(set: DataSet, image: ImageDescription, { channels, samples }: Pixels): Valued {
  if (channels === 3) return { channels, samples, rescale: asStored, unit: 'stored' }
  const [table] = itemsIn(set, tags.ModalityLUTSequence)
  if (table) {
    const unit = textIn(table, tags.ModalityLUTType)
    const values = lookUp(readLookupTable(table, image.signed), samples)
    return {
      channels,
      samples: values,
      rescale: asStored,
      unit: unit === '' || unit === 'US' ? 'stored' : unit,
    }
  }
  const rescales = Array.from({ length: image.frames }, (_, frame) => rescaleOf(set, frame))
  const { slope, intercept, unit } = rescales[0] ?? { ...asStored, unit: 'stored' }
  if (rescales.every(one => one.slope === slope && one.intercept === intercept))
    return { channels, samples, rescale: { slope, intercept }, unit }
  const values = new (samples.BYTES_PER_ELEMENT <= 2 ? Float32Array : Float64Array)(samples.length)
  const size = image.rows * image.columns
  for (const [frame, { slope, intercept }] of rescales.entries())
    for (let i = frame * size; i < (frame + 1) * size; i++) values[i] = (samples[i] ?? 0) * slope + intercept
  return { channels, samples: values, rescale: asStored, unit }
}

type Rescale = { slope: number; intercept: number; unit: string }

function rescaleOf(set: DataSet, frame: number): Rescale {
  const source = groupOf(set, frame, tags.PixelValueTransformationSequence) ?? set
  const [slope] = numbersIn(source, tags.RescaleSlope)
  const [intercept = 0] = numbersIn(source, tags.RescaleIntercept)
  const real = slope === undefined ? realWorldRescale(set, frame) : undefined
  if (real) return real
  const [dose = 1] = numbersIn(set, tags.DoseGridScaling)
  return { slope: (slope ?? dose) || 1, intercept, unit: unitOf(set, source) }
}

const parametricMap = '1.2.840.10008.5.1.4.1.1.30'

function realWorldRescale(set: DataSet, frame: number): Rescale | undefined {
  if (textIn(set, tags.SOPClassUID) !== parametricMap) return undefined
  const mapping = groupOf(set, frame, tags.RealWorldValueMappingSequence)
  if (mapping === undefined) return undefined
  const [slope] = numbersIn(mapping, tags.RealWorldValueSlope)
  const [intercept] = numbersIn(mapping, tags.RealWorldValueIntercept)
  if (!slope || intercept === undefined) return undefined
  const [code] = itemsIn(mapping, tags.MeasurementUnitsCodeSequence)
  return { slope, intercept, unit: (code && textIn(code, tags.CodeValue)) || 'stored' }
}

function unitOf(set: DataSet, source: DataSet): string {
  const type = textIn(source, tags.RescaleType)
  if (type !== '' && type !== 'US') return type
  const modality = textIn(set, tags.Modality)
  const rescaled = numbersIn(source, tags.RescaleIntercept).length > 0
  // A localizer is no measurement of attenuation.
  if (modality === 'CT' && rescaled && !textsIn(set, tags.ImageType).includes('LOCALIZER')) return 'HU'
  const code =
    modality === 'PT' ? textIn(set, tags.Units) : modality === 'RTDOSE' ? textIn(set, tags.DoseUnits) : ''
  return unitNames.get(code) ?? (code || 'stored')
}

/** Of PS3.3, C.8.9.1.1.3 and C.8.8.3. */
const unitNames = new Map([
  ['BQML', 'Bq/ml'],
  ['GML', 'g/ml'],
  ['CM2ML', 'cm²/ml'],
  ['CNTS', 'counts'],
  ['CPS', 'counts/s'],
  ['PCNT', '%'],
  ['NONE', 'stored'],
  ['GY', 'Gy'],
  ['RELATIVE', 'relative dose'],
])
