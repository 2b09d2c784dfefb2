import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import { loadSchema } from '@ree-ai/kit/server/load-schema'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createChunkResolvers } from './chunk/chunk-resolvers.ts'
import type { Context } from './context.ts'

/** The chunking subgraph: cuts texts into pieces, each with its vector. It keeps nothing. */
export function createChunking(): Subgraph<Context> {
  return {
    name: 'chunking',
    typeDefs: loadSchema(new URL('./schema.graphql', import.meta.url)),
    resolvers: createChunkResolvers(loadEmbeddingModel()),
    createContext: (request) => request,
  }
}
