/** A prediction's confidence and whether it was right. */
export type Outcome = { readonly confidence: number; readonly isRight: boolean }

export type Measurement = {
  readonly count: number
  readonly accuracy: number
  /** Expected calibration error over ten equal bins: how far confidence is from accuracy, on average. */
  readonly calibrationError: number
}

const bins = 10

export function measurePredictions(outcomes: readonly Outcome[]): Measurement {
  const count = outcomes.length
  let calibrationError = 0
  for (let bin = 0; bin < bins; bin++) {
    const inside = outcomes.filter(({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === bin)
    if (inside.length === 0) continue
    const confidence = inside.reduce((sum, outcome) => sum + outcome.confidence, 0) / inside.length
    const accuracy = inside.filter(({ isRight }) => isRight).length / inside.length
    calibrationError += (Math.abs(confidence - accuracy) * inside.length) / count
  }
  return { count, accuracy: outcomes.filter(({ isRight }) => isRight).length / Math.max(1, count), calibrationError }
}
