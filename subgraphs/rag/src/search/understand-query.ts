import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { UnderstandSearchDocument, type UnderstandSearchQuery } from '../generated/operations.ts'
import type { Understanding } from './understanding.ts'

const timeoutMs = 3_000

/**
 * What a query's words mean, told by the classification subgraph. While that is away, all words are text to rank by, and `notice` says so: a
 * search never fails for it.
 */
export async function understandQuery(
  query: string,
  traceparent: string,
  deps: { readonly router: RouterClient; readonly logger: Logger },
): Promise<Understanding> {
  const text = query.trim()
  if (text === '') return { mode: 'FILTER', filter: {}, facts: [], text: '', notice: null }
  try {
    const { classifyQuery, extractAttributes } = await deps.router(
      UnderstandSearchDocument,
      { text: query },
      { timeoutMs, traceparent },
    )
    return {
      mode: classifyQuery.mode,
      filter: withoutNulls(extractAttributes.filter),
      facts: extractAttributes.spans,
      text: extractAttributes.remainder,
      notice: null,
    }
  } catch (error) {
    deps.logger.warn({ err: error }, 'a query could not be understood')
    const notice =
      'The conditions in the query could not be read, for the classification service is away; all its words were searched as text.'
    return { mode: 'SEMANTIC', filter: {}, facts: [], text, notice }
  }
}

/** What was not said is null in the answer, and left out of a filter. */
function withoutNulls(filter: UnderstandSearchQuery['extractAttributes']['filter']): PropertyFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null))
}
