import type { SimilarityCalibration } from './calibrated-similarity.ts'

/**
 * Logistic regression of "neighbours" against "strangers" on their cosine (Newton's method, both groups given the same weight,
 * so that .5 is the cosine at which either is as likely).
 */
export function fitSimilarity(neighbours: readonly number[], strangers: readonly number[]): SimilarityCalibration {
  let slope = 1
  let intercept = 0
  for (let step = 0; step < 50; step++) {
    const gradient = [0, 0]
    const hessian = [0, 0, 1e-9]
    for (const [cosines, label] of [[neighbours, 1] as const, [strangers, 0] as const]) {
      for (const x of cosines) {
        const p = 1 / (1 + Math.exp(-(slope * x + intercept)))
        const weight = 1 / cosines.length
        gradient[0] = (gradient[0] as number) + weight * (label - p) * x
        gradient[1] = (gradient[1] as number) + weight * (label - p)
        hessian[0] = (hessian[0] as number) + weight * p * (1 - p) * x * x
        hessian[1] = (hessian[1] as number) + weight * p * (1 - p) * x
        hessian[2] = (hessian[2] as number) + weight * p * (1 - p)
      }
    }
    const [a = 0, b = 0, c = 0] = [(hessian[0] as number) + 1e-6, hessian[1], hessian[2]]
    const determinant = a * c - b * b
    if (determinant <= 0) break
    slope += (c * (gradient[0] as number) - b * (gradient[1] as number)) / determinant
    intercept += (a * (gradient[1] as number) - b * (gradient[0] as number)) / determinant
  }
  return { slope, midpoint: -intercept / slope }
}
