import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'
import type { DocumentRecord } from '../document/document.ts'
import { listTerms } from '../retrieval/list-terms.ts'
import { rerankPassages } from '../retrieval/rerank-passages.ts'
import type { AnswerPassage } from '../retrieval/select-sentences.ts'
import { searchListingTexts } from '../search/search-listing-texts.ts'
import { searchPassages } from '../search/search-passages.ts'
import type { Services } from '../services.ts'

const passagesMax = 10
const listingsMax = 20

/** What a citation points into, named by `source` of a passage. */
export type Source =
  | ({ readonly __typename: 'Document' } & DocumentRecord)
  | { readonly __typename: 'Property'; readonly id: string }

/** A passage with how nearly its best sentence says what the question does. */
export type MaterialPassage = AnswerPassage & { readonly match: number }

export interface Material {
  /** Best first, at most ten. */
  readonly passages: readonly MaterialPassage[]
  readonly sources: ReadonlyMap<string, Source>
  /** How telling a term of the question or of the passages is. */
  readonly idf: (term: string) => number
}

/** The passages a question may be answered from: of documents, and of the texts of listings where `properties` asks for them. */
export async function findMaterial(
  services: Services,
  question: string,
  filter: { readonly documentIds?: readonly string[] | null; readonly properties?: PropertyFilter | null },
): Promise<Material> {
  const sources = new Map<string, Source>()
  const found = (await searchPassages(services, question, filter.documentIds)).slice(0, passagesMax)
  const passages: MaterialPassage[] = found.map(({ document, headings, ...passage }) => {
    sources.set(document.id, { __typename: 'Document', ...document })
    return { ...passage, source: document.id, headings: [document.title, ...headings] }
  })
  if (filter.properties) {
    for (const listing of await findListings(services, question, filter.properties)) {
      sources.set(listing.source, { __typename: 'Property', id: listing.source })
      passages.push(listing)
    }
  }
  passages.sort((a, b) => b.score - a.score)
  const best = passages.slice(0, passagesMax)
  const idf = await services.termWeights.passage(
    listTerms([question, ...best.flatMap(({ text, headings }) => [text, ...headings])]),
  )
  return { passages: best, sources, idf }
}

async function findListings(
  services: Services,
  question: string,
  filter: PropertyFilter,
): Promise<readonly MaterialPassage[]> {
  const listings = await searchListingTexts(services, question, filter, listingsMax)
  const idf = await services.termWeights.listing(
    listTerms([question, ...listings.flatMap(({ title, description }) => [title, description])]),
  )
  const candidates = listings.map(({ propertyId, title, description, text, vector }) => ({
    key: propertyId,
    text: description,
    headings: [title],
    score: (text + vector) / 2,
  }))
  return rerankPassages(question, candidates, { idf, model: services.model }).map(
    ({ key, text, headings, score, match }) => ({
      source: key,
      text,
      start: 0,
      headings,
      score,
      match,
    }),
  )
}
