import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { embedMany } from '@ree-ai/kit/language/embedding/embed-many'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import type { Db } from '../db.ts'
import { inTransaction } from '../in-transaction.ts'
import { collections } from '../index/collection.ts'
import { forgetWords, readTerms } from '../index/forget-words.ts'
import { removePostings } from '../index/remove-postings.ts'
import { toVectorLiteral } from '../index/to-vector-literal.ts'
import { writePostings } from '../index/write-postings.ts'
import { writeWords } from '../index/write-words.ts'
import { composeSearchedText } from '../retrieval/compose-searched-text.ts'
import { analyzeListing } from './analyze-listing.ts'
import { movePosition } from './index-position.ts'
import { type ListingRow, type PropertyChange, toListingRow } from './listing-row.ts'

const columnTypes: Readonly<Record<keyof ListingRow | 'length', string>> = {
  propertyId: 'uuid',
  version: 'int',
  contentHash: 'text',
  ownerId: 'uuid',
  standardStatus: 'text',
  listingIntent: 'text',
  propertyType: 'text',
  listPrice: 'numeric',
  currency: 'text',
  livingArea: 'float8',
  lotSizeArea: 'float8',
  bedroomsTotal: 'int',
  bathroomsTotal: 'float8',
  yearBuilt: 'int',
  cityKey: 'text',
  districtKey: 'text',
  stateOrProvince: 'text',
  postalCode: 'text',
  country: 'text',
  latitude: 'float8',
  longitude: 'float8',
  attributes: 'jsonb',
  title: 'text',
  description: 'text',
  completeness: 'float8',
  engagement: 'float8',
  listedAt: 'timestamptz',
  length: 'int',
}
const names = Object.keys(columnTypes)
const columns = Prisma.raw(names.map((name) => `"${name}"`).join(', '))
const recordColumns = Prisma.raw(
  Object.entries(columnTypes)
    .map(([name, type]) => `"${name}" ${type}`)
    .join(', '),
)
const updates = Prisma.raw(
  names
    .filter((name) => name !== 'propertyId')
    .map((name) => `"${name}" = EXCLUDED."${name}"`)
    .join(', '),
)

/** Where a page of changes stands in the log. */
export interface ChangePage {
  readonly changes: readonly PropertyChange[]
  readonly from: string | null
  /** The position to store, or undefined to leave it: the page is to be read again. */
  readonly to: string | null | undefined
}

/**
 * Takes a page of changes into the index in one transaction with its position: new and changed listings, whole; removed ones go. A
 * listing with the same content is left alone but for its engagement, and an older version never replaces a newer one, so that a page may come any number of
 * times. False when another replica has taken the page.
 */
export async function applyChanges(
  page: ChangePage,
  deps: { readonly client: PrismaClient; readonly hasVectors: boolean; readonly model: EmbeddingModel },
): Promise<boolean> {
  // The last entry of a listing tells its state.
  const latest = [...new Map(page.changes.map((change) => [change.propertyId, change])).values()]
  const removed = latest.filter(({ property }) => property === null).map(({ propertyId }) => propertyId)
  const { changed, moved } = await findChanged(deps.client, latest)
  const texts = changed.map(({ row }) => composeSearchedText(row.title, [], row.description))
  const vectors = deps.hasVectors ? (await embedMany(deps.model, texts)).map(toVectorLiteral) : null
  const prepared = changed.map(({ row, property }) => ({ row, analyzed: analyzeListing(property) }))
  return inTransaction(deps.client, async (db) => {
    if (page.to !== undefined && !(await movePosition(db, page.from, page.to))) return false
    const termsBefore = [...(await removeListings(db, removed))]
    await writeEngagement(db, moved)
    if (prepared.length === 0) {
      await forgetWords(db, collections.listing, termsBefore)
      return true
    }
    const rows = prepared.map(({ row, analyzed }, index) => ({
      ...row,
      length: analyzed.length,
      vector: vectors?.[index] ?? null,
    }))
    const written = await db.$queryRaw<{ id: number; propertyId: string; isReplaced: boolean }[]>(
      upsertSql(rows, vectors === null ? null : deps.model.version),
    )
    const analyzed = new Map(prepared.map((listing) => [listing.row.propertyId, listing.analyzed]))
    // A row that was not there before has no terms to remove.
    const replaced = written.filter(({ isReplaced }) => isReplaced).map(({ id }) => id)
    termsBefore.push(...(await readTerms(db, collections.listing, replaced)))
    await removePostings(db, collections.listing, replaced)
    const texts = written.flatMap(({ id, propertyId }) => {
      const text = analyzed.get(propertyId)
      return text === undefined ? [] : [{ id, analyzed: text }]
    })
    await writePostings(db, collections.listing, texts)
    await writeWords(db, collections.listing, texts)
    await forgetWords(db, collections.listing, [...new Set(termsBefore)])
    return true
  })
}

async function findChanged(client: PrismaClient, changes: readonly PropertyChange[]) {
  const present = changes.flatMap(({ propertyId, property }) =>
    property === null ? [] : [{ row: toListingRow(propertyId, property), property }],
  )
  const known = await client.listing.findMany({
    where: { propertyId: { in: present.map(({ row }) => row.propertyId) } },
    select: { propertyId: true, contentHash: true, engagement: true },
  })
  const before = new Map(known.map((listing) => [listing.propertyId, listing]))
  const isNew = ({ row }: (typeof present)[number]) => before.get(row.propertyId)?.contentHash !== row.contentHash
  return {
    changed: present.filter(isNew),
    /** The same in all but what people made of them. */
    moved: present
      .filter((listing) => !isNew(listing) && before.get(listing.row.propertyId)?.engagement !== listing.row.engagement)
      .map(({ row }) => row),
  }
}

async function writeEngagement(db: Db, rows: readonly ListingRow[]): Promise<void> {
  if (rows.length === 0) return
  const given = rows.map(({ propertyId, version, engagement }) => ({ propertyId, version, engagement }))
  await db.$executeRaw`
    UPDATE "rag"."Listing" l SET "engagement" = t."engagement"
    FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS t ("propertyId" uuid, "version" int, "engagement" float8)
    WHERE l."propertyId" = t."propertyId" AND l."version" <= t."version"`
}

/** Returns the terms that they had. */
async function removeListings(db: Db, propertyIds: readonly string[]): Promise<readonly string[]> {
  if (propertyIds.length === 0) return []
  const gone = await db.$queryRaw<{ id: number }[]>`
    DELETE FROM "rag"."Listing" WHERE "propertyId" = ANY (${[...propertyIds]}::uuid[]) RETURNING "id"`
  const ids = gone.map(({ id }) => id)
  const terms = await readTerms(db, collections.listing, ids)
  await removePostings(db, collections.listing, ids)
  return terms
}

function upsertSql(rows: readonly object[], model: string | null): Prisma.Sql {
  const [column, value, update] =
    model === null
      ? [Prisma.empty, Prisma.empty, Prisma.empty]
      : [Prisma.sql`, "embedding"`, Prisma.sql`, "vector"::vector`, Prisma.sql`, "embedding" = EXCLUDED."embedding"`]
  return Prisma.sql`
    INSERT INTO "rag"."Listing" AS known ("model", ${columns} ${column})
    SELECT ${model ?? ''}, ${columns} ${value}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS t (${recordColumns}, "vector" text)
    ON CONFLICT ("propertyId") DO UPDATE SET "model" = EXCLUDED."model", ${updates} ${update}
    WHERE known."version" <= EXCLUDED."version"
    RETURNING "id", "propertyId", known.xmax <> 0 AS "isReplaced"`
}
