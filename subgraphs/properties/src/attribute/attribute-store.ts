import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import type { AttributeDefinition, AttributeStatus, CatalogueEntry } from './attribute.ts'
import { type DefinitionRow, toDefinition, toRow } from './definition-row.ts'
import { renewCatalogue } from './renew-catalogue.ts'

/** The attribute catalogue in the database. */
export interface AttributeStore {
  /** The definitions of these keys, and of those that they were mapped to. */
  readonly findMany: (keys: readonly string[], db?: Db) => Promise<CatalogueEntry[]>
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
      const rows = await db.$queryRaw<(DefinitionRow & { readonly usageCount: number })[]>`
        WITH named AS (SELECT "key", "mappedTo" FROM "properties"."AttributeDefinition" WHERE "key" = ANY(${[...keys]}))
        SELECT "key", "labels", "description", "valueType"::text, "unit", "words", "propertyTypes"::text[], "status"::text, "mappedTo",
          "usageCount"
        FROM "properties"."AttributeDefinition"
        WHERE "key" IN (SELECT "key" FROM named UNION ALL SELECT "mappedTo" FROM named WHERE "mappedTo" IS NOT NULL)`
      return rows.map((row) => ({ ...toDefinition(row), usageCount: row.usageCount }))
    },
    async findAll(statuses) {
      const where = { status: { in: [...statuses] } }
      const rows = await client.attributeDefinition.findMany({
        where,
        omit: { examples: true, kinds: true, synonyms: true },
      })
      return rows.map((row) => ({ ...toDefinition(row), usageCount: row.usageCount }))
    },
    async addMissing(definitions, db = client, edition = 0) {
      if (definitions.length === 0) return
      // One order for everyone: two transactions that add the same keys must not wait for each other.
      const sorted = [...definitions].sort((a, b) => (a.key < b.key ? -1 : 1))
      await db.attributeDefinition.createMany({
        data: sorted.map((one) => ({ ...toRow(one), edition })),
        skipDuplicates: true,
      })
    },
    renew: (definitions, edition, now) => renewCatalogue(client, { definitions, edition }, now),
  }
}
