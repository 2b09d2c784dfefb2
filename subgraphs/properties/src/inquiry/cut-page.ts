import type { CursorCodec } from '../cursor/create-cursor-codec.ts'
import type { TimePosition } from './read-page.ts'

/** A page of a list, forwards. */
export interface Page<Node> {
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/** The page out of what was found, which is one more than its size when there is another page. */
export function cutPage<Node extends { readonly id: string }>(
  found: readonly Node[],
  page: { readonly size: number; readonly after: TimePosition | null },
  codec: { readonly cursors: CursorCodec; readonly order: string; readonly timeOf: (node: Node) => Date },
): Page<Node> {
  const edges = found.slice(0, page.size).map((node) => ({
    node,
    cursor: codec.cursors.encode(codec.order, { value: codec.timeOf(node).toISOString(), id: node.id }),
  }))
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > page.size,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
