import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { listDeleted } from './list-deleted.ts'
import { restoreListing } from './restore-listing.ts'

/** What an owner deleted, for as long as it can be restored. */
export function createDeletionResolvers(services: Services): Resolvers {
  return {
    DeletedPropertyConnection: {
      edges: ({ edges }) => edges.map(({ listing, cursor }) => ({ node: listing, cursor })),
      pageInfo: ({ edges, hasNextPage, hasPreviousPage }) => ({
        hasNextPage,
        hasPreviousPage,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      }),
      totalCount: ({ count }) => count(),
    },
    DeletedProperty: {
      property: (listing) => listing,
      purgedAt: ({ deletedAt }) => new Date(deletedAt.getTime() + services.undoMs),
    },
    Query: {
      deletedProperties: (_root, given, context) => listDeleted(services, given, context),
    },
    Mutation: {
      async restoreProperty(_root, { input }, context) {
        const listing = await restoreListing(services, input, context)
        context.listings.clear(listing.id)
        return listing
      },
    },
  }
}
