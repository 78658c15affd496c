/**
 * A thread that ends its process when the parent is gone, however that came about, and although the process
 * computes and hears nothing.
 */
import { workerData } from 'node:worker_threads'

const parent = Number(workerData)

setInterval(() => {
  try {
    process.kill(parent, 0)
  } catch {
    process.kill(process.pid, 'SIGKILL')
  }
}, 500)
