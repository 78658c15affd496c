/** Millimetres between the pixels of an image, and where that is measured (PS3.3, 10.7). */
import { type DataSet, itemsIn, numbersIn, tags } from './data-set.ts'
import { numbersOf } from './functional-groups.ts'

export type PixelSpacing = {
  x: number
  y: number
  /** On a projection it is known at the detector and not in the patient. */
  at: 'patient' | 'detector' | 'scanner' | 'region'
}

/** Undefined where it is not told. */
export function pixelSpacing(set: DataSet): PixelSpacing | undefined {
  return (
    spacingFrom(numbersOf(set, 0, tags.PixelMeasuresSequence, tags.PixelSpacing), 'patient') ??
    spacingFrom(numbersIn(set, tags.ImagerPixelSpacing), 'detector') ??
    spacingFrom(numbersIn(set, tags.NominalScannedPixelSpacing), 'scanner') ??
    spacingFrom(regionSpacing(set), 'region')
  )
}

/** Rows first, as DICOM has it. */
function spacingFrom([down = 0, across = 0]: number[], at: PixelSpacing['at']): PixelSpacing | undefined {
  return down > 0 && across > 0 ? { x: across, y: down, at } : undefined
}

const centimetres = 3

/** Of an ultrasound picture that holds one region, calibrated in centimetres (C.8.5.5). */
function regionSpacing(set: DataSet): number[] {
  const [region, ...more] = itemsIn(set, tags.SequenceOfUltrasoundRegions)
  if (region === undefined || more.length > 0) return []
  const units = [tags.PhysicalUnitsYDirection, tags.PhysicalUnitsXDirection]
  if (units.some(tag => numbersIn(region, tag)[0] !== centimetres)) return []
  return [tags.PhysicalDeltaY, tags.PhysicalDeltaX].flatMap(tag =>
    numbersIn(region, tag)
      .slice(0, 1)
      .map(delta => Math.abs(delta) * 10),
  )
}
