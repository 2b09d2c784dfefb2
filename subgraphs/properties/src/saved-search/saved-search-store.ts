import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { PropertyFilter } from '@ree-ai/db/property-filter'
import type { Db } from '../db.ts'
import { newId } from '../new-id.ts'
import { toConditionColumns } from './condition-columns.ts'
import { foldFilter } from './fold-filter.ts'
import { listTerms } from './list-stems.ts'
import { mergeConditions } from './merge-conditions.ts'
import { nextDigestAt } from './next-digest-at.ts'
import type { SavedSearch, SearchMatch, SearchNotify, Understanding } from './saved-search.ts'

/** What a person says of a search, with what was understood of its query. */
export interface SearchContent {
  readonly name: string
  readonly filter: PropertyFilter
  readonly query: string | null
  readonly understanding: Understanding | null
  readonly notify: SearchNotify
}

/** When understanding a query is tried again, in ms. */
const understandAgainMs = 60_000

/** Saved searches in the database. */
export interface SavedSearchStore {
  readonly find: (id: string) => Promise<SavedSearch | null>
  readonly findMany: (ids: readonly string[]) => Promise<SavedSearch[]>
  /** Oldest first. */
  readonly findOf: (userId: string) => Promise<SavedSearch[]>
  /** Null when the person has `limit` of them. Two at once count one after the other. */
  readonly create: (userId: string, content: SearchContent, limit: number, now: Date) => Promise<SavedSearch | null>
  /** Null when it is gone. `digestAt` undefined leaves the next mail as it is; a search that told nobody starts anew. */
  readonly update: (
    before: SavedSearch,
    content: SearchContent,
    digestAt: Date | null | undefined,
    now: Date,
  ) => Promise<SavedSearch | null>
  readonly remove: (userId: string, id: string) => Promise<boolean>
  /** Searches whose query waits to be understood. */
  readonly findToUnderstand: (now: Date, limit: number) => Promise<SavedSearch[]>
  /** Keeps what a query was understood to say, unless the search has changed since. */
  readonly setUnderstanding: (search: SavedSearch, understanding: Understanding) => Promise<void>
  /** Tries these again in a minute. */
  readonly postpone: (ids: readonly string[], now: Date) => Promise<void>
  /** Ends the mails of one search of a person, or of all. Returns of how many. */
  readonly silence: (userId: string, id: string | null, now: Date) => Promise<number>
  readonly countMatches: (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>
  /** The latest matches of each, newest first. */
  readonly findMatches: (ids: readonly string[], limit: number) => Promise<SearchMatch[]>
}

export function createSavedSearchStore(client: PrismaClient): SavedSearchStore {
  const transact = <T>(work: (db: Db) => Promise<T>) => client.$transaction(work, { maxWait: 20_000, timeout: 20_000 })
  return {
    async find(id) {
      const row = await client.savedSearch.findUnique({ where: { id } })
      return row === null ? null : readSavedSearch(row)
    },
    async findMany(ids) {
      return (await client.savedSearch.findMany({ where: { id: { in: [...ids] } } })).map(readSavedSearch)
    },
    async findOf(userId) {
      const rows = await client.savedSearch.findMany({
        where: { userId },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      })
      return rows.map(readSavedSearch)
    },
    create: (userId, content, limit, now) =>
      transact(async (db) => {
        await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`searches:${userId}`}, 0))`
        if ((await db.savedSearch.count({ where: { userId } })) >= limit) return null
        const data = {
          ...(await toRow(db, content, now)),
          id: newId(now.getTime()),
          userId,
          createdAt: now,
          digestAt: firstDigestAt(content.notify, now),
        }
        return readSavedSearch(await db.savedSearch.create({ data }))
      }),
    update: (before, content, digestAt, now) =>
      transact(async (db) => {
        const data = { ...(await toRow(db, content, now)), ...(digestAt !== undefined && { digestAt }) }
        const [row] = await db.savedSearch.updateManyAndReturn({ where: { id: before.id }, data })
        if (row === undefined) return null
        // What matched while nobody was told of matches is not told later.
        if (before.notify === 'NEVER' && content.notify !== 'NEVER')
          await db.savedSearchMatch.updateMany({
            where: { savedSearchId: before.id, digestedAt: null },
            data: { digestedAt: new Date(0) },
          })
        return readSavedSearch(row)
      }),
    async remove(userId, id) {
      return (await client.savedSearch.deleteMany({ where: { id, userId } })).count > 0
    },
    async findToUnderstand(now, limit) {
      const rows = await client.savedSearch.findMany({
        where: { understandAt: { lte: now } },
        orderBy: { understandAt: 'asc' },
        take: limit,
      })
      return rows.map(readSavedSearch)
    },
    setUnderstanding: (search, understanding) =>
      transact(async (db) => {
        const data = await toRow(db, { ...search, understanding }, search.updatedAt)
        await db.savedSearch.updateMany({ where: { id: search.id, updatedAt: search.updatedAt }, data })
      }),
    async postpone(ids, now) {
      await client.savedSearch.updateMany({
        where: { id: { in: [...ids] }, understandAt: { not: null } },
        data: { understandAt: new Date(now.getTime() + understandAgainMs) },
      })
    },
    async silence(userId, id, now) {
      const { count } = await client.savedSearch.updateMany({
        where: { userId, ...(id !== null && { id }), notify: { not: 'NEVER' } },
        data: { notify: 'NEVER', digestAt: null, updatedAt: now },
      })
      return count
    },
    async countMatches(ids) {
      const rows = await client.savedSearchMatch.groupBy({
        by: ['savedSearchId'],
        where: { savedSearchId: { in: [...ids] } },
        _count: { _all: true },
      })
      return new Map(rows.map(({ savedSearchId, _count }) => [savedSearchId, _count._all]))
    },
    async findMatches(ids, limit) {
      const rows = await client.$queryRaw<MatchRow[]>`
        SELECT m.* FROM unnest(${[...ids]}::uuid[]) AS s("id")
        CROSS JOIN LATERAL (
          SELECT "id", "savedSearchId", "propertyId", "kind"::text, "listPrice", "currency", "matchedAt"
          FROM "properties"."SavedSearchMatch" WHERE "savedSearchId" = s."id"
          ORDER BY "matchedAt" DESC, "id" DESC LIMIT ${limit}
        ) m`
      return rows.map(readMatch)
    },
  }
}

/** The first mail of a search; an instant one waits for its first match. */
function firstDigestAt(notify: SearchNotify, now: Date): Date | null {
  return notify === 'INSTANT' ? null : nextDigestAt(notify, now.getTime())
}

async function toRow(db: Db, { name, filter, query, understanding, notify }: SearchContent, now: Date) {
  const isWaiting = query !== null && understanding === null
  const merged = mergeConditions(filter, understanding)
  const conditions = await foldFilter(merged.filter, (texts) => lowerTexts(db, texts))
  // With neither a filter nor an understanding, all words have to be there: anything else would match everything.
  const words = isWaiting && Object.keys(merged.filter).length === 0 ? query : (understanding?.remainder ?? '')
  return {
    name,
    filter: filter as Prisma.InputJsonObject,
    query,
    understanding: understanding === null ? Prisma.DbNull : (understanding as unknown as Prisma.InputJsonObject),
    understandAt: isWaiting ? new Date(now.getTime() + understandAgainMs) : null,
    conditions: conditions as unknown as Prisma.InputJsonObject,
    terms: listTerms(words),
    notify,
    ...toConditionColumns(conditions),
    updatedAt: now,
  }
}

/** Texts in the database's own lower case. */
export async function lowerTexts(db: Db, texts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.$queryRaw<{ text: string; lowered: string }[]>`
    SELECT "text", lower("text") AS "lowered" FROM unnest(${[...new Set(texts)]}::text[]) AS t("text")`
  return new Map(rows.map(({ text, lowered }) => [text, lowered]))
}

interface SavedSearchRow extends Omit<SavedSearch, 'filter' | 'understanding'> {
  readonly filter: unknown
  readonly understanding: unknown
}

function readSavedSearch(row: SavedSearchRow): SavedSearch {
  const { id, userId, name, query, notify, createdAt, updatedAt } = row
  const filter = row.filter as PropertyFilter
  return {
    id,
    userId,
    name,
    filter,
    query,
    understanding: row.understanding as Understanding | null,
    notify,
    createdAt,
    updatedAt,
  }
}

/** A match as a query returns it. */
export interface MatchRow {
  readonly id: bigint
  readonly savedSearchId: string
  readonly propertyId: string
  readonly kind: string
  readonly listPrice: unknown
  readonly currency: string
  readonly matchedAt: Date
}

export function readMatch({ listPrice, currency, kind, ...row }: MatchRow): SearchMatch {
  return { ...row, kind: kind as SearchMatch['kind'], price: { amount: Number(listPrice), currency } }
}
