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
  /**
   * The end of the log, which each write of a listing moves. Not settled while a transaction runs that could still put an entry in front
   * of it, which nobody would see by the end.
   */
  readonly findEnd: () => Promise<{ readonly end: string; readonly isSettled: boolean }>
  /** Entries after a position, oldest first. */
  readonly findAfter: (position: ChangePosition, limit: number) => Promise<ChangeEntry[]>
}

export function createChangeStore(client: Db): ChangeStore {
  return {
    async findEnd() {
      const [last] = await client.$queryRaw<{ end: string; isSettled: boolean }[]>`
        SELECT "txid" || '.' || "id" AS "end", "txid" < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint AS "isSettled"
        FROM "properties"."PropertyChange" ORDER BY "txid" DESC, "id" DESC LIMIT 1`
      return last ?? { end: '', isSettled: false }
    },
    // An entry of a transaction that began before another still running one may get company in front of it: such
    // entries wait until nothing older can commit.
    findAfter: ({ txid, id }, limit) => client.$queryRaw<ChangeEntry[]>`
      SELECT "txid", "id", "propertyId" FROM "properties"."PropertyChange"
      WHERE ("txid", "id") > (${String(txid)}::bigint, ${String(id)}::bigint)
        AND "txid" < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
      ORDER BY "txid", "id" LIMIT ${limit}`,
  }
}
