import { setImmediate } from 'node:timers/promises'
import { embed } from './embed.ts'
import type { EmbeddingModel } from './embedding-model.ts'

const sliceMs = 20

/** The vectors of many texts, in their order. Gives the event loop a turn at least every 20 ms (a text longer than that apart). */
export async function embedMany(model: EmbeddingModel, texts: readonly string[]): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = []
  let until = performance.now() + sliceMs
  for (const text of texts) {
    vectors.push(embed(model, text))
    if (performance.now() < until) continue
    await setImmediate()
    until = performance.now() + sliceMs
  }
  return vectors
}
