import type { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import type { StandardStatus } from '../listing/listing.ts'
import type { Offer } from './offer.ts'

/** A listing that may be one of the offers looked up. */
export interface Candidate extends Offer {
  readonly id: string
  readonly standardStatus: StandardStatus
  readonly source: string | null
  readonly sourceKey: string | null
}

/** Of listings that share a part of their texts with any of a batch, at most so many are read. */
const nearMax = 2000
/** Of listings that are equal to one of them. */
const equalMax = 100

type Row = Omit<Candidate, 'signature' | 'amount' | 'isClosed'> & {
  readonly listPrice: unknown
  readonly minima: readonly number[] | null
  readonly bands: readonly (bigint | number | string)[] | null
}

/**
 * The listings, among those that `visible` (a condition on `p`) allows, that are equal to one of the offers or share a band
 * with it: one statement for all offers, served by the indexes on fingerprints and bands.
 */
export async function findCandidates(db: Db, offers: readonly Offer[], visible: Prisma.Sql): Promise<Candidate[]> {
  if (offers.length === 0) return []
  const fingerprints = [...new Set(offers.map(({ fingerprint }) => fingerprint))]
  const signatures = offers.flatMap(({ signature: { bands } }) => (bands.length === 0 ? [] : [`{${bands.join(',')}}`]))
  // One look into each index for each offer: with the keys of all offers together, PostgreSQL would compare every listing
  // with every key. What may be seen is asked last, for the same reason.
  const rows = await db.$queryRaw<Row[]>`
    WITH found AS MATERIALIZED (
      SELECT e."id" FROM unnest(${fingerprints}::text[]) AS f("fingerprint")
      CROSS JOIN LATERAL (
        SELECT q."id" FROM "properties"."Property" q WHERE q."fingerprint" = f."fingerprint" LIMIT ${equalMax}
      ) e
      UNION (
        SELECT t."propertyId" FROM unnest(${signatures}::text[]) AS b("bands")
        CROSS JOIN LATERAL (
          SELECT s."propertyId" FROM "properties"."TextSignature" s WHERE s."bands" && b."bands"::bigint[]
        ) t
        LIMIT ${nearMax}
      )
    )
    SELECT p."id", p."ownerId", p."standardStatus"::text, p."title", p."description",
      p."listingIntent"::text, p."propertyType"::text, p."cityKey", p."listPrice", p."currency", p."livingArea",
      p."lotSizeArea", p."bedroomsTotal", p."bathroomsTotal", p."latitude", p."longitude", p."fingerprint", p."source",
      p."sourceKey", s."minima", s."bands"
    FROM found JOIN "properties"."Property" p ON p."id" = found."id"
    LEFT JOIN "properties"."TextSignature" s ON s."propertyId" = p."id"
    WHERE ${visible}`
  return rows.map(({ listPrice, minima, bands: held, ...row }) => ({
    ...row,
    isClosed: row.standardStatus === 'CLOSED',
    amount: Number(listPrice),
    signature: { minima: minima ?? [], bands: (held ?? []).map(Number) },
  }))
}
