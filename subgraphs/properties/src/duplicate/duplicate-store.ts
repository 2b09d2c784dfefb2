import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { Db } from '../db.ts'
import { type ListingRow, readListingRow } from '../listing/read-listing-row.ts'
import { visibleSql } from '../listing/visibility.ts'
import { type Candidate, findCandidates } from './find-candidates.ts'
import { type Duplicate, matchCandidates } from './match-candidates.ts'
import { createOffer, type Offer } from './offer.ts'
import { offeredStatuses } from './offered-statuses.ts'
import { recordSignatures } from './record-signatures.ts'
import { signatureVersion } from './text-signature.ts'

/** Which equal listings of one's own count. */
export interface OwnSearch {
  readonly ownerId: string
  readonly fingerprint: string
  /** Not this one. */
  readonly id?: string
  /** Not the one that this key made. */
  readonly mutationKey?: string | null
}

/** Listings that may be the same property, in the database. */
export interface DuplicateStore {
  /** For each offer, in order, what may be the same property among the listings that the viewer may see. */
  readonly find: (offers: readonly Offer[], viewer: Viewer | null) => Promise<Duplicate<Candidate>[][]>
  /**
   * The owner's own listing that is equal and offered already (`offeredStatuses`); null when there is none. Until the
   * transaction ends nobody else who asks this way offers another.
   */
  readonly findOwn: (db: Db, search: OwnSearch) => Promise<string | null>
  /**
   * Computes fingerprint and signature of at most `limit` listings after the id that lack them or have older ones, and
   * leaves alone what somebody is changing. Returns the last id it looked at; null at the end.
   */
  readonly signNext: (afterId: string | null, limit: number) => Promise<string | null>
}

export function createDuplicateStore(client: PrismaClient): DuplicateStore {
  return {
    async find(offers, viewer) {
      return matchCandidates(offers, await findCandidates(client, offers, visibleSql(viewer)))
    },
    async findOwn(db, { ownerId, fingerprint, id = null, mutationKey = null }) {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`offer:${ownerId}:${fingerprint}`}, 0))`
      const row = await db.property.findFirst({
        select: { id: true },
        where: {
          ownerId,
          fingerprint,
          deletedAt: null,
          standardStatus: { in: [...offeredStatuses] },
          ...(id !== null && { id: { not: id } }),
          ...(mutationKey !== null && { OR: [{ mutationKey: null }, { mutationKey: { not: mutationKey } }] }),
        },
        orderBy: { id: 'asc' },
      })
      return row?.id ?? null
    },
    signNext: (afterId, limit) => client.$transaction((db) => signNext(db, afterId, limit), { maxWait: 20_000 }),
  }
}

async function signNext(db: Db, afterId: string | null, limit: number): Promise<string | null> {
  const rows = await db.$queryRaw<ListingRow[]>`
    SELECT p.* FROM "properties"."Property" p
    WHERE p."id" > ${afterId ?? '00000000-0000-0000-0000-000000000000'}::uuid
      AND (p."fingerprint" IS NULL OR NOT EXISTS (
        SELECT 1 FROM "properties"."TextSignature" s
        WHERE s."propertyId" = p."id" AND s."version" = ${signatureVersion}::int
      ))
    ORDER BY p."id" LIMIT ${limit} FOR UPDATE OF p SKIP LOCKED`
  const offers = rows.map((row) => createOffer(readListingRow(row), readListingRow(row)))
  await db.$executeRaw`
    UPDATE "properties"."Property" p SET "fingerprint" = f."fingerprint"
    FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${offers.map(({ fingerprint }) => fingerprint)}::text[])
      AS f("id", "fingerprint")
    WHERE p."id" = f."id" AND p."fingerprint" IS DISTINCT FROM f."fingerprint"`
  await recordSignatures(
    db,
    offers.map(({ signature }, index) => ({ propertyId: String(rows[index]?.id), signature })),
  )
  return rows.length < limit ? null : (rows.at(-1)?.id ?? null)
}
