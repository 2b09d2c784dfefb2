import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import { createPace } from '@ree-ai/kit/turns/create-pace'
import { type Chunk, type ChunkOptions, chunkDefaults } from './chunk.ts'
import { readChunks } from './read-chunks.ts'

/** The chunks of `chunkText`, one by one as they are found, giving the event loop a turn about every 10 ms: for texts of megabytes. */
export async function* streamChunks(
  text: string,
  options: Partial<ChunkOptions>,
  model: EmbeddingModel,
): AsyncGenerator<Chunk> {
  const pace = createPace()
  for (const chunk of readChunks(text, { ...chunkDefaults, ...options }, model)) {
    if (chunk) yield chunk
    await pace()
  }
}
