import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { exportListings } from './export-listings.ts'

/** Listings as the rows of a file. */
export function createExportResolvers(services: Services): Resolvers {
  return {
    PropertyExport: { totalCount: ({ count }) => count() },
    Query: {
      exportProperties: (_root, given, context) => exportListings(services, given, context),
    },
  }
}
