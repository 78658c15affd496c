/** Every measurement, one after the other. Takes some minutes; nothing else should run beside it. */
import { dicomSpeed } from './dicom-speed.ts'
import { distance } from './distance.ts'
import { memory } from './memory.ts'
import { benchPhantoms } from './phantoms.ts'
import { benchReadTsv } from './read-tsv.ts'
import { printRows } from './row.ts'
import { benchStatistics } from './statistics.ts'
import { throughput } from './throughput.ts'

for (const measure of [
  benchReadTsv,
  throughput,
  memory,
  distance,
  benchStatistics,
  benchPhantoms,
  dicomSpeed,
])
  printRows(await measure())
