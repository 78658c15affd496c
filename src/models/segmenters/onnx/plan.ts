/** How the networks of a folder are to be used, as far as settings, shapes and names tell. */
import { basename } from 'node:path'
import type { Networks } from './find-networks.ts'
import type { Fit } from './frame.ts'
import { type Family, familyDefaults, type Pixels, type Settings } from './settings.ts'
import type { Encoder } from './signature.ts'

export type Plan = {
  side: number
  fit: Fit
  pixels: Pixels
  /** Whether points without a box are followed by one that is none, as SAM's own export asks. */
  padded: boolean
}

export function planFor(settings: Settings, networks: Networks): Plan {
  const { encoder, decoder } = networks
  const family = settings.family ?? familyOf(networks)
  const defaults = familyDefaults[family]
  return {
    side: encoder.side ?? settings.size ?? defaults.size,
    fit: settings.fit ?? defaults.fit,
    pixels: settings.pixels ?? (scalesPixels(encoder) ? 'bytes' : defaults.pixels),
    padded: family !== 'sam2' && decoder.coords?.name === 'point_coords',
  }
}

/** SAM 2 by the features of higher resolution that its decoder takes; MedSAM by the name of its file alone. */
function familyOf({ encoder, decoder }: Networks): Family {
  if (decoder.features.length >= 3) return 'sam2'
  if (!/med-?_?sam/i.test(basename(encoder.network.file))) return 'sam'
  return encoder.side === familyDefaults['lite-medsam'].size ? 'lite-medsam' : 'medsam'
}

/** Exports with the scaling inside take bytes, or one picture without batch axis. */
function scalesPixels({ input }: Encoder): boolean {
  return input.type === 'uint8' || input.dims.length === 3
}
