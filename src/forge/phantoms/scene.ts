/**
 * A phantom while it is painted. `depth` gathers what each ray meets, as optical depth; `air` and `lung` say where air
 * can be displaced, so that a lesion adds exactly as much as the tissue that fills its place.
 */
import { type Random, random } from '../../cases/index.ts'
import { emptyMask, type Mask } from '../../imaging/index.ts'
import type { Anatomy } from './anatomy.ts'
import type { Side } from './patient.ts'

/** Attenuation per centimetre at diagnostic energies: water, and what cortical bone and metal add to it. */
export const attenuation = { water: 0.19, bone: 0.42, metal: 6 }

/** Centimetres across the picture. */
const fieldWidth = 40

export type Scene = {
  seed: string
  size: number
  anatomy: Anatomy
  depth: Float32Array
  /** Centimetres of water that would fill the air of the lung along each ray. */
  air: Float32Array
  /** 0 where a ray meets no lung, 1 in the right, 2 in the left; `hidden` more behind heart or diaphragm. */
  lung: Uint8Array
}

export const lungCode = { right: 1, left: 2 } as const
export const hidden = 2

/** Whether this is a pixel of the visible lung of a side. */
export function inVisibleLung({ lung }: Scene, side: Side, index: number): boolean {
  return lung[index] === lungCode[side]
}

export function newScene(seed: string, size: number, anatomy: Anatomy): Scene {
  const pixels = size * size
  return {
    seed,
    size,
    anatomy,
    depth: new Float32Array(pixels),
    air: new Float32Array(pixels),
    lung: new Uint8Array(pixels),
  }
}

/** The stream for one purpose of this phantom. */
export function chanceOf({ seed }: Pick<Scene, 'seed'>, purpose: string): Random {
  return random(`phantom ${seed} ${purpose}`)
}

export function squareMask({ size }: Pick<Scene, 'size'>): Mask {
  return emptyMask(size, size)
}

/** Fills a part (0..1) of the air along a ray with water; negative takes water away. */
export function fillAir({ depth, air }: Scene, index: number, part: number): void {
  depth[index] = (depth[index] ?? 0) + attenuation.water * part * (air[index] ?? 0)
}

/** Adds centimetres of a material to a ray. */
export function addDepth(
  { depth }: Scene,
  index: number,
  material: keyof typeof attenuation,
  cm: number,
): void {
  depth[index] = (depth[index] ?? 0) + attenuation[material] * cm
}

/** Centimetres of a length on the picture. */
export function cm(length: number): number {
  return length * fieldWidth
}
