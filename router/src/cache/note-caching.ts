import type { Subgraph } from '../execution/subgraph.ts'
import { combinePolicies } from './cache-policy.ts'
import { readCacheControl } from './read-cache-control.ts'

/** Notes in `context.decisions.caching` what each answer of a subgraph allows, for the headers of the response. */
export function noteCaching(subgraph: Subgraph, secondsMax: number): Subgraph {
  return {
    ...subgraph,
    async send(request) {
      const answer = await subgraph.send(request)
      const { decisions } = request.context
      const policy = readCacheControl(answer.cacheControl, secondsMax)
      decisions.caching = combinePolicies(decisions.caching, policy)
      return answer
    },
  }
}
