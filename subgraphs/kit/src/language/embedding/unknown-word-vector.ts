import type { EmbeddingModel } from './embedding-model.ts'
import { wordNgrams } from './word-ngrams.ts'

const cacheMax = 4_096
const caches = new WeakMap<EmbeddingModel, Map<string, Float32Array>>()

/** The vector, of unit length, that a word outside the model's list has by its n-grams; zeros when none of them is known. */
export function unknownWordVector(model: EmbeddingModel, word: string): Float32Array {
  let cache = caches.get(model)
  if (!cache) {
    cache = new Map()
    caches.set(model, cache)
  }
  const known = cache.get(word)
  if (known) return known
  const vector = compose(model, word)
  if (cache.size >= cacheMax) cache.clear()
  cache.set(word, vector)
  return vector
}

function compose(model: EmbeddingModel, word: string): Float32Array {
  const { dimensions, rows, scales } = model
  const vector = new Float32Array(dimensions)
  for (const ngram of wordNgrams(word)) {
    const row = model.ngrams.get(ngram)
    if (row === undefined) continue
    const scale = scales[row] as number
    const offset = row * dimensions
    for (let i = 0; i < dimensions; i++) (vector[i] as number) += scale * (rows[offset + i] as number)
  }
  let norm = 0
  for (const x of vector) norm += x * x
  return norm === 0 ? vector : vector.map((x) => x / Math.sqrt(norm))
}
