import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { Db } from '../db.ts'
import type { PropertyType } from '../listing/listing.ts'
import { visibleSql } from '../listing/visibility.ts'
import type { AttributeDefinition, AttributeStatus, CatalogueEntry } from './attribute.ts'
import { type DefinitionRow, toDefinition } from './definition-row.ts'
import { renewCatalogue } from './renew-catalogue.ts'
import { writeKeys } from './write-keys.ts'

/** What is asked of the catalogue. */
export interface OfferedKeys {
  /** Only what is asked for this type; all when null. */
  readonly propertyType: PropertyType | null
  readonly limit: number
  /** Also keys that are not searched by: mapped ones, and rejected ones that published listings have. */
  readonly withRejected: boolean
}

/** The attribute catalogue in the database. */
export interface AttributeStore {
  /** The definitions of these keys, and of those that they were mapped to. */
  readonly findMany: (keys: readonly string[], db?: Db) => Promise<CatalogueEntry[]>
  /**
   * Of these keys those that the viewer may know of: reviewed ones that are known or mapped, and any other that a listing
   * has which the viewer may see.
   */
  readonly findVisible: (keys: readonly string[], viewer: Viewer | null) => Promise<CatalogueEntry[]>
  /** What everybody may know of, known keys first, each the most used first: a key that waits only if a published listing has it. */
  readonly findOffered: (asked: OfferedKeys) => Promise<CatalogueEntry[]>
  /** Every key of these statuses. */
  readonly findAll: (statuses: readonly AttributeStatus[]) => Promise<CatalogueEntry[]>
  /** Adds definitions; a key that is there already stays as it is. */
  readonly addMissing: (definitions: readonly AttributeDefinition[], db?: Db, edition?: number) => Promise<void>
  /** Takes an edition of the catalogue file over older ones; see ensureCatalogue. */
  readonly renew: (definitions: readonly AttributeDefinition[], edition: number, now: Date) => Promise<void>
}

export function createAttributeStore(client: PrismaClient): AttributeStore {
  return {
    async findMany(keys, db = client) {
      if (keys.length === 0) return []
      // One array is one parameter: a batch may name more keys than a statement takes parameters.
      const named = Prisma.sql`
        WITH named AS (SELECT "key", "mappedTo" FROM "properties"."AttributeDefinition" WHERE "key" = ANY(${[...keys]}))`
      const isNamed = Prisma.sql`
        d."key" IN (SELECT "key" FROM named UNION ALL SELECT "mappedTo" FROM named WHERE "mappedTo" IS NOT NULL)`
      return (await db.$queryRaw<EntryRow[]>`${named} ${select} WHERE ${isNamed}`).map(toEntry)
    },
    async findVisible(keys, viewer) {
      if (keys.length === 0) return []
      const rows = await client.$queryRaw<EntryRow[]>`${select} WHERE d."key" = ANY(${[...keys]}) AND (
        d."status" = 'KNOWN' OR d."mappedTo" IS NOT NULL OR d."usageCount" > 0
        -- Counted, not looked for: a key that few have would be looked for in every listing.
        OR (SELECT count(*) FROM "properties"."Property" p WHERE p."attributes" ? d."key" AND ${visibleSql(viewer)}) > 0)`
      return rows.map(toEntry)
    },
    async findOffered({ propertyType, limit, withRejected }) {
      const isOffered = withRejected
        ? Prisma.sql`(d."status" = 'KNOWN' OR d."usageCount" > 0 OR d."mappedTo" IS NOT NULL)`
        : Prisma.sql`(d."status" = 'KNOWN' OR (d."status" = 'NEW' AND d."usageCount" > 0))`
      const isAsked = Prisma.sql`(${propertyType}::text IS NULL OR cardinality(d."propertyTypes") = 0
        OR ${propertyType}::text = ANY(d."propertyTypes"::text[]))`
      const rows = await client.$queryRaw<EntryRow[]>`${select} WHERE ${isOffered} AND ${isAsked}
        ORDER BY d."status" = 'KNOWN' DESC, d."usageCount" DESC, d."key" COLLATE "C" LIMIT ${limit}`
      return rows.map(toEntry)
    },
    async findAll(statuses) {
      const where = { status: { in: [...statuses] } }
      const rows = await client.attributeDefinition.findMany({
        where,
        omit: { examples: true, kinds: true, synonyms: true },
      })
      return rows.map(toEntry)
    },
    addMissing: (definitions, db = client, edition = 0) => writeKeys(db, definitions, { edition }),
    renew: (definitions, edition, now) => renewCatalogue(client, { definitions, edition }, now),
  }
}

type EntryRow = DefinitionRow & { readonly usageCount: number }

const select = Prisma.sql`
  SELECT d."key", d."labels", d."description", d."valueType"::text, d."unit", d."words", d."propertyTypes"::text[], d."status"::text,
    d."mappedTo", d."usageCount"
  FROM "properties"."AttributeDefinition" d`

function toEntry(row: EntryRow): CatalogueEntry {
  return { ...toDefinition(row), usageCount: row.usageCount }
}
