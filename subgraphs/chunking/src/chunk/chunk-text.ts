import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import { type Chunk, type ChunkOptions, type ChunkStrategy, chunkDefaults } from './chunk.ts'
import { readChunks } from './read-chunks.ts'

export type ChunkedText = { readonly chunks: readonly Chunk[]; readonly strategy: ChunkStrategy }

/**
 * Cuts a text into chunks: `text.slice(start, end)` is each one's text, every character is in one (twice only in overlaps), they are in
 * order, and none holds more than `maxTokens`. Except with FIXED, a heading begins a chunk and stays with what follows, and tables
 * and code blocks are whole unless they alone exceed `maxTokens`. An empty text has no chunks. Synchronous: for more than some
 * 100,000 characters use `streamChunks`. Options have to be checked before (`maxTokens` at least 8).
 */
export function chunkText(text: string, options: Partial<ChunkOptions>, model: EmbeddingModel): ChunkedText {
  const all = { ...chunkDefaults, ...options }
  const chunks = [...readChunks(text, all, model)].filter((chunk) => chunk !== undefined)
  return { chunks, strategy: all.strategy }
}
