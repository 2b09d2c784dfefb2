import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import { newId } from '../new-id.ts'
import type { AttributeDefinition } from './attribute.ts'
import { type DefinitionRow, toDefinition, toRow } from './definition-row.ts'
import { beginMove } from './move-store.ts'
import type { Decision, QueuedKey, ReviewState } from './review.ts'
import type { KeyUsage } from './usage-store.ts'

/** The review of attribute keys in the database. */
export interface ReviewStore {
  /** Keys that wait, the most used first; `after` is the place of the last one seen. */
  readonly findPage: (
    after: { readonly listingCount: number; readonly key: string } | null,
    limit: number,
  ) => Promise<QueuedKey[]>
  readonly countWaiting: () => Promise<number>
  readonly findState: (key: string) => Promise<ReviewState | null>
  /**
   * Writes a decision with its audit row, and has listings follow it, in one transaction; `decide` makes the definition of
   * the one there is. Null when the key is not in the state that the action is for: somebody else was faster.
   */
  readonly decide: (
    decision: Decision,
    decide: (before: AttributeDefinition) => AttributeDefinition,
    by: { readonly reviewerId: string; readonly now: Date },
  ) => Promise<AttributeDefinition | null>
}

export function createReviewStore(client: PrismaClient): ReviewStore {
  return {
    async findPage(after, limit) {
      const beyond =
        after === null
          ? Prisma.empty
          : Prisma.sql`AND ("listingCount" < ${after.listingCount} OR ("listingCount" = ${after.listingCount} AND "key" > ${after.key}))`
      const rows = await client.$queryRaw<(DefinitionRow & Omit<KeyUsage, 'key'> & { readonly createdAt: Date })[]>`
        SELECT "key", "labels", "description", "valueType"::text, "unit", "words", "propertyTypes"::text[], "status"::text, "mappedTo",
          "usageCount", "listingCount", "kinds", "examples", "createdAt"
        FROM "properties"."AttributeDefinition" WHERE "status" = 'NEW' ${beyond}
        ORDER BY "listingCount" DESC, "key" LIMIT ${limit}`
      return rows.map((row) => ({
        definition: toDefinition(row),
        usageCount: row.usageCount,
        listingCount: row.listingCount,
        kinds: row.kinds,
        examples: row.examples,
        firstSeenAt: row.createdAt,
      }))
    },
    countWaiting: () => client.attributeDefinition.count({ where: { status: 'NEW' } }),
    findState: (key) =>
      client.attributeDefinition.findUnique({
        where: { key },
        select: { status: true, reviewedBy: true, reviewedAt: true },
      }),
    decide: (decision, decide, { reviewerId, now }) =>
      client.$transaction(
        async (db) => {
          const before = await lock(db, decision.key)
          const expected = decision.action === 'REOPEN' ? 'REJECTED' : 'NEW'
          if (before === null || before.status !== expected || before.mappedTo !== null) return null
          const after = decide(before)
          await db.attributeDefinition.update({
            where: { key: decision.key },
            data: { ...toRow(after), reviewedBy: reviewerId, reviewedAt: now },
          })
          await db.attributeReview.create({
            data: {
              id: newId(now.getTime()),
              key: decision.key,
              action: decision.action,
              knownKey: after.mappedTo,
              reviewerId,
              note: decision.note,
              details: JSON.parse(JSON.stringify({ before, after })) as Prisma.InputJsonObject,
              reviewedAt: now,
            },
          })
          const toKey = after.mappedTo ?? (decision.action === 'APPROVE' ? decision.key : null)
          await beginMove(db, { key: decision.key, toKey, fromUnit: before.unit }, now)
          if (after.mappedTo !== null) await renameInSearches(db, decision.key, after.mappedTo)
          return after
        },
        { maxWait: 20_000, timeout: 20_000 },
      ),
  }
}

async function lock(db: Db, key: string): Promise<AttributeDefinition | null> {
  const [row] = await db.$queryRaw<DefinitionRow[]>`
    SELECT "key", "labels", "description", "valueType"::text, "unit", "words", "propertyTypes"::text[], "status"::text, "mappedTo"
    FROM "properties"."AttributeDefinition" WHERE "key" = ${key} FOR UPDATE`
  return row === undefined ? null : toDefinition(row)
}

/** Saved searches that ask for a key ask for the one it means from then on. */
async function renameInSearches(db: Db, key: string, knownKey: string): Promise<void> {
  const renamed = (column: 'filter' | 'conditions') => Prisma.sql`
    CASE WHEN jsonb_typeof(${Prisma.raw(`"${column}"`)} -> 'attributes') = 'array' THEN jsonb_set(${Prisma.raw(`"${column}"`)}, '{attributes}', (
      SELECT coalesce(jsonb_agg(CASE WHEN a.value ->> 'key' = ${key} THEN a.value || jsonb_build_object('key', ${knownKey}::text) ELSE a.value END ORDER BY a.place), '[]')
      FROM jsonb_array_elements(${Prisma.raw(`"${column}"`)} -> 'attributes') WITH ORDINALITY AS a(value, place)))
    ELSE ${Prisma.raw(`"${column}"`)} END`
  const named = JSON.stringify({ attributes: [{ key }] })
  await db.$executeRaw`
    UPDATE "properties"."SavedSearch" SET "filter" = ${renamed('filter')}, "conditions" = ${renamed('conditions')}
    WHERE "filter" @> ${named}::jsonb OR "conditions" @> ${named}::jsonb`
}
