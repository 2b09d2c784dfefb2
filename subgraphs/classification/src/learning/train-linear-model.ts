import { featureCount, type LinearModel, scoreFeatures, softmax } from './linear-model.ts'
import type { Features } from './text-features.ts'

export type Example = { readonly features: Features; readonly label: string }

const epochs = 25
const learningRate = 0.5
const decay = 1e-5

/**
 * Fits the model by AdaGrad, 25 passes in an order that depends on the examples alone: the same examples give the same model. Its
 * temperature is 1. Labels are sorted by name.
 */
export function trainLinearModel(examples: readonly Example[]): LinearModel {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  const count = labels.length
  const model = {
    labels,
    bias: new Float32Array(count),
    weights: new Float32Array(featureCount * count),
    temperature: 1,
    version: 'unsaved',
  }
  const squares = new Float32Array(featureCount * count).fill(1e-2)
  const biasSquares = new Float32Array(count).fill(1e-2)
  const random = createRandom(1)
  const order = examples.map((_, i) => i)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (const i of order) {
      const { features, label } = examples[i] as Example
      const errors = softmax(scoreFeatures(model, features), 1)
      const truth = labels.indexOf(label)
      errors[truth] = (errors[truth] as number) - 1
      step(model.bias, biasSquares, 0, errors, 1)
      const scale = 1 / Math.sqrt(Math.max(1, features.length))
      for (const feature of features) step(model.weights, squares, feature * count, errors, scale)
    }
  }
  return model
}

function step(weights: Float32Array, squares: Float32Array, row: number, errors: Float64Array, scale: number): void {
  for (let label = 0; label < errors.length; label++) {
    const at = row + label
    const weight = weights[at] as number
    const gradient = (errors[label] as number) * scale + decay * weight
    const square = (squares[at] as number) + gradient * gradient
    squares[at] = square
    weights[at] = weight - (learningRate * gradient) / Math.sqrt(square)
  }
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = order[i] as number
    order[i] = order[j] as number
    order[j] = kept
  }
}

/** mulberry32: numbers in [0, 1), the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}
