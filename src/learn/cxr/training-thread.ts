/** The thread behind `inThread`: trains one network, tells how far it is, and answers with the parameters. */
import { parentPort, workerData } from 'node:worker_threads'
import { readRealLungs } from './real-lungs.ts'
import type { Told, Wanted } from './threads.ts'
import { trainNetwork } from './train-network.ts'

const { name, steps }: Wanted = workerData
const tell = (told: Told) => parentPort?.postMessage(told)

const parameters = await trainNetwork({
  name,
  steps,
  real: name === 'anatomy' ? await readRealLungs() : [],
  onProgress: (step, loss) => tell({ kind: 'progress', step, loss }),
})
tell({ kind: 'trained', parameters })
