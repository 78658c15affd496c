/** What a mode does to one case, and the few facts about media that several modes share. */
import { type Case, embedMedia, type Media } from '../../cases/index.ts'

/**
 * Changes one case, or returns undefined where the mode cannot. Everything random follows from
 * `seedName`, which names the case, so the result does not depend on the order of the cases.
 */
export type Operator = (case_: Case, seedName: string) => Case | undefined | Promise<Case | undefined>

/**
 * The case with every image replaced, other media kept. Undefined where there is no image, or where
 * a volume, clip or mask beside it would still show what the image showed. A gaze record is kept: it points
 * into the picture and shows nothing of it.
 */
export async function replaceImages(
  case_: Case,
  replace: (image: Media, index: number) => Media | Promise<Media>,
): Promise<Case | undefined> {
  if (!hasOnlyImages(case_)) return undefined
  const media = await Promise.all(
    case_.media.map((medium, index) => (medium.kind === 'image' ? replace(medium, index) : medium)),
  )
  return { ...case_, media }
}

/** Whether all that can be seen of the case is in images, of which there is at least one. */
export function hasOnlyImages({ media }: Case): boolean {
  return (
    media.some(({ kind }) => kind === 'image') &&
    media.every(({ kind }) => kind === 'image' || kind === 'text' || kind === 'gaze')
  )
}

/** An image with other pixels on the same grid. */
export function withPixels({ kind, spacing }: Media, bytes: Uint8Array): Media {
  const media = embedMedia(kind, bytes)
  if (spacing !== undefined) media.spacing = spacing
  return media
}
