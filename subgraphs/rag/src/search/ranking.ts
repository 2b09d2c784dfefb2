import { lexicalShares } from './retrieval-weights.ts'
import type { QueryMode } from './understanding.ts'

/** The named signals of a listing's rank, each 0 to 1. */
export const signalNames = ['text', 'vector', 'completeness', 'freshness', 'engagement', 'personal'] as const
export type SignalName = (typeof signalNames)[number]
export type SignalWeights = Readonly<Record<SignalName, number>>

/** Share of relevance, where there is a text to be relevant to. */
const relevanceShare = 0.7
/**
 * The other signals among themselves. Engagement is .5 for listings of which too little is known; nothing feeds personal yet: it is
 * .5 for every listing and changes no order.
 */
const others = { completeness: 0.35, freshness: 0.35, engagement: 0.15, personal: 0.15 } as const

/**
 * The weights of a search's signals; they add up to 1. Relevance is .7, parted between words and vectors by the mode
 * (`lexicalShares`); a leg that cannot take part leaves its share to the other. With no text to rank by, the others share all.
 */
export function chooseWeights(
  mode: QueryMode,
  legs: { readonly hasText: boolean; readonly hasVectors: boolean },
): SignalWeights {
  const relevance = legs.hasText ? relevanceShare : 0
  const lexicalShare = legs.hasVectors ? lexicalShares[mode] : 1
  const rest = 1 - relevance
  return {
    text: round(relevance * lexicalShare),
    vector: round(relevance * (1 - lexicalShare)),
    completeness: round(rest * others.completeness),
    freshness: round(rest * others.freshness),
    engagement: round(rest * others.engagement),
    personal: round(rest * others.personal),
  }
}

function round(weight: number): number {
  return Math.round(weight * 10_000) / 10_000
}
