import type { Prisma } from '@ree-ai/db/generated/prisma/client'

/**
 * Ranks texts by the words they share with a query. `scores` gives a SELECT of `id` and `score` (greater than 0, higher is better) over the rows of
 * `among`, a relation with `id` and `length` that filters have already narrowed; how rare a term is, is told by the whole
 * collection. Another index, for example an extension's, can stand in its place.
 */
export interface LexicalIndex {
  readonly scores: (terms: readonly string[], among: Prisma.Sql) => Prisma.Sql
}
