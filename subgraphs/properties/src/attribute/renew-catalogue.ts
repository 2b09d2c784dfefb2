import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { AttributeDefinition } from './attribute.ts'
import { type DefinitionRow, toDefinition, toRow } from './definition-row.ts'
import type { CatalogueFile } from './load-catalogue-file.ts'
import { beginMove } from './move-store.ts'

interface StoredRow extends DefinitionRow {
  readonly isReviewed: boolean
  readonly kinds: Readonly<Record<string, number>>
}

/**
 * Writes an edition of the catalogue file over rows that an older one has filled. A NEW key that the file has come to know
 * is KNOWN from then on, and its listings follow; of a key that a reviewer approved, only languages that nobody has given
 * words for are filled in; what was rejected or mapped stays.
 */
export async function renewCatalogue(
  client: PrismaClient,
  { definitions, edition }: CatalogueFile,
  now: Date,
): Promise<void> {
  const known = new Map(definitions.map((one) => [one.key, one]))
  const keys = [...known.keys()]
  // Most starts find the edition they bring: nothing is locked then.
  const older = { key: { in: keys }, edition: { lt: edition } }
  if ((await client.attributeDefinition.count({ where: older })) === 0) return
  await client.$transaction(
    async (db) => {
      const rows = await db.$queryRaw<StoredRow[]>`
        SELECT "key", "labels", "description", "valueType"::text, "unit", "words", "propertyTypes"::text[], "status"::text, "mappedTo",
          "reviewedAt" IS NOT NULL AS "isReviewed", "kinds"
        FROM "properties"."AttributeDefinition" WHERE "key" = ANY(${keys}) AND "edition" < ${edition}
        ORDER BY "key" FOR UPDATE`
      for (const row of rows) {
        const release = known.get(row.key)
        if (release === undefined) continue
        const before = toDefinition(row)
        const after = merge(before, release, row.isReviewed)
        await db.attributeDefinition.update({ where: { key: row.key }, data: { ...toRow(after), edition } })
        // Values were kept as they were given: they take on the kind and unit that the key has from now on.
        if (before.status === 'NEW' && after.status === 'KNOWN')
          await beginMove(db, { key: row.key, toKey: row.key, fromUnit: before.unit }, now)
      }
    },
    { maxWait: 20_000, timeout: 20_000 },
  )
}

function merge(before: AttributeDefinition, release: AttributeDefinition, isReviewed: boolean): AttributeDefinition {
  if (before.status === 'REJECTED') return before
  if (before.status === 'NEW') return release
  if (!isReviewed) return { ...release, valueType: before.valueType, unit: before.unit }
  return {
    ...before,
    description: before.description ?? release.description,
    labels: { ...release.labels, ...before.labels },
    synonyms: { ...release.synonyms, ...before.synonyms },
  }
}
