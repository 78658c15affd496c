/** What the networks learn from: phantoms, each drawn once and never again, and for outlines real radiographs between them. */
import { random } from '../../cases/index.ts'
import { drawPhantom } from '../../forge/index.ts'
import {
  designs,
  type Head,
  type NetworkName,
  nearPerToken,
  prepare,
  side,
  windowsOf,
} from '../../models/index.ts'
import { augment, type Outlined } from './augment.ts'
import { labelTarget, maskTarget, placeTarget } from './targets.ts'

export type Sample = { windows: Float32Array; targets: { [head in Head]?: Float32Array } }

/** One in this many outlined pictures is real, where there are real ones. */
const realShare = 6

/** The n-th sample of a network's training. */
export function sampleOf(name: NetworkName, n: number, real: readonly Outlined[]): Sample {
  const seed = `cxr-train/${name}/${n}`
  return name === 'anatomy' ? outlined(seed, n, real) : labelled(name, seed)
}

export function labelled(name: NetworkName, seed: string): Sample {
  const phantom = drawPhantom(seed, { size: side })
  const { view, heads } = designs[name]
  return {
    windows: windowsOf(prepare(phantom.image), view),
    targets: {
      labels: labelTarget(phantom),
      ...(heads.includes('places') && { places: placeTarget(phantom, 1) }),
      ...(heads.includes('closeUps') && { closeUps: placeTarget(phantom, nearPerToken) }),
    },
  }
}

function outlined(seed: string, n: number, real: readonly Outlined[]): Sample {
  const { image, masks } = outlinedPicture(seed, n, real)
  return {
    windows: windowsOf(prepare(image), designs.anatomy.view),
    targets: { masks: maskTarget(masks) },
  }
}

/** A phantom or, now and then, a real radiograph, as if it had been taken otherwise. */
export function outlinedPicture(seed: string, n: number, real: readonly Outlined[]): Outlined {
  const chance = random(seed)
  const taken = real.length > 0 && n % realShare === 0 ? chance.pick(real) : phantomOutlines(seed)
  return augment(taken, chance)
}

function phantomOutlines(seed: string): Outlined {
  const { image, structures } = drawPhantom(seed, { size: side })
  return { image, masks: new Map(Object.entries(structures)) }
}
