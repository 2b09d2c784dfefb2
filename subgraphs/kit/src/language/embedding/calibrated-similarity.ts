/** `1 / (1 + exp(-slope * (cosine - midpoint)))` */
export type SimilarityCalibration = { readonly slope: number; readonly midpoint: number }

/**
 * Maps a cosine of a model's vectors to [0, 1]: the probability, by the logistic fit shipped with the model, that two
 * sentences are neighbours in one document and not strangers from two. The API's thresholds are on this scale, since raw cosines of
 * different models are not comparable.
 */
export function calibratedSimilarity(cosine: number, calibration: SimilarityCalibration): number {
  return 1 / (1 + Math.exp(-calibration.slope * (cosine - calibration.midpoint)))
}
