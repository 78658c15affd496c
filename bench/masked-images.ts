/** Pictures with a mask of their target, as `praxis run segment` reads them. */
import { findBenchmark } from '../src/benchmarks/index.ts'
import { readMedia } from '../src/cases/index.ts'
import { decode, type Mask, type Raster, readMask } from '../src/imaging/index.ts'

export type MaskedImage = { id: string; cluster: string; image: Raster; truth: Mask }

export async function maskedImages(path: string, target: string): Promise<MaskedImage[]> {
  const read: MaskedImage[] = []
  const { cases } = await findBenchmark('segment').open(path, { target })
  for await (const item of cases()) {
    if (!item.ok || item.case.reference?.format !== 'mask') continue
    const { id, cluster, media, reference } = item.case
    const [medium] = media
    if (medium === undefined) continue
    const image = await decode(await readMedia(medium))
    read.push({ id, cluster, image, truth: await readMask(await readMedia(reference.mask)) })
  }
  return read
}
