/** The visual prompts, drawn on the picture and stored as JPEG like the official images. */
import { drawOverlay, type Shape, toJpeg } from '../../imaging/index.ts'
import type { View } from './view.ts'

/** Names as questions use them. */
export const colours = { red: '#ff2a2a', blue: '#2f6bff', yellow: '#ffe019', green: '#16e05a' } as const
export type Colour = keyof typeof colours
export const colourNames: readonly Colour[] = ['red', 'blue', 'yellow', 'green']

const quality = 80

export async function draw({ bytes }: View, shapes: readonly Shape[] = []): Promise<Uint8Array> {
  return toJpeg(shapes.length === 0 ? bytes : await drawOverlay(bytes, shapes), quality)
}
