import type { Database } from '@ree-ai/db/database'
import { decodeChangeCursor } from '@ree-ai/properties/change/change-cursor'
import { readPosition } from '@ree-ai/rag/listing/index-position'

/** How many changed listings the search index has not taken yet. */
export async function countWaitingChanges({ client }: Pick<Database, 'client'>): Promise<number> {
  const cursor = await readPosition(client)
  const { txid, id } = (cursor === null ? null : decodeChangeCursor(cursor)) ?? { txid: 0n, id: 0n }
  const [row] = await client.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM "properties"."PropertyChange"
    WHERE ("txid", "id") > (${String(txid)}::bigint, ${String(id)}::bigint)`
  return row?.count ?? 0
}
