import { analyze } from '@ree-ai/kit/language/analyze'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'
import { toVectorLiteral } from '../index/to-vector-literal.ts'
import type { Services } from '../services.ts'
import type { RankedListing } from './listing-search-store.ts'
import { rankVisible } from './rank-visible.ts'
import { chooseWeights } from './ranking.ts'

/** The public listings that satisfy a filter whose texts match a question best. */
export async function searchListingTexts(
  services: Services,
  question: string,
  filter: PropertyFilter,
  limit: number,
): Promise<readonly RankedListing[]> {
  const text = await services.spelling.listing(question)
  const literal = services.hasVectors ? toVectorLiteral(embed(services.model, text)) : null
  const { listings } = await rankVisible(services, {
    filter,
    terms: analyze(text),
    vector: literal === null ? null : { literal, model: services.model.version },
    weights: chooseWeights('BOTH', { hasText: true, hasVectors: literal !== null }),
    asOfMs: services.nowMs(),
    after: null,
    limit,
  })
  return listings
}
