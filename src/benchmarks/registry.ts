/** The benchmarks this build has. A benchmark is a folder and one line here. */
import { PraxisError } from '../cases/index.ts'
import type { Benchmark } from './benchmark.ts'
import { cxr } from './cxr/index.ts'
import { endobench } from './endobench/index.ts'
import { facebench } from './facebench/index.ts'
import { faithfulnessOf } from './faithfulness/index.ts'
import { medeinst } from './medeinst/index.ts'
import { medgaze } from './medgaze/index.ts'
import { segment } from './segment/index.ts'
import { vqa } from './vqa/index.ts'

/** Benchmarks whose answers are words. */
const bases: Benchmark[] = [endobench, facebench, medeinst, medgaze, vqa]

export const benchmarks: Benchmark[] = [cxr, ...bases, faithfulnessOf(bases), segment]

/** Throws `bad-usage` for an unknown id, listing the known ones. */
export function findBenchmark(id: string): Benchmark {
  const found = benchmarks.find(benchmark => benchmark.id === id)
  if (found === undefined)
    throw new PraxisError(
      'bad-usage',
      `there is no benchmark ${JSON.stringify(id)}`,
      `use one of ${benchmarks.map(b => b.id).join(', ')}`,
    )
  return found
}
