import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import type { Collection } from '../index/collection.ts'
import { inverseDocumentFrequency } from './bm25.ts'

/** How telling terms are in a collection, looked up for the terms that will be asked for. */
export type TermWeights = (terms: Iterable<string>) => Promise<(term: string) => number>

const cachedMax = 100_000
/** How many texts of ordinary language are imagined beside those of the collection. */
const backgroundTexts = 300

/**
 * Inverse document frequencies of a collection, told as if 300 texts of ordinary language (by the word weights of `model`) were among its
 * own: in a collection of three passages every word is frequent, and only the language tells that "dog" says more than "much". In a large
 * one they make no difference. Counts are kept until a text is added to or taken from it.
 */
export function createTermWeights(client: PrismaClient, collection: Collection, model: EmbeddingModel): TermWeights {
  const { texts, postings } = collection
  let state = ''
  let holders = new Map<string, number>()
  return async (terms) => {
    const [stats] = await client.$queryRaw<{ total: number; newest: number }[]>`
      SELECT count(*)::int AS total, coalesce(max("id"), 0)::int AS newest FROM ${texts}`
    const total = stats?.total ?? 0
    const current = `${total}/${stats?.newest ?? 0}`
    if (state !== current || holders.size > cachedMax) {
      state = current
      holders = new Map()
    }
    const counts = holders
    const missing = [...new Set(terms)].filter((term) => !counts.has(term))
    if (missing.length > 0) {
      const rows = await client.$queryRaw<{ term: string; holders: number }[]>`
        SELECT "term", count(*)::int AS holders FROM ${postings} WHERE "term" = ANY (${missing}::text[]) GROUP BY "term"`
      for (const term of missing) counts.set(term, 0)
      for (const row of rows) counts.set(row.term, row.holders)
    }
    const weights = new Map<string, number>()
    const weigh = (term: string) => {
      const imagined = backgroundTexts * commonness(model, term)
      return inverseDocumentFrequency(total + backgroundTexts, Math.min(total, counts.get(term) ?? 0) + imagined)
    }
    // Asked for each term of each sentence.
    return (term) => {
      const known = weights.get(term)
      if (known !== undefined) return known
      const weight = weigh(term)
      weights.set(term, weight)
      return weight
    }
  }
}

/** The share of texts of ordinary language that hold a term. */
function commonness(model: EmbeddingModel, term: string): number {
  const row = model.words.get(term)
  const weight = row === undefined ? model.unknownWeight : (model.wordWeights[row] ?? model.unknownWeight)
  return Math.min(1, Math.exp(-weight))
}
