import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { analyze } from '@ree-ai/kit/language/analyze'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import { createPace } from '@ree-ai/kit/turns/create-pace'
import { toVectorLiteral } from '../index/to-vector-literal.ts'
import type { Services } from '../services.ts'
import { mergeFilters } from './merge-filters.ts'
import { pickHighlights } from './pick-highlights.ts'
import { rankVisible } from './rank-visible.ts'
import { chooseWeights, signalNames } from './ranking.ts'
import { relax } from './relax.ts'
import { decodeSearchCursor, encodeSearchCursor, hashSearch } from './search-cursor.ts'
import { understandQuery } from './understand-query.ts'
import type { QueryMode } from './understanding.ts'

const queryLengthMax = 500
const firstMax = 50

export interface PropertySearch {
  readonly query: string
  readonly filter?: PropertyFilter | null
  readonly mode?: QueryMode | null
  readonly first: number
  readonly after?: string | null
}

/**
 * Finds public listings by plain language; one's own that are not public are not among them. What is understood becomes conditions beside
 * the explicit ones, and every result satisfies them all; only when nothing does are some given up, each named. What is left of the
 * query's words ranks them; with nothing left, completeness and freshness do. Throws BAD_USER_INPUT with every problem at once.
 */
export async function searchProperties(services: Services, search: PropertySearch, traceparent: string) {
  const key = hashSearch([search.query, search.filter ?? null, search.mode ?? null])
  const after = typeof search.after === 'string' ? decodeSearchCursor(search.after, key) : null
  const filterProblems = await services.checkFilter(search.filter, 'filter')
  const problems = listProblems(search, filterProblems, after !== null)
  if (problems.length > 0) throw createInputError(problems)

  const understanding = await understandQuery(search.query, traceparent, services)
  const { filter: wanted, understood, facts } = mergeFilters(understanding.filter, search.filter, understanding.facts)
  const { listings: store } = services
  const isMet = await store.hasMatches(wanted)
  const { filter, relaxed } = isMet
    ? { filter: wanted, relaxed: [] }
    : await relax(wanted, understood, store.hasMatches)

  const mode = search.mode ?? understanding.mode
  const text = await services.spelling.listing(understanding.text)
  const hasText = text !== ''
  const literal = hasText && services.hasVectors ? toVectorLiteral(embed(services.model, text)) : null
  const weights = chooseWeights(mode, { hasText, hasVectors: literal !== null })
  const asOfMs = after?.asOfMs ?? services.nowMs()
  const { listings, totalCount } = await rankVisible(services, {
    filter,
    terms: hasText ? analyze(text) : [],
    vector: literal === null ? null : { literal, model: services.model.version },
    weights,
    asOfMs,
    after,
    limit: search.first + 1,
  })

  const page = listings.slice(0, search.first)
  const terms = new Set(analyze(`${search.query} ${text}`).filter((term) => /\p{L}/u.test(term)))
  const idf = await services.termWeights.listing(terms)
  const pace = createPace()
  const edges = []
  for (const listing of page) {
    edges.push({
      cursor: encodeSearchCursor({ score: listing.score, id: listing.id, asOfMs }, key),
      node: { id: listing.propertyId },
      score: listing.score,
      ranking: signalNames.map((signal) => ({ signal, value: listing[signal], weight: weights[signal] })),
      highlights: pickHighlights(listing.description, terms, idf),
    })
    await pace()
  }
  return {
    edges,
    pageInfo: {
      hasNextPage: listings.length > page.length,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
    understood: {
      mode,
      facts,
      text,
      legs: [...(hasText ? ['lexical'] : []), ...(literal === null ? [] : ['vector'])],
      notice:
        [understanding.notice, hasText ? services.vectorNotice : null].filter((notice) => notice !== null).join(' ') ||
        null,
    },
    relaxed,
  }
}

function listProblems(
  search: PropertySearch,
  filterProblems: readonly InputProblem[],
  isCursorGood: boolean,
): readonly InputProblem[] {
  const { query, first, after } = search
  return [
    ...validateText(query, queryLengthMax, 'query'),
    ...filterProblems,
    ...(first >= 1 && first <= firstMax ? [] : [{ path: 'first', reason: `must be 1 to ${firstMax}.` }]),
    ...(typeof after === 'string' && !isCursorGood
      ? [{ path: 'after', reason: 'is not a cursor of this search.' }]
      : []),
  ]
}
