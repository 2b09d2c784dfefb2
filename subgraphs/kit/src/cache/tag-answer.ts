/** What an answer tells the router's cache, in its `extensions`. */
export interface AnswerTags {
  /** Tags that this answer can be invalidated by, besides its subgraph, types and entities. */
  readonly cacheTags?: readonly string[]
  /** Of a mutation: the tags of what it has made old, for example `type:Property` or an `entityTag`. */
  readonly invalidatesCache?: readonly string[]
}

const tagsOf = new WeakMap<object, AnswerTags>()

/** Adds tags to the answer of the request that a resolver's context belongs to. */
export function tagAnswer(context: object, tags: AnswerTags): void {
  const before = tagsOf.get(context)
  tagsOf.set(context, {
    cacheTags: [...(before?.cacheTags ?? []), ...(tags.cacheTags ?? [])],
    invalidatesCache: [...(before?.invalidatesCache ?? []), ...(tags.invalidatesCache ?? [])],
  })
}

/** What was added so far: only what there is. */
export function readAnswerTags(context: object): AnswerTags {
  const { cacheTags = [], invalidatesCache = [] } = tagsOf.get(context) ?? {}
  return { ...(cacheTags.length > 0 && { cacheTags }), ...(invalidatesCache.length > 0 && { invalidatesCache }) }
}
