import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import type { ChunkOptions as ChunkOptionsInput, Resolvers } from '../generated/resolvers.ts'
import { checkChunkOptions } from './check-chunk-options.ts'
import type { Chunk } from './chunk.ts'
import { streamChunks } from './stream-chunks.ts'

/** Of one answer: more with their vectors would be larger than the router reads. */
const chunksMax = 2_000
const tooManyChunks = `falls into more than ${chunksMax} pieces: ask for larger ones (options.maxTokens), or send it in parts.`

/** Resolvers of chunkText and Document.chunks. Long texts give the event loop its turns while they are cut. */
export function createChunkResolvers(model: EmbeddingModel): Resolvers {
  const cut = async (text: string, given: ChunkOptionsInput | null | undefined) => {
    const options = checkChunkOptions(text, given)
    const chunks: Chunk[] = []
    for await (const chunk of streamChunks(text, options, model)) {
      if (chunks.length === chunksMax) throw createInputError([{ path: 'text', reason: tooManyChunks }])
      chunks.push(chunk)
    }
    return { chunks, strategy: options.strategy }
  }
  return {
    Query: {
      chunkText: async (_, { text, options }) => ({
        ...(await cut(text, options)),
        embeddingModel: `local-lsa@${model.version}`,
      }),
    },
    Document: {
      __resolveReference: (reference) => reference,
      chunks: async ({ body }, { options }) => (await cut(body, options)).chunks,
    },
    Chunk: {
      embedding: ({ embedding }) => Array.from(embedding),
    },
  }
}
