import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface'
import { print } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { RouterContext } from '../context.ts'
import type { WarmUpOperation } from '../execution/create-gateway.ts'

/** Which operations are used most. */
export interface OperationCounts {
  readonly add: (request: GatewayGraphQLRequestContext) => void
  /** The most used since the start, at most `count`, the most used first, as they run: without the fields policies removed. */
  readonly list: (count: number) => readonly WarmUpOperation[]
}

/**
 * Counts operations as they are run, so that they can be planned before a new supergraph goes live. Of those seen last at
 * most `entriesMax` (1,000) are remembered, with texts of `bytesMax` (4 MiB) together; a text of more than 32 KiB is not.
 */
export function countOperations(
  options: { readonly entriesMax?: number; readonly bytesMax?: number } = {},
): OperationCounts {
  const counts = new LRUCache<string, WarmUpOperation & { uses: number }>({
    max: options.entriesMax ?? 1_000,
    maxSize: options.bytesMax ?? 4 * 1_048_576,
    maxEntrySize: 32 * 1_024,
    sizeCalculation: ({ query }) => query.length + 200,
  })
  return {
    add(request) {
      const { source, queryHash, operationName, document } = request
      const { removedFields } = (request.context as RouterContext).decisions
      const removed = removedFields.map(({ placeholder, responseKey }) => `${placeholder}:${responseKey}`)
      const key = [queryHash, operationName ?? '', ...removed].join(' ')
      const known = counts.get(key)
      if (known !== undefined) known.uses += 1
      else if (key.length < 4_096)
        counts.set(key, {
          // What a policy has made smaller is another document, and printed once.
          query: removed.length === 0 ? source : print(document),
          ...(operationName === null ? {} : { operationName }),
          uses: 1,
        })
    },
    list: (count) =>
      [...counts.values()]
        .toSorted((one, other) => other.uses - one.uses)
        .slice(0, count)
        .map(({ query, operationName }) => ({ query, ...(operationName === undefined ? {} : { operationName }) })),
  }
}
