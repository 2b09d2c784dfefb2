import type { Db } from '../db.ts'
import { signatureVersion, type TextSignature } from './text-signature.ts'

/** Keeps the signatures of listings, in the transaction that wrote their texts. One statement, however many. */
export async function recordSignatures(
  db: Db,
  signed: readonly { readonly propertyId: string; readonly signature: TextSignature }[],
): Promise<void> {
  if (signed.length === 0) return
  const ids = signed.map(({ propertyId }) => propertyId)
  const minima = signed.map(({ signature }) => `{${signature.minima.join(',')}}`)
  const bands = signed.map(({ signature }) => `{${signature.bands.join(',')}}`)
  // A status or price that changes leaves the text as it is: its index entries then stay untouched.
  await db.$executeRaw`
    INSERT INTO "properties"."TextSignature" AS s ("propertyId", "version", "minima", "bands")
    SELECT t."id", ${signatureVersion}::int, t."minima"::int[], t."bands"::bigint[]
    FROM unnest(${ids}::uuid[], ${minima}::text[], ${bands}::text[]) AS t("id", "minima", "bands")
    ON CONFLICT ("propertyId") DO UPDATE
    SET "version" = EXCLUDED."version", "minima" = EXCLUDED."minima", "bands" = EXCLUDED."bands"
    WHERE s."version" <> EXCLUDED."version" OR s."bands" <> EXCLUDED."bands"`
}
