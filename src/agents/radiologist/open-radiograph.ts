/** A radiograph from a file: how it is shown, what its header says, and what speaks against a frontal view of a chest. */
import { type ChestReading, chestReadingSchema, isLateral } from '../../cases/index.ts'
import {
  type DicomFacts,
  type Raster,
  readDicom,
  readDicomFacts,
  type SegStudy,
} from '../../imaging/index.ts'
import { isDicom, openChestImage } from '../../tools/index.ts'
import { doubtsOfPicture } from './plausibility.ts'

export type Radiograph = {
  /** As it is shown: bone white. */
  raster: Raster
  image: ChestReading['image']
  /** Why it may be no frontal chest radiograph, each a clause. */
  doubts: string[]
}

/** Throws `media-undecodable` for what is no picture, is damaged, has several frames, or a size that no radiograph has. */
export async function openRadiograph(bytes: Uint8Array): Promise<Radiograph> {
  const { raster, image, spacing } = await openChestImage(bytes)
  const facts = isDicom(bytes) ? readDicomFacts(bytes) : undefined
  const view = facts === undefined ? 'unknown' : viewOf(facts)
  const source = facts && sourceOf(facts)
  return {
    raster,
    image: { ...image, ...(spacing && { spacing }), view, ...(source && { source }) },
    doubts: [...(facts ? doubtsOfHeader(facts, view) : []), ...doubtsOfPicture(raster)],
  }
}

/** What the outputs of a reading take over from the file; undefined where it is no DICOM. */
export async function studyOf(bytes: Uint8Array): Promise<Omit<SegStudy, 'uid'> | undefined> {
  return isDicom(bytes) ? (await readDicom(bytes)).context.study : undefined
}

const oblique = /^(?:LLO|RLO|LAO|RAO|LPO|RPO|OBLIQUE)$/

function viewOf({
  viewPosition,
  patientOrientation: [rows = ''],
}: DicomFacts): ChestReading['image']['view'] {
  const view = viewPosition.toUpperCase().trim()
  if (isLateral(view)) return 'lateral'
  if (view === 'PA' || view === 'AP') return view
  // Rows that run to the front or the back show the patient from the side.
  return view === '' && /^[AP]/.test(rows) ? 'lateral' : 'unknown'
}

const radiography = ['CR', 'DX', 'RG', 'OT', 'SC', '']

function doubtsOfHeader(
  { modality, bodyPart, viewPosition }: DicomFacts,
  view: ChestReading['image']['view'],
): string[] {
  const isOblique = oblique.test(viewPosition.toUpperCase().trim())
  return [
    ...(radiography.includes(modality) ? [] : [`its header says ${modality} and not radiography`]),
    ...(view === 'lateral' ? ['its header says a lateral view'] : []),
    ...(isOblique ? ['its header says an oblique view'] : []),
    ...(bodyPart === '' || /chest|thora|lung|rib/i.test(bodyPart) ? [] : [`its header says ${bodyPart}`]),
  ]
}

const modalities = chestReadingSchema.shape.image.shape.source.unwrap().shape.modality.unwrap()

/** Undefined where the file lacks an identifier: nothing can then refer to it. */
function sourceOf({
  study,
  series,
  sopInstance,
  sopClass,
  modality,
}: DicomFacts): Radiograph['image']['source'] {
  const told = modalities.safeParse(modality)
  const named = {
    study,
    series,
    instance: sopInstance,
    sopClass,
    ...(told.success && { modality: told.data }),
  }
  const source = chestReadingSchema.shape.image.shape.source.safeParse(named)
  return source.success ? source.data : undefined
}
