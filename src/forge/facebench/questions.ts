/**
 * What can be asked about a drawn face, by attribute of the FaceBench hierarchy. Each question names the
 * traits that decide it, so that a test can hold the truth to the pixels. A child is asked only of faces whose
 * root has the answer Yes, which is what the `conditions` of the format mean.
 */

import type { FaceQuestion } from './question.ts'
import { accessoryQuestions } from './questions-accessories.ts'
import { appearanceQuestions } from './questions-appearance.ts'
import { hairQuestions } from './questions-hair.ts'
import { sceneQuestions } from './questions-scene.ts'

export const questions: readonly FaceQuestion[] = [
  ...hairQuestions,
  ...appearanceQuestions,
  ...accessoryQuestions,
  ...sceneQuestions,
]
