import { createPace } from '../../turns/create-pace.ts'
import { embed } from './embed.ts'
import type { EmbeddingModel } from './embedding-model.ts'

/** The vectors of many texts, in their order. Gives the event loop its turns about every 10 ms (a text longer than that apart). */
export async function embedMany(model: EmbeddingModel, texts: readonly string[]): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = []
  const pace = createPace()
  for (const text of texts) {
    vectors.push(embed(model, text))
    await pace()
  }
  return vectors
}
