/** Of an older way to compute signatures and fingerprints, those that are kept are computed again. */
export const signatureVersion = 1

/** How many minima a signature has; the estimate of a similarity is off by about .04 with 128. */
export const minimaCount = 128

/**
 * The first 48 minima make 16 bands of 3: two texts meet in at least one with a chance of .35 at a similarity of .3, .88 at .5,
 * .95 at .55 and .999 at .7. More bands would find little more and cost an index entry each.
 */
export const bandCount = 16
export const bandSize = 3

/** MinHash of a listing's text; both empty when the text says too little to tell two listings apart. */
export interface TextSignature {
  /** The least hash of the text's shingles under each of 128 hash functions, as signed 32-bit integers. */
  readonly minima: readonly number[]
  /** Hashes of three minima each together with the kind of listing and its city, as integers below 2^53. */
  readonly bands: readonly number[]
}
