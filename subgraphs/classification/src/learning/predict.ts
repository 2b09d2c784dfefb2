import { type LinearModel, scoreFeatures, softmax } from './linear-model.ts'
import type { Features } from './text-features.ts'

export type Prediction = { readonly label: string; readonly confidence: number }

/** Every label with its calibrated probability, most likely first. */
export function predict(model: LinearModel, features: Features): readonly Prediction[] {
  const probabilities = softmax(scoreFeatures(model, features), model.temperature)
  return model.labels
    .map((label, i) => ({ label, confidence: probabilities[i] ?? 0 }))
    .sort((a, b) => b.confidence - a.confidence)
}
