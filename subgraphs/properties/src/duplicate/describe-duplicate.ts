import type { Duplicate } from './match-candidates.ts'
import type { Offer } from './offer.ts'

interface Named extends Offer {
  readonly id: string
  readonly source?: string | null
  readonly sourceKey?: string | null
}

/** A duplicate in words, to the owner of the listing that it may be the same as. */
export function describeDuplicate({ other, isExact, similarity }: Duplicate<Named>, ownerId: string): string {
  const isOwn = other.ownerId === ownerId
  const origin = isOwn && other.source && other.sourceKey ? ` ("${other.sourceKey}" of ${other.source})` : ''
  const whose = isOwn ? `your listing ${other.id}${origin}` : `listing ${other.id} of somebody else`
  if (isExact) return `is the same offer as ${whose}.`
  return `may be the same property as ${whose}: ${Math.round(similarity * 100)}% of the text is the same, and nothing else differs much.`
}
