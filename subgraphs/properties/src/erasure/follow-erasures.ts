import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { FollowErasedAccountsDocument } from '../generated/operations.ts'
import type { Job } from '../jobs/job.ts'
import type { ErasureStore } from './erasure-store.ts'

const pageSize = 50
const batchSize = 100
const minuteMs = 60_000
const timeoutMs = 15_000

/** What following needs. */
export interface ErasureDependencies {
  readonly erasures: ErasureStore
  readonly router: RouterClient
  /** Removes the bytes of an uploaded picture; nothing happens when they are gone already. */
  readonly removeObject: (objectKey: string) => Promise<void>
  readonly logger: Logger
  readonly nowMs: () => number
}

/**
 * Erases what this subgraph holds of everybody whose account is gone since the last time. At least once: the position
 * moves only after a page is done, and each step finds done what was done before. Returns how many people it was.
 */
export async function followErasures(deps: ErasureDependencies, signal?: AbortSignal): Promise<number> {
  let total = 0
  for (;;) {
    const after = await deps.erasures.readPosition()
    const page = (await deps.router(FollowErasedAccountsDocument, { after, first: pageSize }, { timeoutMs }))
      .erasedAccounts
    for (const { userId } of page.accounts) {
      if (signal?.aborted) return total
      await erasePerson(deps, userId)
      total += 1
    }
    if (page.endCursor !== null && page.endCursor !== undefined) await deps.erasures.writePosition(page.endCursor)
    if (!page.hasMore) return total
  }
}

/** Erases what this subgraph holds of one person. May be done again. */
export async function erasePerson({ erasures, removeObject }: ErasureDependencies, userId: string): Promise<void> {
  await erasures.forgetPerson(userId)
  while ((await erasures.removeListings(userId, batchSize)) === batchSize);
  for (;;) {
    const photos = await erasures.findPhotos(userId, batchSize)
    // The bytes first: a row without bytes is found again, bytes without a row never.
    for (const { objectKey } of photos) await removeObject(objectKey)
    await erasures.removePhotos(photos.map(({ id }) => id))
    if (photos.length < batchSize) return
  }
}

/** Follows the erased accounts every minute, on one replica. */
export function createErasureJob(deps: ErasureDependencies): Job {
  return {
    name: 'follow-erased-accounts',
    intervalMs: minuteMs,
    replicas: 'one',
    async work(signal) {
      const count = await followErasures(deps, signal)
      if (count > 0) deps.logger.info({ count }, 'people erased')
    },
  }
}
