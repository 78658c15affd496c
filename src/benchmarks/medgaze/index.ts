/**
 * `medgaze`: does a model use where a clinician looks? Questions about space, time and protocol with the
 * gaze beside the picture, and traps, after MedGaze-Bench (arXiv 2601.06750), whose data is unreleased.
 * Runs that differ in the setting `gaze` only are compared item by item: that is the value of gaze.
 */
import type { Benchmark } from '../benchmark.ts'
import { judgeWith } from '../judge-with.ts'
import { medgazeMetrics } from './metrics.ts'
import { openItems, shippedName } from './open-set.ts'
import { gazeSetting, poseGaze } from './pose.ts'
import { medgazeVerifier } from './verifier.ts'

export const medgaze: Benchmark = {
  id: 'medgaze',
  title: 'Clinical intent from gaze',
  about:
    'spatial, temporal and protocol questions about where a clinician looked, with hallucination and sycophancy traps',
  status: 'ready',
  shipped: [shippedName],
  settings: [gazeSetting],
  open: openItems,
  pose: poseGaze,
  verifier: (_, judge) => medgazeVerifier(judge && judgeWith(judge)),
  metrics: medgazeMetrics,
}
