import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { AttributeValueType } from './attribute.ts'
import { defineKey } from './define-key.ts'
import { writeKeys } from './write-keys.ts'

/** How listings use a key. */
export interface KeyUsage {
  readonly key: string
  /** Published listings. */
  readonly usageCount: number
  readonly listingCount: number
  /** Kind to listings that have a value of it. */
  readonly kinds: Readonly<Partial<Record<AttributeValueType, number>>>
  /** A few different values as text, lists as JSON. */
  readonly examples: readonly string[]
}

/** How listings use keys, in the database: counted beside requests, read with the definitions. */
export interface UsageStore {
  /** Where the change log ends: while that stays, no count has changed. */
  readonly findState: () => Promise<string>
  readonly findCounted: () => Promise<string | null>
  /** Counts a run of listings in the order of their ids; `lastId` is null when there are no more. */
  readonly countRun: (
    afterId: string | null,
    limit: number,
  ) => Promise<{ readonly usages: readonly KindUsage[]; readonly lastId: string | null }>
  /** Writes what was counted where it differs, nothing for keys that are not among it, and the state that it belongs to. */
  readonly write: (usages: readonly KeyUsage[], state: string) => Promise<void>
  /** Removes at most `limit` keys that wait for review, came before that time, and that no listing has, deleted or not. */
  readonly removeUnused: (before: Date, limit: number) => Promise<number>
}

/** How a run of listings uses a key with values of one kind. */
export interface KindUsage extends Pick<KeyUsage, 'key' | 'usageCount' | 'listingCount' | 'examples'> {
  readonly kind: AttributeValueType
}

const positionName = 'attribute-usage'
const exampleLengthMax = 200

export function createUsageStore(client: PrismaClient): UsageStore {
  return {
    async findState() {
      const [row] = await client.$queryRaw<{ state: string | null }[]>`
        SELECT max("id")::text AS "state" FROM "properties"."PropertyChange"`
      return row?.state ?? '0'
    },
    async findCounted() {
      return (await client.followPosition.findUnique({ where: { name: positionName } }))?.position ?? null
    },
    async countRun(afterId, limit) {
      const rows = await client.$queryRaw<(KindUsage & { readonly lastId: string })[]>`
        WITH run AS MATERIALIZED (
          SELECT "id", "attributes", "standardStatus", "deletedAt" FROM "properties"."Property"
          WHERE ${afterId}::uuid IS NULL OR "id" > ${afterId}::uuid ORDER BY "id" LIMIT ${limit}
        ), last AS (
          SELECT "id"::text AS "lastId" FROM run ORDER BY "id" DESC LIMIT 1
        ), valued AS (
          SELECT e."key", run."standardStatus" = 'ACTIVE' AS "isPublic", left(e."value" #>> '{}', ${exampleLengthMax}::int) AS "text",
            CASE jsonb_typeof(e."value") WHEN 'boolean' THEN 'BOOLEAN' WHEN 'number' THEN 'NUMBER' WHEN 'array' THEN 'LIST'
              ELSE CASE WHEN (e."value" #>> '{}') ~ '^\d{4}-\d{2}-\d{2}$' THEN 'DATE' ELSE 'TEXT' END END AS "kind"
          FROM run CROSS JOIN LATERAL jsonb_each(run."attributes") AS e WHERE run."deletedAt" IS NULL
        ), counted AS (
          SELECT "key", "kind", count(*)::int AS "listingCount", (count(*) FILTER (WHERE "isPublic"))::int AS "usageCount",
            -- Two that differ are cheap to find; other runs have others.
            ARRAY[min("text" COLLATE "C"), max("text" COLLATE "C")] AS "examples"
          FROM valued GROUP BY "key", "kind"
        )
        SELECT last."lastId", counted.* FROM last LEFT JOIN counted ON TRUE`
      const usages = rows.filter(({ key }) => key !== null)
      return { usages, lastId: rows[0]?.lastId ?? null }
    },
    async write(usages, state) {
      const keys = usages.map(({ key }) => key)
      await defineMissing(client, usages)
      await client.$transaction([
        client.$executeRaw`
          UPDATE "properties"."AttributeDefinition" d
          SET "usageCount" = r."usageCount", "listingCount" = r."listingCount", "kinds" = r."kinds", "examples" = r."examples"
          FROM jsonb_to_recordset(${JSON.stringify(usages)}::jsonb)
            AS r("key" text, "usageCount" int, "listingCount" int, "kinds" jsonb, "examples" jsonb)
          WHERE d."key" = r."key" AND (d."usageCount", d."listingCount", d."kinds", d."examples")
            IS DISTINCT FROM (r."usageCount", r."listingCount", r."kinds", r."examples")`,
        client.$executeRaw`
          UPDATE "properties"."AttributeDefinition"
          SET "usageCount" = 0, "listingCount" = 0, "kinds" = '{}', "examples" = '[]'
          WHERE "listingCount" <> 0 AND "key" <> ALL(${keys})`,
        client.$executeRaw`
          INSERT INTO "properties"."FollowPosition" ("name", "position") VALUES (${positionName}, ${state})
          ON CONFLICT ("name") DO UPDATE SET "position" = EXCLUDED."position"`,
      ])
    },
    removeUnused: (before, limit) => client.$executeRaw`
      DELETE FROM "properties"."AttributeDefinition" WHERE "key" IN (
        SELECT d."key" FROM "properties"."AttributeDefinition" d
        WHERE d."status" = 'NEW' AND d."listingCount" = 0 AND d."createdAt" < ${before}::timestamptz
          AND (SELECT count(*) FROM "properties"."Property" p WHERE p."attributes" ? d."key") = 0
        ORDER BY d."key" LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
  }
}

/** A listing that was written in the moment in which its key was removed has one that nothing defines. */
async function defineMissing(client: PrismaClient, usages: readonly KeyUsage[]): Promise<void> {
  const keys = usages.map(({ key }) => key)
  const found = await client.$queryRaw<{ key: string }[]>`
    SELECT u."key" FROM unnest(${keys}::text[]) AS u("key")
    WHERE NOT EXISTS (SELECT 1 FROM "properties"."AttributeDefinition" d WHERE d."key" = u."key")`
  const missing = new Set(found.map(({ key }) => key))
  const defined = usages
    .filter(({ key }) => missing.has(key))
    .map(({ key, kinds }) => {
      const [kind] = Object.entries(kinds).sort(([, a], [, b]) => b - a)
      return defineKey(key, (kind?.[0] ?? 'TEXT') as AttributeValueType, null)
    })
  await writeKeys(client, defined, {})
}
