import type { Db } from '../db.ts'
import type { AttributeDefinition } from './attribute.ts'
import { toRow } from './definition-row.ts'

/** Adds definitions; a key that is there already stays as it is. */
export async function writeKeys(
  db: Db,
  definitions: readonly AttributeDefinition[],
  more: { readonly edition?: number; readonly broughtBy?: string; readonly createdAt?: Date },
): Promise<void> {
  if (definitions.length === 0) return
  // One order for everyone: two transactions that add the same keys must not wait for each other.
  const sorted = [...definitions].sort((a, b) => (a.key < b.key ? -1 : 1))
  await db.attributeDefinition.createMany({
    data: sorted.map((one) => ({ ...toRow(one), ...more })),
    skipDuplicates: true,
  })
}
