import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { loadSchema } from '@ree-ai/kit/server/load-schema'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createAttributeResolvers } from './attribute/attribute-resolvers.ts'
import { createAttributeStore } from './attribute/attribute-store.ts'
import { createCatalogue } from './attribute/create-catalogue.ts'
import { createChangeResolvers } from './change/change-resolvers.ts'
import { createChangeStore } from './change/change-store.ts'
import type { Context } from './context.ts'
import { createCursorCodec } from './cursor/create-cursor-codec.ts'
import { createJobBell } from './import/create-job-bell.ts'
import { createImportResolvers } from './import/import-resolvers.ts'
import { createImportStore } from './import/import-store.ts'
import { expireEveryMinute } from './listing/expire-listings.ts'
import { createExpiryStore } from './listing/expiry-store.ts'
import { createFacetStore } from './listing/facet-store.ts'
import { createListingPageStore } from './listing/listing-page-store.ts'
import { createListingResolvers } from './listing/listing-resolvers.ts'
import { createListingStore } from './listing/listing-store.ts'
import { createLoaders } from './loaders.ts'
import { createPlaceResolvers } from './place/place-resolvers.ts'
import { createPlaceStore } from './place/place-store.ts'
import { scalars } from './scalars.ts'
import type { Services } from './services.ts'

/** What this service may do at the router. */
export const propertiesScopes = ['mail:send', 'users:sync'] as const

/** What the properties subgraph needs from outside. */
export interface PropertiesDependencies {
  readonly client: PrismaClient
  /** Where people are reached by mail, and questions are understood. */
  readonly router: RouterClient
  /** Sign cursors: the first signs, all are accepted. */
  readonly secrets: readonly string[]
  readonly logger: Logger
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
}

/** The properties subgraph: listings with their open-ended attributes, places, import, and the log of what changed. */
export function createProperties(deps: PropertiesDependencies): Subgraph<Context> {
  const { client, nowMs } = deps
  const attributes = createAttributeStore(client)
  const services: Services = {
    listings: createListingStore(client),
    pages: createListingPageStore(client),
    facets: createFacetStore(client),
    attributes,
    catalogue: createCatalogue(attributes, nowMs),
    changes: createChangeStore(client),
    places: createPlaceStore(client),
    imports: createImportStore(client),
    jobBell: createJobBell(),
    cursors: createCursorCodec(deps.secrets),
    nowMs,
  }
  const parts = [
    createListingResolvers(services),
    createAttributeResolvers(services),
    createPlaceResolvers(services),
    createChangeResolvers(services),
    createImportResolvers(services),
  ]
  const expiry = createExpiryStore(client)
  return {
    name: 'properties',
    typeDefs: loadSchema(new URL('./schema.graphql', import.meta.url)),
    resolvers: {
      ...Object.assign({}, ...parts),
      ...scalars,
      Query: Object.assign({}, ...parts.map(({ Query }) => Query)),
      Mutation: Object.assign({}, ...parts.map(({ Mutation }) => Mutation)),
      Subscription: Object.assign({}, ...parts.map(({ Subscription }) => Subscription)),
    },
    createContext: (request) => ({ ...request, ...createLoaders(services) }),
    async runInBackground(signal) {
      await services.catalogue.ready().catch((error: unknown) => {
        deps.logger.error({ err: error }, 'could not fill the attribute catalogue; trying again when it is needed')
      })
      await expireEveryMinute(expiry, deps, signal)
    },
    // Ready means that the database answers and the catalogue is there.
    async checkReady() {
      await services.listings.ping()
      await services.catalogue.ready()
    },
  }
}
