import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { FollowPropertiesDocument } from '../generated/operations.ts'
import type { IndexMetrics } from '../index-metrics.ts'
import { applyChanges } from './apply-changes.ts'
import { readPosition } from './index-position.ts'

/** Listings of one page: with all their fields, an operation of the router may ask for no more at its default maximum cost. */
const pageSize = 150
const timeoutMs = 15_000

/** Takes the next page of changes; true when more are waiting. */
export type ListingFollower = { readonly followOnce: () => Promise<boolean> }

/**
 * Follows the properties' change log through the router, page by page. While completeness cannot be told (the classification service is
 * away), listings are indexed without it, and the position stays where it is, so that they are met again when it can.
 * `followOnce` rejects when the router or the database cannot answer; nothing is lost then.
 */
export function createListingFollower(deps: {
  readonly client: PrismaClient
  readonly hasVectors: boolean
  readonly model: EmbeddingModel
  readonly router: RouterClient
  readonly metrics: IndexMetrics
}): ListingFollower {
  /** How far listings were indexed without their completeness, beyond the stored position. */
  let provisional: string | null = null

  const read = async (after: string | null, withCompleteness: boolean) =>
    (await deps.router(FollowPropertiesDocument, { after, first: pageSize, withCompleteness }, { timeoutMs }))
      .propertyChanges

  async function followOnce(): Promise<boolean> {
    const from = await readPosition(deps.client)
    try {
      const page = await read(from, true)
      if (page.changes.length > 0) {
        const isTaken = await applyChanges({ changes: page.changes, from, to: page.endCursor }, deps)
        if (isTaken) countChanges(page.changes)
      }
      provisional = null
      deps.metrics.setCaughtUp(!page.hasMore)
      return page.hasMore
    } catch (error) {
      const after = provisional ?? from
      // When this fails too, the fault is not that of completeness.
      const page = await read(after, false).catch(() => {
        throw error
      })
      await applyChanges({ changes: page.changes, from, to: undefined }, deps)
      countChanges(page.changes)
      provisional = page.endCursor ?? after
      if (page.hasMore) return true
      throw error
    }
  }

  function countChanges(changes: readonly { readonly kind: string }[]): void {
    for (const { kind } of changes) deps.metrics.changes.inc({ kind })
  }

  return { followOnce }
}
