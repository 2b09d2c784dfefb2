import type { SimilarityCalibration } from './calibrated-similarity.ts'

/**
 * Static vectors of stemmed words and of character n-grams, one int8 row each (`row * scale` is the vector of unit length).
 * `wordWeights` is the inverse document frequency of each word in the training text; a word that is not listed weighs
 * `unknownWeight` and gets its vector from its n-grams. `common` is the direction that all texts share, taken out of each.
 */
export type EmbeddingModel = {
  /** The first 16 hexadecimal digits of the SHA-256 of the model file. Store it beside every vector. */
  readonly version: string
  readonly dimensions: number
  readonly words: ReadonlyMap<string, number>
  readonly ngrams: ReadonlyMap<string, number>
  readonly wordWeights: Float32Array
  readonly unknownWeight: number
  readonly rows: Int8Array
  readonly scales: Float32Array
  readonly common: Float32Array
  readonly calibration: SimilarityCalibration
}
