export { direct } from './direct.ts'
export { reasoningProbe } from './reasoning-probe/reasoning-probe.ts'
export type { SolveContext, Solver, Task } from './solver.ts'
export { solvers } from './solvers.ts'
