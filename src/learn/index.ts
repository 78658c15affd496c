export { attemptsSchema } from './trajectories/attempts.ts'
export {
  type ForgedTrajectories,
  forgeTrajectories,
  trainingPart,
} from './trajectories/forge-trajectories.ts'
export { defaultRecipe, type Recipe } from './trajectories/recipe.ts'
export { summaryText } from './trajectories/summary-text.ts'
