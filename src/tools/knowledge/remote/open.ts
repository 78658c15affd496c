/** The services outside, with one cache between them. */
import { type OpenTargets, openOpenTargets, openTargetsAddress } from './open-targets.ts'
import { openPubmed, type Pubmed, pubmedAddress } from './pubmed.ts'
import { openResponseCache } from './response-cache.ts'

export type RemoteSources = { pubmed: Pubmed; openTargets: OpenTargets; close: () => void }

export type RemoteOptions = {
  cacheFile: string
  /** `NCBI_API_KEY` and `NCBI_EMAIL` are sent to NCBI, as it asks for. */
  env: Readonly<Record<string, string | undefined>>
  addresses?: { pubmed: URL; openTargets: URL }
  timeoutMs?: number
}

/** Opens no connection yet. Throws `data-malformed` where the cache file is something else. */
export function openRemoteSources(options: RemoteOptions): RemoteSources {
  const { cacheFile, env, timeoutMs } = options
  const { addresses = { pubmed: pubmedAddress, openTargets: openTargetsAddress } } = options
  const cache = openResponseCache(cacheFile)
  const manners = { cache, ...(timeoutMs !== undefined && { timeoutMs }) }
  return {
    pubmed: openPubmed({
      ...manners,
      address: addresses.pubmed,
      apiKey: env.NCBI_API_KEY,
      email: env.NCBI_EMAIL,
    }),
    openTargets: openOpenTargets({ ...manners, address: addresses.openTargets }),
    close: cache.close,
  }
}
