import type { Resolvers } from '../generated/resolvers.ts'
import { requireScope } from '../require-scope.ts'
import type { Services } from '../services.ts'
import { listChanges } from './list-changes.ts'

/** The change log that the search index follows. */
export function createChangeResolvers(services: Services): Resolvers {
  return {
    Query: {
      propertyChanges(_root, given, context) {
        requireScope(context, 'properties:sync')
        return listChanges(services, given, context)
      },
    },
  }
}
