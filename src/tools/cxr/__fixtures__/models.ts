/** Models whose answers can be worked out by hand, on pictures of any size. */
import type { FindingLabel, Structure } from '../../../cases/index.ts'
import { box, encodePng, type Mask, maskFromBox, type Raster } from '../../../imaging/index.ts'
import type { AnatomyModel, FindingsModel } from '../../../models/index.ts'

/** What a model answers, whatever it is shown. */
export function sayingModel(
  probabilities: Partial<Record<FindingLabel, number>>,
  rest: Partial<FindingsModel> = {},
): FindingsModel {
  const said = new Map(Object.entries(probabilities) as [FindingLabel, number][])
  return {
    name: 'saying',
    version: '1',
    about: 'says what it is told',
    labels: [...said.keys()],
    read: async () => ({ probabilities: said }),
    close: () => {},
    ...rest,
  }
}

/** An effusion as probable as the lower left quarter of the picture (the patient's right) is bright. */
export const effusionBelow: FindingsModel = {
  ...sayingModel({ Effusion: 0 }),
  name: 'below',
  read: async ({ width, height, channels, samples }: Raster) => {
    let sum = 0
    for (let y = Math.floor(height / 2); y < height; y++)
      for (let x = 0; x < Math.floor(width / 2); x++) sum += samples[(y * width + x) * channels] ?? 0
    const mean = sum / (Math.ceil(height / 2) * Math.floor(width / 2)) / (samples instanceof Uint16Array ? 65535 : 255)
    return { probabilities: new Map([['Effusion', mean]]) }
  },
}

/** In tenths of the picture: [x0, y0, x1, y1]. The right lung lies on the left of the picture. */
export const boxes: Partial<Record<Structure, [number, number, number, number]>> = {
  'Right Lung': [1, 1, 4, 8],
  'Left Lung': [6, 1, 9, 8],
  Heart: [4, 5, 7, 8],
  Mediastinum: [4, 1, 6, 8],
  'Facies Diaphragmatica': [1, 8, 9, 10],
}

export const boxAnatomy: AnatomyModel = {
  name: 'boxes',
  version: '2',
  about: 'boxes in tenths of the picture',
  structures: Object.keys(boxes) as Structure[],
  segment: async ({ width, height }) => ({ masks: boxMasks(width, height) }),
  close: () => {},
}

export function boxMasks(width: number, height: number): Map<Structure, Mask> {
  return new Map(
    Object.entries(boxes).map(([name, [x0, y0, x1, y1]]) => [
      name as Structure,
      maskFromBox(box((x0 * width) / 10, (y0 * height) / 10, (x1 * width) / 10, (y1 * height) / 10), width, height),
    ]),
  )
}

/** A data: URL of a grey picture. */
export async function greyPicture(
  width: number,
  height: number,
  grey: (x: number, y: number) => number = () => 0,
  bits: 8 | 16 = 8,
): Promise<string> {
  const values = Array.from({ length: width * height }, (_, i) => grey(i % width, Math.floor(i / width)))
  const samples = bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values)
  return dataUrl(await encodePng({ width, height, channels: 1, samples }))
}

export function dataUrl(bytes: Uint8Array, type = 'image/png'): string {
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
}
