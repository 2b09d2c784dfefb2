import { setImmediate } from 'node:timers/promises'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import { type Chunk, type ChunkOptions, chunkDefaults } from './chunk.ts'
import { readChunks } from './read-chunks.ts'

const sliceMs = 10

/** The chunks of `chunkText`, one by one as they are found, giving the event loop a turn about every 10 ms: for texts of megabytes. */
export async function* streamChunks(
  text: string,
  options: Partial<ChunkOptions>,
  model: EmbeddingModel,
): AsyncGenerator<Chunk> {
  let until = performance.now() + sliceMs
  for (const chunk of readChunks(text, { ...chunkDefaults, ...options }, model)) {
    yield chunk
    if (performance.now() < until) continue
    await setImmediate()
    until = performance.now() + sliceMs
  }
}
