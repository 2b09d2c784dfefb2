import type { LinearModel } from '../learning/linear-model.ts'
import { wordFeatures } from '../learning/text-features.ts'

/** The share of a text's words that the model has seen, 0 to 1; 0 for a text without words. */
export function knownShare(model: LinearModel, text: string): number {
  const words = wordFeatures(text)
  const count = model.labels.length
  const isKnown = (feature: number) =>
    model.weights.subarray(feature * count, (feature + 1) * count).some((weight) => weight !== 0)
  return words.length === 0 ? 0 : words.filter(isKnown).length / words.length
}
