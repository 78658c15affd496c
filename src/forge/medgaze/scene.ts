/** A picture with its named areas and what is known of looking at it: what items are made from. */
import type { Aoi, Box, NamedFixation, PerceptualHash } from '../../imaging/index.ts'
import type { MedgazeAoi } from './item.ts'

/** An area whose place in the picture may be known exactly, or only from the fixations in it. */
export type SceneAoi = {
  name: string
  /** Absent where a vendor names the fixations of an area but not its outline. */
  aoi?: Aoi
  /** Around the area, or around the fixations that were seen in it. */
  box: Box
  /** As written beside the items. */
  row?: MedgazeAoi
}

/** One way of looking at a picture. Times start at 0; all fixations lie on the picture. */
export type Scan = {
  kind: 'real' | 'simulated'
  /** Where it comes from: the recording and its file, or the seed. */
  origin: Record<string, unknown>
  path: NamedFixation[]
}

export type Scene = {
  /** Stem of the picture's file, after its split where that is a folder; unique. */
  name: string
  /** Name of the file that the items refer to. */
  file: string
  /** Where the picture is read from. */
  path: string
  width: number
  height: number
  /** SHA-256 of the picture's bytes. */
  image: string
  perceptual: PerceptualHash
  patient?: string
  split?: string
  scenario: string
  areas: SceneAoi[]
  /** What the names of the areas mean, where that must be told; put before each question. */
  legend?: string
  /** Mask files that the areas refer to, by the path that `row` names. */
  masks: Map<string, string>
  /** Stated not to be in the picture, of it alone or of all. */
  absent: string[]
  /** Real ones; empty where looking must be simulated. */
  scans: Scan[]
}

/** Where data is at fault or left out: one line, and the building goes on. */
export type Refusal = { scene: string; why: string }
