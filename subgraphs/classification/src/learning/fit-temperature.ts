import { softmax } from './linear-model.ts'

/** Scores of an example that the model was not trained on, and the place of its true label. */
export type Judgement = { readonly scores: Float64Array; readonly truth: number }

/** The temperature between .05 and 20 that makes the judgements likeliest, by golden-section search. */
export function fitTemperature(judgements: readonly Judgement[]): number {
  const loss = (logTemperature: number) => {
    const temperature = Math.exp(logTemperature)
    return judgements.reduce(
      (sum, { scores, truth }) => sum - Math.log(Math.max(1e-12, softmax(scores, temperature)[truth] ?? 0)),
      0,
    )
  }
  const ratio = (Math.sqrt(5) - 1) / 2
  let low = Math.log(0.05)
  let high = Math.log(20)
  for (let i = 0; i < 40; i++) {
    const left = high - ratio * (high - low)
    const right = low + ratio * (high - low)
    if (loss(left) < loss(right)) high = right
    else low = left
  }
  return Math.exp((low + high) / 2)
}
