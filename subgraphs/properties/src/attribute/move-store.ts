import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { recordChanges } from '../change/record-changes.ts'
import type { Db } from '../db.ts'
import type { AttributeContent, Attributes } from '../listing/listing.ts'
import type { AttributeDefinition } from './attribute.ts'
import { type MovedAttributes, moveAttribute } from './move-attribute.ts'

/** A request that read the definition before the review has ended by then: no transaction of ours takes longer. */
const finalAfterMs = 120_000
const keptExamplesMax = 20

/** Where listings go after a review; see `AttributeMove` in the schema of the database. */
export interface Move {
  readonly key: string
  readonly toKey: string | null
  readonly fromUnit: string | null
}

/** How far listings have followed a review. */
export interface MoveProgress {
  /** Listings that were not looked at yet. */
  readonly pending: number
  readonly moved: number
  /** Listings whose value could not be converted and stays under its key. */
  readonly kept: number
  readonly keptExamples: readonly { readonly propertyId: string; readonly value: AttributeContent }[]
}

/** Moves of attributes in the database. */
export interface MoveStore {
  /**
   * Does the next batch of at most `limit` listings in one short transaction: of `key`, or of whichever move is due and not
   * in another replica's hands. False when there was nothing to do.
   */
  readonly work: (now: Date, limit: number, key?: string) => Promise<boolean>
  readonly findProgress: (keys: readonly string[]) => Promise<(MoveProgress & { readonly key: string })[]>
}

interface MoveRow extends Move, MoveProgress {
  readonly keptSoFar: number
  readonly afterId: string | null
  readonly isFinal: boolean
  readonly finalFrom: Date
}

interface ListingAttributes {
  readonly id: string
  readonly attributes: Attributes
}

type FindDefinitions = (keys: readonly string[], db: Db) => Promise<readonly AttributeDefinition[]>

/** Has listings follow a review, in the transaction of the review. */
export async function beginMove(db: Db, { key, toKey, fromUnit }: Move, now: Date): Promise<void> {
  const finalFrom = new Date(now.getTime() + finalAfterMs)
  await db.attributeMove.deleteMany({ where: { key } })
  await db.$executeRaw`
    INSERT INTO "properties"."AttributeMove" ("key", "toKey", "fromUnit", "pending", "finalFrom", "dueAt")
    SELECT ${key}, ${toKey}, ${fromUnit}, count(*)::int, ${finalFrom}::timestamptz, ${now}::timestamptz
    FROM "properties"."Property" WHERE "attributes" ? ${key}`
}

export function createMoveStore(client: PrismaClient, findDefinitions: FindDefinitions): MoveStore {
  return {
    work: (now, limit, key) =>
      client.$transaction((db) => work(db, findDefinitions, { now, limit, key: key ?? null }), {
        maxWait: 20_000,
        timeout: 20_000,
      }),
    async findProgress(keys) {
      const rows = await client.attributeMove.findMany({ where: { key: { in: [...keys] } } })
      return rows.map(({ key, pending, moved, kept, keptSoFar, keptExamples }) => ({
        key,
        pending,
        moved,
        kept: Math.max(kept, keptSoFar),
        keptExamples: keptExamples as unknown as MoveProgress['keptExamples'],
      }))
    },
  }
}

async function work(
  db: Db,
  findDefinitions: FindDefinitions,
  { now, limit, key }: { readonly now: Date; readonly limit: number; readonly key: string | null },
): Promise<boolean> {
  const [move] = await db.$queryRaw<MoveRow[]>`
    SELECT "key", "toKey", "fromUnit", "pending", "moved", "kept", "keptSoFar", "keptExamples", "afterId"::text, "isFinal", "finalFrom"
    FROM "properties"."AttributeMove"
    WHERE "dueAt" <= ${now}::timestamptz AND (${key}::text IS NULL OR "key" = ${key})
    ORDER BY "dueAt" LIMIT 1 FOR UPDATE SKIP LOCKED`
  if (move === undefined) return false
  const listings = await db.$queryRaw<ListingAttributes[]>`
    SELECT "id", "attributes" FROM "properties"."Property"
    WHERE "attributes" ? ${move.key} AND (${move.afterId}::uuid IS NULL OR "id" > ${move.afterId}::uuid)
    ORDER BY "id" LIMIT ${limit} FOR UPDATE`
  const found = await findDefinitions(move.toKey === null ? [move.key] : [move.key, move.toKey], db)
  const definitions = new Map(found.map((one) => [one.key, one]))
  const results = listings.map((listing) => ({ ...listing, ...moveAttribute(listing.attributes, move, definitions) }))
  await write(db, results)
  await advance(db, move, results, { isPassOver: listings.length < limit, now })
  return true
}

type MovedListing = { readonly id: string } & MovedAttributes & Pick<ListingAttributes, 'attributes'>

async function write(db: Db, results: readonly MovedListing[]): Promise<void> {
  const changed = results.flatMap(({ id, after }) => (after === null ? [] : [{ id, attributes: after }]))
  if (changed.length > 0)
    // The version moves, so that an edit that was begun before does not bring back what was moved.
    await db.$executeRaw`
      UPDATE "properties"."Property" p SET "attributes" = r."attributes", "version" = p."version" + 1
      FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS r("id" uuid, "attributes" jsonb) WHERE p."id" = r."id"`
  const told = results.filter(({ after, isAnnounced }) => after !== null || isAnnounced)
  await recordChanges(
    db,
    told.map(({ id }) => id),
  )
}

async function advance(
  db: Db,
  move: MoveRow,
  results: readonly MovedListing[],
  { isPassOver, now }: { readonly isPassOver: boolean; readonly now: Date },
): Promise<void> {
  const kept = results.filter(({ isKept }) => isKept)
  const keptSoFar = move.keptSoFar + kept.length
  // The last pass meets the same ones again.
  const examples = new Map(move.keptExamples.map((one) => [one.propertyId, one]))
  for (const { id, attributes } of kept) {
    const value = attributes[move.key]
    if (value !== undefined && examples.size < keptExamplesMax) examples.set(id, { propertyId: id, value })
  }
  const isDone = isPassOver && move.isFinal
  await db.attributeMove.update({
    where: { key: move.key },
    data: {
      pending: isPassOver ? 0 : Math.max(0, move.pending - results.length),
      moved: { increment: results.filter(({ after }) => after !== null).length },
      keptExamples: [...examples.values()].map(({ propertyId, value }) => ({ propertyId, value: value as string })),
      keptSoFar: isPassOver ? 0 : keptSoFar,
      ...(isPassOver && { kept: keptSoFar, isFinal: true }),
      afterId: isPassOver ? null : (results.at(-1)?.id ?? null),
      dueAt: isDone ? null : isPassOver && move.finalFrom > now ? move.finalFrom : now,
    },
  })
}
