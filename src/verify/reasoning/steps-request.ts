/** The words that ask for a chain of steps, shared by what asks and by built-in models that answer it. */
export const stepsRequest =
  'Before your final answer, write down your reasoning as numbered steps (1., 2., …), one finding or inference in each step.'
