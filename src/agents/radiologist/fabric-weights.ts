/**
 * How much each agent is believed of each label. RadFabric tells its reasoner to let the measured AUC of an agent on a
 * label dominate (arXiv 2506.14142, reasoning prompt); the built-in reasoner computes with it:
 *
 * 1. Each agent is calibrated after Platt: calibrated logit = slope · logit(p) + intercept. The agent `measurements`
 *    gives measured values, such as the cardiothoracic ratio, in place of logits.
 * 2. The calibrated logits of the agents that answered are averaged. The weight is the square of the odds that the agent
 *    ranks two cases rightly, AUC / (1 − AUC), less 1: nothing at chance, and steep, since agents that look at the same
 *    picture err together, and the average of a good and a poor one is worse than the good one. An agent whose AUC was
 *    never measured enters uncalibrated, as if its AUC were 0.7.
 * 3. The mean is calibrated once more, so that a label is present from one half on.
 */
import * as z from 'zod'
import { findingLabels } from '../../cases/index.ts'

/** The agent whose answers are measured values and not probabilities. */
export const measurementsAgent = 'measurements'

/** What an agent without a measured AUC is taken to have. */
export const unmeasuredAuc = 0.7

/** One that ranked all measured cases rightly is not taken for infallible. */
export const mostAuc = 0.999

/** Beyond any fit, and finite whatever is added up. */
const coefficient = z.number().min(-1e6).max(1e6)
const line = { slope: coefficient, intercept: coefficient }
const label = z.enum(findingLabels)

export const fabricWeightsSchema = z.object({
  /** By the agent's name; a label that could not be fitted is left out. */
  agents: z.record(z.string(), z.partialRecord(label, z.object({ ...line, auc: z.number().min(0).max(1) }))),
  /** Of the mean logit. */
  labels: z.partialRecord(label, z.object(line)),
  fitted: z.object({
    cases: z.int().min(0),
    /** In a few words. */
    data: z.string(),
    seed: z.string().optional(),
  }),
})
export type FabricWeights = z.infer<typeof fabricWeightsSchema>

/** Nothing measured: every agent counts alike, and a label is present from one half on. */
export const noWeights: FabricWeights = { agents: {}, labels: {}, fitted: { cases: 0, data: 'nothing' } }
