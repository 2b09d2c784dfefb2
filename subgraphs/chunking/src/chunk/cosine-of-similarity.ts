import type { SimilarityCalibration } from '@ree-ai/kit/language/embedding/calibrated-similarity'

/** The inverse of `calibratedSimilarity`, kept inside the cosines' range: 0 gives -1 (join everything), 1 gives 1 (join nothing unlike). */
export function cosineOfSimilarity(similarity: number, { slope, midpoint }: SimilarityCalibration): number {
  if (similarity <= 0) return -1
  if (similarity >= 1) return 1
  return Math.max(-1, Math.min(1, midpoint + Math.log(similarity / (1 - similarity)) / slope))
}
