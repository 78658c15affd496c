/**
 * Where the images of a FaceBench file lie: beside it, in `images/` or a folder of that kind, or in a folder
 * named like the file. Images are not part of the release, so a file without any is refused at once.
 */
import { access, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileMedia, isPraxisError, type Media, messageOf, PraxisError } from '../../cases/index.ts'
import type { Place } from './row.ts'

export type FindImage = (image: string, place: Place) => Promise<Media | PraxisError>

/** The folders in which images may lie, the ones that are there. */
export async function imageFolders(folder: string, tables: readonly string[]): Promise<string[]> {
  const stems = tables.map(table => basename(table).replace(/\..*$/, ''))
  const names = ['images', 'image', 'imgs', ...stems.flatMap(stem => [stem, join('images', stem)])]
  const candidates = [folder, ...names.map(name => join(folder, name))]
  const there = await Promise.all(candidates.map(isThere))
  return candidates.filter((_, i) => there[i])
}

/** Throws `media-missing` where no folder holds any picture. */
export async function refuseWithoutImages(folders: readonly string[]): Promise<void> {
  for (const folder of folders)
    for (const name of await readdir(folder)) if (/\.(jpe?g|png|webp|bmp|gif|tiff?)$/i.test(name)) return
  throw new PraxisError(
    'media-missing',
    'there is no image folder beside the questions',
    'put the face images into images/ beside the file, named as image_id says',
    { file: folders[0] ?? '.' },
  )
}

/** Finds an image by its `image_id`. A row without its image is never asked, not even in blind mode. */
export function imageFinder(folders: readonly string[]): FindImage {
  return async (image, place) => {
    const problem = (code: 'media-missing' | 'media-undecodable', what: string, next: string) =>
      new PraxisError(code, what, next, { ...place, field: 'image_id' })
    for (const folder of folders) {
      const path = join(folder, image)
      if (!(await isThere(path))) continue
      try {
        const media = await fileMedia('image', path)
        return media.mediaType.startsWith('image/')
          ? media
          : problem('media-undecodable', `${image} does not start like an image`, 'use PNG, JPEG or WebP')
      } catch (error) {
        const cause = isPraxisError(error) ? (error.cause ?? error) : error
        return problem('media-missing', `the image cannot be read (${messageOf(cause)})`, 'check the file')
      }
    }
    return problem('media-missing', `there is no image file ${image}`, 'put it into images/ beside the file')
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
