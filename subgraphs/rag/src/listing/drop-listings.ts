import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { inTransaction } from '../in-transaction.ts'
import { collections } from '../index/collection.ts'
import { forgetWords, readTerms } from '../index/forget-words.ts'
import { removePostings } from '../index/remove-postings.ts'

/** A listing as it was found: when it was published again meanwhile, its version is another one. */
export interface FoundListing {
  readonly propertyId: string
  readonly version: number
}

/** Takes listings out of the index ahead of the change log, those left alone that have changed since they were found. */
export async function dropListings(client: PrismaClient, found: readonly FoundListing[]): Promise<void> {
  const ids = found.map(({ propertyId }) => propertyId)
  const versions = found.map(({ version }) => version)
  await inTransaction(client, async (db) => {
    const gone = await db.$queryRaw<{ id: number }[]>`
      DELETE FROM "rag"."Listing" l USING unnest(${ids}::uuid[], ${versions}::int[]) AS f("propertyId", "version")
      WHERE l."propertyId" = f."propertyId" AND l."version" = f."version" RETURNING l."id"`
    const droppedIds = gone.map(({ id }) => id)
    const terms = await readTerms(db, collections.listing, droppedIds)
    await removePostings(db, collections.listing, droppedIds)
    await forgetWords(db, collections.listing, terms)
  })
}
