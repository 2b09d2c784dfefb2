import type { PropertyFilter } from '@ree-ai/db/property-filter'
import { withoutNulls } from '@ree-ai/kit/listing/merge-property-filters'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { UnderstandSavedSearchDocument } from '../generated/operations.ts'
import type { Understanding } from './saved-search.ts'

/** How long a person who saves a search waits for its query to be understood, in ms. */
const deadlineMs = 2_000

/** What a query's words mean, told by the classification subgraph. Rejects when that is away or takes longer than 2 s. */
export async function understandQuery(
  router: RouterClient,
  query: string,
  traceparent?: string,
): Promise<Understanding> {
  const { extractAttributes } = await router(
    UnderstandSavedSearchDocument,
    { text: query },
    { timeoutMs: deadlineMs, ...(traceparent && { traceparent }) },
  )
  return {
    filter: withoutNulls(extractAttributes.filter as PropertyFilter),
    facts: extractAttributes.spans.map(({ field, value, start, end }) => ({ field, value, start, end })),
    remainder: extractAttributes.remainder,
  }
}
