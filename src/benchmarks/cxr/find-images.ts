/**
 * Where the images of a table lie. The folder is listed once; only what lies in it can be named. A table may give the
 * path from the folder, the end of a path, or the name of the file alone, as long as that is one file. Case counts only
 * where names differ in nothing else, and a name without an extension is that of an image with any.
 */
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type ErrorPlace, fileMedia, type Media, messageOf, PraxisError } from '../../cases/index.ts'

/** `place` is where the image was named. */
export type FindImage = (named: string, place: ErrorPlace) => Promise<Media>

/** Throws `data-missing` for a folder that cannot be listed; the function it returns, `media-missing`. */
export async function imageFinder(folder: string): Promise<FindImage> {
  const byName = new Map<string, string[]>()
  const byStem = new Map<string, string[]>()
  const entries = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new PraxisError(
      'data-missing',
      `cannot list the folder (${messageOf(error, 120)})`,
      'check its permissions',
      { file: folder },
    )
  })
  for (const entry of entries) {
    const path = entry.replaceAll('\\', '/')
    const name = basename(path).toLowerCase()
    add(byName, name, path)
    if (isImageName.test(name)) add(byStem, name.replace(isImageName, ''), path)
  }
  return async (named, place) => {
    const wanted = named.trim().replaceAll('\\', '/')
    const name = basename(wanted).toLowerCase()
    const same = byName.get(name) ?? byStem.get(name) ?? []
    const [path, ...more] = closest(same, wanted)
    if (path === undefined)
      throw new PraxisError('media-missing', `there is no image ${named}`, 'put it into the folder', place)
    if (more.length > 0)
      throw new PraxisError(
        'media-missing',
        `${same.length} images are named ${basename(wanted)}`,
        'give the path from the folder',
        place,
      )
    const media = await fileMedia('image', join(folder, path))
    if (media.mediaType.startsWith('image/') || media.mediaType === 'application/dicom') return media
    throw new PraxisError(
      'media-undecodable',
      `${named} is neither a picture nor DICOM`,
      'use PNG, JPEG or DICOM',
      place,
    )
  }
}

const isImageName = /\.(?:png|jpe?g|tiff?|webp|dcm|dicom)$/

function add(map: Map<string, string[]>, name: string, path: string): void {
  const same = map.get(name)
  if (same === undefined) map.set(name, [path])
  else same.push(path)
}

/** The one at that path, else those that share most of the end of the path. */
function closest(paths: readonly string[], wanted: string): string[] {
  if (paths.includes(wanted)) return [wanted]
  const shared = (path: string) => {
    const [a, b] = [path.split('/').toReversed(), wanted.split('/').toReversed()]
    const differs = a.findIndex((part, i) => part !== b[i])
    return differs < 0 ? a.length : differs
  }
  const most = Math.max(0, ...paths.map(shared))
  return paths.filter(path => shared(path) === most)
}
