/** The model of solvers that ask none. */
import { PraxisError } from '../cases/index.ts'
import type { ChatModel } from '../models/index.ts'

/** Refuses every call. It keeps what an annotator knows from ever reaching a model. */
export const noModel: ChatModel = {
  id: 'none',
  locality: 'local',
  cacheable: false,
  fingerprint: '',
  chat: async () => {
    throw new PraxisError('model-unsuited', 'this solver asks no model', 'name a model with --model')
  },
}
