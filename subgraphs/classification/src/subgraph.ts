import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { loadSchema } from '@ree-ai/kit/server/load-schema'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import type { Context } from './context.ts'
import { createGazetteerSource } from './gazetteer/create-gazetteer-source.ts'
import type { Resolvers } from './generated/resolvers.ts'
import { loadModel } from './learning/load-model.ts'
import { createListingResolvers } from './listing/listing-resolvers.ts'
import { createQueryResolvers } from './query/query-resolvers.ts'

/** What the classification subgraph needs from outside. */
export interface ClassificationDependencies {
  /** Where the names of places and attributes are read. */
  readonly router: RouterClient
  readonly logger: Logger
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
}

/** The classification subgraph: reads questions and listings. It keeps nothing. */
export function createClassification(deps: ClassificationDependencies): Subgraph<Context> {
  const listing = createListingResolvers({
    propertyTypes: loadModel('property-types'),
    listingIntents: loadModel('listing-intents'),
  })
  const resolvers = {
    Query: { ...listing.Query, ...createQueryResolvers(createGazetteerSource(deps), loadModel('intents')) },
    Property: listing.Property,
  } satisfies Resolvers
  return {
    name: 'classification',
    typeDefs: loadSchema(new URL('./schema.graphql', import.meta.url)),
    resolvers,
    createContext: (request) => request,
  }
}
