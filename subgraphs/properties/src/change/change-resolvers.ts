import type { Resolvers } from '../generated/resolvers.ts'
import { requireScope } from '../require-scope.ts'
import type { Services } from '../services.ts'
import { listChanges } from './list-changes.ts'
import { listVisible } from './list-visible.ts'

/** What the search index follows and asks. */
export function createChangeResolvers(services: Services): Resolvers {
  return {
    Query: {
      propertyChanges(_root, given, context) {
        requireScope(context, 'properties:sync')
        return listChanges(services, given, context)
      },
      async visibleProperties(_root, { ids }, context) {
        requireScope(context, 'properties:sync')
        return [...(await listVisible(services, ids))]
      },
    },
  }
}
