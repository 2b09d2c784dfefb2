import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Collection } from '../index/collection.ts'
import { type Bm25Options, bm25Defaults } from './bm25.ts'
import type { LexicalIndex } from './lexical-index.ts'

/**
 * BM25 in plain SQL over the tables of a collection, on any PostgreSQL: the same scores as `createBm25Index`. A repeated query term
 * counts again.
 */
export function createSqlBm25(collection: Collection, { k1, b }: Bm25Options = bm25Defaults): LexicalIndex {
  const { texts, postings, key } = collection
  return {
    scores: (terms, among) => Prisma.sql`
      SELECT m."id", sum(q.count
          * ln(1 + (s.total - d.holders + 0.5) / (d.holders + 0.5))
          * t."frequency" * ${k1 + 1}::float8
          / (t."frequency" + ${k1}::float8 * (${1 - b}::float8 + ${b}::float8 * m."length" / greatest(s.mean, 1)))) AS score
      FROM (SELECT term, count(*) AS count FROM unnest(${[...terms]}::text[]) AS u (term) GROUP BY term) q
      CROSS JOIN LATERAL (SELECT count(*)::float8 AS holders FROM ${postings} p WHERE p."term" = q.term) d
      CROSS JOIN (SELECT count(*)::float8 AS total, coalesce(avg("length"), 1)::float8 AS mean FROM ${texts}) s
      JOIN ${postings} t ON t."term" = q.term
      JOIN ${among} m ON m."id" = t.${key}
      GROUP BY m."id"`,
  }
}
