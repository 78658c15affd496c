/** What the commands that serve share. */
import type { Serving } from '../tools/index.ts'

/** Until the client is gone, or somebody ends the program. */
export async function untilEnded(serving: Serving): Promise<void> {
  const stop = () => void serving.close()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  await serving.ended
  process.off('SIGINT', stop).off('SIGTERM', stop)
  await serving.close()
}
