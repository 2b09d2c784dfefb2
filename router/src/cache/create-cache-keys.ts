import { createHash } from 'node:crypto'
import type { Representation, SubgraphRequest } from '../execution/subgraph.ts'

/** Where an answer may be found: the viewer's own, and the one that is everybody's. */
export interface CacheKeys {
  /** Null when nobody is signed in: then nothing is kept for one viewer alone. */
  readonly own: string | null
  readonly shared: string
}

/**
 * The keys of what a request asks for: one of each representation, or one for a fetch at the root. Equal are only requests to
 * the same subgraph of the same supergraph with the same text, variables and, for the viewer's own, the same
 * viewer with the same role, scopes and session.
 */
export function createCacheKeys(subgraph: string, generation: string, request: SubgraphRequest): readonly CacheKeys[] {
  const { viewer } = request.context
  const asked = hash([subgraph, generation, request.query, sortKeys(request.variables)])
  const identity = viewer === null ? null : [viewer.id, viewer.role, [...viewer.scopes].sort(), viewer.sessionId]
  const toKeys = (representation: Representation | null): CacheKeys => {
    const sorted = sortKeys(representation)
    return {
      own: identity === null ? null : hash(['own', asked, sorted, identity]),
      shared: hash(['shared', asked, sorted]),
    }
  }
  return request.representations === null ? [toKeys(null)] : request.representations.map(toKeys)
}

function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** The same for equal values, whatever the order of their fields; as pairs, so that no name means anything else. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', ...value.map(sortKeys)]
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return ['object', ...entries.map(([name, inner]) => [name, sortKeys(inner)])]
}
