import { createHash } from 'node:crypto'
import type { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { KeepUntilChange } from '../change/keep-until-change.ts'
import type { Summary, SummaryStore } from './summary-store.ts'

/**
 * Keeps what was counted until a listing changes. Counting reads every match, which is most listings where a filter leaves
 * most: the first page of all of them is what most people ask for. Only for conditions on listings alone.
 */
export function keepSummaries(find: SummaryStore, keep: KeepUntilChange<Summary>): SummaryStore {
  return (parts, keys) => keep(toKey(parts, keys), () => find(parts, keys))
}

function toKey(parts: readonly Prisma.Sql[], keys: readonly string[]): string {
  const text = JSON.stringify([keys, parts.map(({ sql, values }) => [sql, values])], (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  return createHash('sha256').update(text).digest('base64')
}
