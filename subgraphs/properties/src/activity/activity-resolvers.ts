import { createError } from '@ree-ai/kit/errors/create-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Resolvers } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { requirePerson } from '../require-person.ts'
import type { Services } from '../services.ts'
import { listOwnListings } from './list-own-listings.ts'
import { readDays, toDay } from './read-days.ts'
import { canReadStatistics, readStatistics } from './read-statistics.ts'
import { recordView } from './record-view.ts'

const summaryMs = 29 * 24 * 60 * 60_000

/** What people do with listings: counting it, and showing it to owners and to the search index. */
export function createActivityResolvers(services: Services): Resolvers & { readonly Property: object } {
  return {
    Property: {
      engagement: ({ engagement }, _arguments, { viewer }) => (hasScope(viewer, 'properties:sync') ? engagement : null),
      statistics(listing, given, context) {
        if (!canReadStatistics(context.viewer, listing)) return null
        return readStatistics(listing, readDays(given, services.nowMs()), context)
      },
    },
    OwnerSummary: {
      listingCount: ({ statusCounts }) => statusCounts.reduce((total, { count }) => total + count, 0),
      statusCounts: ({ statusCounts }) => [...statusCounts],
    },
    Query: {
      myListings: (_root, given, context) => listOwnListings(services, given, requirePerson(context)),
      ownerSummary: (_root, _arguments, context) =>
        services.statistics.sumUp(requirePerson(context).id, toDay(services.nowMs() - summaryMs)),
      async listingStatistics(_root, { propertyId, ...given }, context) {
        const { viewer } = context
        const listing = isUuid(propertyId) ? await context.listings.load(propertyId) : null
        if (listing === null || !canReadStatistics(viewer, listing))
          throw createError('NOT_FOUND', 'You have no such listing.')
        return readStatistics(listing, readDays(given, services.nowMs()), context)
      },
    },
    Mutation: {
      recordPropertyView: (_root, { propertyId }, context) => recordView(services, propertyId, context),
    },
  }
}
