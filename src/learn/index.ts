export { fullScale, type Scale, trialScale } from './cxr/scale.ts'
export {
  type Progress as TrainingProgress,
  type TrainCxrDemoOptions,
  type TrainedCxrDemo,
  trainCxrDemo,
} from './cxr/train-cxr-demo.ts'
export {
  type Exported,
  type ExportFormat,
  type ExportOptions,
  exportFormats,
  exportRun,
} from './export/export-run.ts'
export { callStyles, type Trajectory, trajectorySchema } from './export/trajectory.ts'
export { attemptsSchema } from './trajectories/attempts.ts'
export {
  type ForgedTrajectories,
  type ForgeTrajectoriesOptions,
  forgeTrajectories,
} from './trajectories/forge-trajectories.ts'
export { defaultRecipe, type Recipe } from './trajectories/recipe.ts'
export { summaryText } from './trajectories/summary-text.ts'
