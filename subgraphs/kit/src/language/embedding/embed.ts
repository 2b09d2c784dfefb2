import { stem } from '../stem.ts'
import { stopWords } from '../stop-words.ts'
import { tokenize } from '../tokenize.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import { unknownWordVector } from './unknown-word-vector.ts'

/**
 * The vector of a text: `model.dimensions` numbers of unit length, the same for the same text and model on every machine. Each
 * word counts by its rarity and, when repeated, by the root of its count; a word that the model does not list is
 * composed of its n-grams, so that misspellings land near what was meant. A text without a word gives zeros.
 */
export function embed(model: EmbeddingModel, text: string): Float32Array {
  const sum = new Float64Array(model.dimensions)
  for (const [word, count] of countWords(text)) {
    const row = model.words.get(stem(word, 'en'))
    const weight = (row === undefined ? model.unknownWeight : (model.wordWeights[row] as number)) * Math.sqrt(count)
    if (row === undefined) addVector(unknownWordVector(model, word), weight, sum)
    else addRow(model, row, weight, sum)
  }
  return withoutCommon(sum, model.common)
}

function countWords(text: string): ReadonlyMap<string, number> {
  const tokens = tokenize(text)
  const stops = stopWords('en')
  const telling = tokens.filter((token) => !stops.has(token))
  const counts = new Map<string, number>()
  for (const token of telling.length > 0 ? telling : tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

function addRow(model: EmbeddingModel, row: number, weight: number, sum: Float64Array): void {
  const factor = (model.scales[row] as number) * weight
  const offset = row * model.dimensions
  for (let i = 0; i < sum.length; i++) (sum[i] as number) += factor * (model.rows[offset + i] as number)
}

function addVector(vector: Float32Array, weight: number, sum: Float64Array): void {
  for (let i = 0; i < sum.length; i++) (sum[i] as number) += weight * (vector[i] as number)
}

function withoutCommon(sum: Float64Array, common: Float32Array): Float32Array {
  let along = 0
  for (let i = 0; i < sum.length; i++) along += (sum[i] as number) * (common[i] as number)
  let norm = 0
  for (let i = 0; i < sum.length; i++) {
    ;(sum[i] as number) -= along * (common[i] as number)
    norm += (sum[i] as number) ** 2
  }
  const vector = new Float32Array(sum.length)
  if (norm === 0) return vector
  const factor = 1 / Math.sqrt(norm)
  for (let i = 0; i < sum.length; i++) vector[i] = (sum[i] as number) * factor
  return vector
}
