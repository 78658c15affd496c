/**
 * The masks of a reading as DICOM segmentations that its structured report can refer to: one object for each mask,
 * since lungs, heart and mediastinum overlap on a radiograph and one object of ours holds one label a pixel.
 */
import type { ChestReading, ReadingArtifact } from '../../cases/index.ts'
import { readDicomFacts } from '../dicom/index.ts'
import type { Mask } from '../mask.ts'
import {
  abnormalStructure,
  anatomicalStructure,
  type Segment,
  type SegStudy,
  segClasses,
  writeSeg,
} from '../seg/index.ts'
import type { ReferencedObject } from './content.ts'
import { labelCode, ownCode, siteOf } from './cxr-codes.ts'
import { trackingOf } from './measurement-report.ts'

export type MaskSeg = { artifact: string; bytes: Uint8Array; reference: ReferencedObject }

/**
 * `masks` by the id of their artifact, of the size of the picture. None where the picture is no DICOM instance: a
 * segmentation must say on which image it lies. Throws `bad-usage` for a mask of another size.
 */
export function maskSegs(
  reading: ChestReading,
  masks: ReadonlyMap<string, Mask>,
  study: Omit<SegStudy, 'uid'> = {},
): MaskSeg[] {
  const { source, width, height } = reading.image
  if (source === undefined) return []
  return reading.artifacts.flatMap(artifact => {
    const mask = artifact.kind === 'mask' ? masks.get(artifact.id) : undefined
    if (mask === undefined) return []
    const bytes = writeSeg({
      kind: 'binary',
      size: { x: width, y: height, z: 1 },
      labels: Uint8Array.from(mask.data, value => (value === 0 ? 0 : 1)),
      segments: [{ number: 1, ...described(reading, artifact) }],
      source: {
        series: source.series,
        images: [{ sopClass: source.sopClass, sopInstance: source.instance }],
      },
      study: { ...study, uid: source.study },
      description: `${artifact.id}, research use`,
      software: `${reading.software.name} ${reading.software.version}`,
      at: new Date(reading.at),
    })
    const { sopInstance, series } = readDicomFacts(bytes)
    const reference = {
      sopClass: segClasses.binary,
      sopInstance,
      series,
      study: source.study,
      segment: 1,
      frame: 1,
    }
    return [{ artifact: artifact.id, bytes, reference }]
  })
}

function described(
  reading: ChestReading,
  { id, label, structure, tool }: ReadingArtifact,
): Omit<Segment, 'number'> {
  return {
    label: structure ?? label ?? id,
    category: structure === undefined ? abnormalStructure : anatomicalStructure,
    type:
      structure !== undefined ? siteOf(structure).site : label === undefined ? ownCode(id) : labelCode(label),
    algorithm: 'AUTOMATIC',
    algorithmName: `${tool.name} ${tool.version}`,
    tracking: trackingOf(reading, `mask ${id}`),
  }
}
