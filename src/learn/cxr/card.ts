/** The card of the built-in networks. */
import type { Card } from '../../cases/index.ts'
import { phantomBuilder } from '../../forge/index.ts'
import type { Measured } from './measure.ts'
import type { Scale } from './scale.ts'
import { batchSize } from './train-network.ts'

export type CxrDemoCard = Card & {
  training: {
    data: string
    /** Optimiser steps, and pictures seen, by network. */
    steps: Scale['steps']
    pictures: Record<string, number>
    seed: string
  }
  /** On the held-out phantoms of `on`. A label is told present from 0.5 on. */
  measured: Measured & { on: string }
}

export function cardOf({ steps, heldOut }: Scale, measured: Measured): CxrDemoCard {
  return {
    name: 'Built-in networks of the radiologist: local, sides, whole, anatomy',
    version: `cxr-demo 1, phantoms of builder ${phantomBuilder}`,
    licence: 'Apache-2.0',
    access: 'open',
    citation:
      'Trained by Praxis. The blocks are those of MLP-Mixer (I. Tolstikhin et al., NeurIPS 2021); the out-of-distribution score follows K. Lee et al., NeurIPS 2018.',
    source:
      'Made by `praxis train cxr-demo` from drawn phantoms; the anatomy network also from the four radiographs with lung masks in data/segment-mini (demo of lung-segmentation-2d, imlab-uiip, MIT).',
    intendedUse:
      'Showing and testing the radiologist where no other network is at hand, in research. Not a medical device; not for decisions about patients.',
    limits:
      'Findings were learned from PHANTOMS alone, so that nothing is known of how they do on patients: read real radiographs with networks trained on them (--findings onnx:DIR). Figures below are on phantoms, many of whose findings are too faint to see. Left and right are not told apart in a mirrored picture. The out-of-distribution score catches other kinds of picture, not every picture on which the networks are wrong.',
    training: {
      data: 'phantoms cxr-train/NETWORK/N, each drawn once, 224 × 224; of anatomy one picture in six is one of four real radiographs, moved, turned and exposed otherwise',
      steps,
      pictures: Object.fromEntries(Object.entries(steps).map(([name, count]) => [name, count * batchSize])),
      seed: 'cxr-demo NETWORK',
    },
    measured: { on: `phantoms cxr-measure/0 to cxr-measure/${heldOut.measure - 1}`, ...measured },
  }
}
