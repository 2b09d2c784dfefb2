import { agreesOnFacts } from './agree-on-facts.ts'
import { estimateSimilarity } from './estimate-similarity.ts'
import { namesAnotherUnit } from './names-another-unit.ts'
import type { Offer } from './offer.ts'

/**
 * Texts that are this much alike are two wordings of one: a third of the words replaced, or a whole paragraph added. An
 * owner gives several units of a building one text, so that their own have to be alike nearly to the word.
 */
const similarityMin = 0.55
const ownSimilarityMin = 0.9

/** How alike two offers are. */
export interface Likeness {
  /** The same in everything that makes an offer. */
  readonly isExact: boolean
  /** Of their texts, 0 to 1; 1 when exact. */
  readonly similarity: number
}

/** How alike two offers are when they may be one property; null when they are not, or one is the other. */
export function compareOffers(a: Offer, b: Offer): Likeness | null {
  if ((a.id !== null && a.id === b.id) || a.isClosed !== b.isClosed) return null
  if (a.fingerprint === b.fingerprint) return { isExact: true, similarity: 1 }
  const similarity = estimateSimilarity(a.signature.minima, b.signature.minima)
  if (similarity < (a.ownerId === b.ownerId ? ownSimilarityMin : similarityMin)) return null
  if (!agreesOnFacts(a, b) || namesAnotherUnit(a, b)) return null
  return { isExact: false, similarity }
}
