import type { Features } from './text-features.ts'

export const featureCount = 65_536

/** A multinomial logistic regression over hashed features, with the temperature that calibrates its probabilities. */
export type LinearModel = {
  readonly labels: readonly string[]
  readonly bias: Float32Array
  /** Weight of feature `f` for label `l` at `f * labels.length + l`. */
  readonly weights: Float32Array
  readonly temperature: number
  /** First 12 hexadecimal digits of the SHA-256 of the stored model; `unsaved` before it is stored. */
  readonly version: string
}

/** The scores of a text before they are probabilities, by label. */
export function scoreFeatures(model: LinearModel, features: Features): Float64Array {
  const count = model.labels.length
  const scores = Float64Array.from(model.bias)
  const scale = 1 / Math.sqrt(Math.max(1, features.length))
  for (const feature of features) {
    const row = feature * count
    for (let label = 0; label < count; label++)
      scores[label] = (scores[label] as number) + (model.weights[row + label] as number) * scale
  }
  return scores
}

/** Probabilities from scores at a temperature; higher is less sure. They sum to 1. */
export function softmax(scores: Float64Array, temperature: number): Float64Array {
  const top = Math.max(...scores)
  const exps = scores.map((score) => Math.exp((score - top) / temperature))
  const sum = exps.reduce((total, value) => total + value, 0)
  return exps.map((value) => value / sum)
}
