import type { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import type { AttributeDefinition, AttributeStatus } from './attribute.ts'

/** The attribute catalogue in the database. */
export interface AttributeStore {
  readonly findMany: (keys: readonly string[], db?: Db) => Promise<AttributeDefinition[]>
  readonly findAll: () => Promise<AttributeDefinition[]>
  /** Adds definitions; a key that is there already stays as it is. */
  readonly addMissing: (definitions: readonly AttributeDefinition[], db?: Db) => Promise<void>
  /** Makes NEW keys of the same kind known, when a release has come to know them. */
  readonly promote: (definitions: readonly AttributeDefinition[]) => Promise<void>
  /** Published listings by the attributes they have. */
  readonly countUses: () => Promise<ReadonlyMap<string, number>>
}

export function createAttributeStore(client: Db): AttributeStore {
  return {
    async findMany(keys, db = client) {
      if (keys.length === 0) return []
      // One array is one parameter: a batch may name more keys than a statement takes parameters.
      const rows = await db.$queryRaw<Row[]>`
        SELECT "key", "labels", "valueType"::text, "unit", "synonyms", "propertyTypes"::text[], "status"::text
        FROM "properties"."AttributeDefinition" WHERE "key" = ANY(${[...keys]})`
      return rows.map(toDefinition)
    },
    async findAll() {
      return (await client.attributeDefinition.findMany()).map(toDefinition)
    },
    async addMissing(definitions, db = client) {
      if (definitions.length === 0) return
      // One order for everyone: two transactions that add the same keys must not wait for each other.
      const sorted = [...definitions].sort((a, b) => (a.key < b.key ? -1 : 1))
      await db.attributeDefinition.createMany({ data: sorted.map(toRow), skipDuplicates: true })
    },
    async promote(definitions) {
      const rows = JSON.stringify(definitions)
      await client.$executeRaw`
        UPDATE "properties"."AttributeDefinition" d
        SET "status" = 'KNOWN', "labels" = r."labels", "unit" = r."unit",
          "synonyms" = ARRAY(SELECT jsonb_array_elements_text(r."synonyms")),
          "propertyTypes" = ARRAY(SELECT jsonb_array_elements_text(r."propertyTypes"))::"properties"."PropertyType"[]
        FROM jsonb_to_recordset(${rows}::jsonb)
          AS r("key" text, "labels" jsonb, "valueType" text, "unit" text, "synonyms" jsonb, "propertyTypes" jsonb)
        WHERE d."key" = r."key" AND d."status" = 'NEW' AND d."valueType"::text = r."valueType"`
    },
    async countUses() {
      const rows = await client.$queryRaw<{ key: string; uses: number }[]>`
        SELECT k."key", count(*)::int AS "uses"
        FROM "properties"."Property" p CROSS JOIN LATERAL jsonb_object_keys(p."attributes") AS k("key")
        WHERE p."standardStatus" = 'ACTIVE' GROUP BY k."key"`
      return new Map(rows.map(({ key, uses }) => [key, uses]))
    },
  }
}

type Row = Omit<AttributeDefinition, 'labels' | 'status'> & { labels: Prisma.JsonValue; status: AttributeStatus }

function toDefinition(row: Row): AttributeDefinition {
  const { key, valueType, unit, synonyms, propertyTypes, status } = row
  return { key, labels: row.labels as Record<string, string>, valueType, unit, synonyms, propertyTypes, status }
}

function toRow(definition: AttributeDefinition): Prisma.AttributeDefinitionCreateManyInput {
  return {
    ...definition,
    labels: { ...definition.labels },
    synonyms: [...definition.synonyms],
    propertyTypes: [...definition.propertyTypes],
  }
}
