import type { FetchDataRewrite } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { isOfType } from './is-of-type.ts'
import { setOwn } from './merge-into.ts'

const fragmentPrefix = '... on '

/**
 * Applies what the plan says about names and types that differ between client and subgraph, in place: a key is renamed, or a
 * value set. `schema` is the whole supergraph's.
 */
export function rewriteData(schema: GraphQLSchema, rewrites: readonly FetchDataRewrite[], value: unknown): void {
  for (const rewrite of rewrites) rewriteAt(schema, rewrite, rewrite.path, 0, value)
}

function rewriteAt(
  schema: GraphQLSchema,
  rewrite: FetchDataRewrite,
  path: readonly string[],
  index: number,
  value: unknown,
): void {
  if (Array.isArray(value)) {
    for (const item of value) rewriteAt(schema, rewrite, path, index, item)
    return
  }
  const part = path[index]
  if (typeof value !== 'object' || value === null || part === undefined) return
  const object = value as Record<string, unknown>
  if (part.startsWith(fragmentPrefix)) {
    const { __typename: typeName } = object
    // Without a name of its type nothing says that it is another.
    if (!typeName || isOfType(schema, typeName, part.slice(fragmentPrefix.length)))
      rewriteAt(schema, rewrite, path, index + 1, object)
    return
  }
  if (index < path.length - 1) {
    if (Object.hasOwn(object, part)) rewriteAt(schema, rewrite, path, index + 1, object[part])
    return
  }
  if (rewrite.kind === 'ValueSetter') {
    setOwn(object, part, rewrite.setValueTo)
    return
  }
  if (!Object.hasOwn(object, part) || !object[part]) return
  setOwn(object, rewrite.renameKeyTo, object[part])
  delete object[part]
}
