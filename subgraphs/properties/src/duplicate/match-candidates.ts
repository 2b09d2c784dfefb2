import { compareOffers, type Likeness } from './compare-offers.ts'
import type { Offer } from './offer.ts'

/** Another listing that may be the same property. */
export interface Duplicate<Other extends Offer> extends Likeness {
  readonly other: Other
}

/** For each offer, in order, the candidates that may be the same property: equal ones first, then the most alike. */
export function matchCandidates<Other extends Offer>(
  offers: readonly Offer[],
  candidates: readonly Other[],
): Duplicate<Other>[][] {
  const byKey = new Map<string | number, Other[]>()
  for (const candidate of candidates)
    for (const key of listKeys(candidate)) {
      const others = byKey.get(key)
      if (others) others.push(candidate)
      else byKey.set(key, [candidate])
    }
  return offers.map((offer) => {
    const others = new Set(listKeys(offer).flatMap((key) => byKey.get(key) ?? []))
    return [...others]
      .flatMap((other) => {
        const likeness = compareOffers(offer, other)
        return likeness === null ? [] : [{ other, ...likeness }]
      })
      .sort((a, b) => Number(b.isExact) - Number(a.isExact) || b.similarity - a.similarity)
  })
}

function listKeys({ fingerprint, signature }: Offer): (string | number)[] {
  return [fingerprint, ...signature.bands]
}
