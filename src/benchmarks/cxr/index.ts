/**
 * `cxr`: which findings does a frontal chest radiograph show, and where? After RadFabric (arXiv 2506.14142): the
 * radiologist, a fabric of agents, beside each of its agents; or any chat model that is shown the picture.
 */
import type { Benchmark } from '../benchmark.ts'
import { forecastsOf } from './forecasts.ts'
import { membersOf } from './members.ts'
import { cxrMetrics } from './metrics.ts'
import { openRadiographs } from './open-set.ts'
import { defaultCount, phantomsName } from './phantoms.ts'
import { poseLabels } from './pose.ts'
import { cxrVerifier } from './verifier.ts'

export const cxr: Benchmark = {
  id: 'cxr',
  title: 'Findings of chest radiographs',
  about:
    'labels of frontal chest radiographs and their place: accuracy, AUC, sensitivity, specificity, each agent beside the fabric',
  status: 'ready',
  shipped: [phantomsName],
  settings: [{ name: 'count', about: 'how many phantoms are drawn', values: [defaultCount], free: true }],
  open: openRadiographs,
  pose: poseLabels,
  reads: true,
  verifier: cxrVerifier,
  metrics: cxrMetrics,
  beside: { tag: 'label', metrics: ['auc', 'sensitivity', 'specificity'] },
  forecasts: forecastsOf,
  members: membersOf,
}
