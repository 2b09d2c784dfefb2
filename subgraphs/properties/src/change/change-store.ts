import type { Db } from '../db.ts'

/** A position in the change log. */
export interface ChangePosition {
  readonly txid: bigint
  readonly id: bigint
}

/** An entry of the change log. */
export interface ChangeEntry extends ChangePosition {
  readonly propertyId: string
}

/** The change log in the database. */
export interface ChangeStore {
  /** Entries after a position, oldest first. */
  readonly findAfter: (position: ChangePosition, limit: number) => Promise<ChangeEntry[]>
}

export function createChangeStore(client: Db): ChangeStore {
  return {
    // An entry of a transaction that began before another still running one may get company in front of it: such
    // entries wait until nothing older can commit.
    findAfter: ({ txid, id }, limit) => client.$queryRaw<ChangeEntry[]>`
      SELECT "txid", "id", "propertyId" FROM "properties"."PropertyChange"
      WHERE ("txid", "id") > (${String(txid)}::bigint, ${String(id)}::bigint)
        AND "txid" < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
      ORDER BY "txid", "id" LIMIT ${limit}`,
  }
}
