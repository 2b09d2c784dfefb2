import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'
import type { DocumentRecord } from '../document/document.ts'
import { listTerms } from '../retrieval/list-terms.ts'
import { rerankPassages } from '../retrieval/rerank-passages.ts'
import type { AnswerPassage } from '../retrieval/select-sentences.ts'
import { type ReadPhrase, readPhrase } from '../retrieval/text-reader.ts'
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
  /** The question. */
  readonly asked: ReadPhrase
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
  const { model, reader } = services
  const asked = readPhrase(model, question)
  const sources = new Map<string, Source>()
  const found = (await searchPassages(services, question, filter.documentIds)).slice(0, passagesMax)
  const passages: MaterialPassage[] = found.map(({ document, headings, ...passage }) => {
    sources.set(document.id, { __typename: 'Document', ...document })
    return { ...passage, source: document.id, headings: [document.title, ...headings] }
  })
  if (filter.properties) {
    for (const listing of await findListings(services, question, asked, filter.properties)) {
      sources.set(listing.source, { __typename: 'Property', id: listing.source })
      passages.push(listing)
    }
  }
  passages.sort((a, b) => b.score - a.score)
  const best = passages.slice(0, passagesMax)
  const texts = best.flatMap(({ text, headings }) => [text, ...headings])
  await reader.readAhead({ texts })
  const idf = await services.termWeights.passage(listTerms(asked, texts, reader))
  return { asked, passages: best, sources, idf }
}

async function findListings(
  services: Services,
  question: string,
  asked: ReadPhrase,
  filter: PropertyFilter,
): Promise<readonly MaterialPassage[]> {
  const listings = await searchListingTexts(services, question, filter, listingsMax)
  const { reader } = services
  const titles = listings.map(({ title }) => title)
  const texts = [...titles, ...listings.map(({ description }) => description)]
  await reader.readAhead({ phrases: titles, texts })
  const idf = await services.termWeights.listing(listTerms(asked, texts, reader))
  const candidates = listings.map(({ propertyId, title, description, text, vector }) => ({
    key: propertyId,
    text: description,
    headings: [title],
    score: (text + vector) / 2,
  }))
  return rerankPassages(asked, candidates, { idf, reader }).map(({ key, text, headings, score, match }) => ({
    source: key,
    text,
    start: 0,
    headings,
    score,
    match,
  }))
}
