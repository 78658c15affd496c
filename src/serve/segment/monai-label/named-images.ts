/** Images that a request names: uploaded under that name, or below the roots. Held like sessions, opened once. */
import { basename } from 'node:path'
import { isPraxisError, PraxisError } from '../../../cases/index.ts'
import { openVolume } from '../../../imaging/index.ts'
import { openSession, type Service } from '../service.ts'
import { locateImage } from './images.ts'
import { monaiImage, voxelsOf } from './volume.ts'

/** Where an uploaded image is held. The sign keeps it apart from sessions, whose ids have none. */
export function uploadKey(name: string): string {
  return `upload:${name}`
}

export type NamedImages = {
  /** Where the image is held in the store. Throws `Refused` where there is none, and what `openVolume` throws. */
  key: (name: string) => Promise<string>
}

export function namedImages(service: Service): NamedImages {
  const { sessions, roots } = service
  const opening = new Map<string, Promise<unknown>>()

  const open = async (key: string, path: string, name: string) => {
    const opened = await service
      .inTurn(() => openVolume(path))
      .catch(error => {
        throw withoutPath(error, path, name)
      })
    const image = monaiImage(opened, basename(path))
    await openSession(service, voxelsOf(image), async () => image, key)
  }
  const key = async (name: string): Promise<string> => {
    const upload = uploadKey(name)
    if (sessions.peek(upload) !== undefined) return upload
    const { path, version } = await locateImage(roots, name)
    const held = `file:${path}:${version}`
    if (sessions.peek(held) === undefined) {
      const work = opening.get(held) ?? open(held, path, name).finally(() => opening.delete(held))
      opening.set(held, work)
      await work
    }
    return held
  }
  return { key }
}

/** A client knows the name that it gave, and no more of this machine. */
function withoutPath(error: unknown, path: string, name: string): unknown {
  if (!isPraxisError(error)) return error
  const words = error.message.replaceAll(path, name).slice(0, -`; ${error.next}`.length)
  return new PraxisError(error.code, words, error.next, {}, error)
}
