import { refreshVectors } from './index/refresh-vectors.ts'
import { keepGoing } from './keep-going.ts'
import type { Services } from './services.ts'

/** Vectors of another model appear only when the service is replaced by another version: a look now and then is enough. */
const renewalMs = 600_000

/** What goes on beside requests: following the listings, indexing documents, renewing vectors. */
export function createIndexWork(services: Services) {
  const { client, model, hasVectors, follower, queue, metrics, logger } = services
  let following: Promise<boolean> | null = null
  let renewAtMs = 0

  /** One page at a time in this process: two would only do the same work twice. */
  async function followOnce(): Promise<boolean> {
    while (following !== null) await following.catch(() => {})
    following = follower.followOnce()
    try {
      return await following
    } finally {
      following = null
    }
  }

  async function renewVectors(): Promise<boolean> {
    if (!hasVectors || services.nowMs() < renewAtMs) return false
    const hasMore = await refreshVectors(client, model)
    if (!hasMore) renewAtMs = services.nowMs() + renewalMs
    return hasMore
  }

  return {
    async syncNow(): Promise<void> {
      while (await followOnce());
      await queue.drain()
      while (await renewVectors());
    },

    /** Ends soon after the signal; never rejects. */
    async run(signal: AbortSignal): Promise<void> {
      const onFailure = () => metrics.failures.inc()
      const index = async () => {
        await queue.drain(signal)
        return renewVectors()
      }
      await Promise.all([
        keepGoing('following the listings', followOnce, { logger, onFailure }, signal),
        keepGoing('indexing documents', index, { logger, onFailure }, signal),
      ])
    },
  }
}
