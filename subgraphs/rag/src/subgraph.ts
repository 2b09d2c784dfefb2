import { loadSchema } from '@ree-ai/kit/server/load-schema'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createAnswerResolvers } from './answer/answer-resolvers.ts'
import type { Context } from './context.ts'
import { createIndexWork } from './create-index-work.ts'
import { createTurns } from './create-turns.ts'
import { createDocumentLoaders } from './document/create-document-loaders.ts'
import { createDocumentResolvers } from './document/document-resolvers.ts'
import { createSimilarLoader } from './listing/create-similar-loader.ts'
import { createPropertyResolvers } from './listing/property-resolvers.ts'
import { createSimilarStore } from './listing/similar-store.ts'
import { createSearchResolvers } from './search/search-resolvers.ts'
import { createServices, type RagDependencies } from './services.ts'

/** The rag subgraph, with the way to wait for its index. */
export interface Rag extends Subgraph<Context> {
  /** Takes in every listing change and every due document there is now. Rejects when the router or the database cannot answer. */
  readonly syncNow: () => Promise<void>
}

/** The rag subgraph: documents, the index of listings, searches, and answers with sources. */
export function createRag(deps: RagDependencies): Rag {
  const services = createServices(deps)
  const documents = createDocumentResolvers(services)
  const searches = createSearchResolvers(services)
  const answers = createAnswerResolvers(services)
  const similar = createSimilarStore(services.client, services.hasVectors)
  const work = createIndexWork(services)
  const turns = createTurns()
  return {
    name: 'rag',
    typeDefs: loadSchema(new URL('./schema.graphql', import.meta.url)),
    resolvers: {
      ...documents,
      ...createPropertyResolvers(),
      ...answers,
      Query: { ...documents.Query, ...searches.Query, ...answers.Query },
    },
    createContext: (request) => ({
      ...request,
      work: turns(),
      ...createDocumentLoaders(services.documents),
      similar: createSimilarLoader(similar),
    }),
    runInBackground: work.run,
    async checkReady() {
      await services.client.$queryRaw`SELECT 1`
    },
    syncNow: work.syncNow,
  }
}
