import type { AttributeDefinition } from './attribute.ts'
import type { KeyAllowance } from './new-key-store.ts'

interface Row {
  readonly line: number
  readonly content: { readonly attributes: Readonly<Record<string, unknown>> }
}

/** Rows with the new keys that go with them. */
export interface AllottedRows<R extends Row> {
  readonly rows: readonly R[]
  readonly added: readonly AttributeDefinition[]
  readonly refused: number
  readonly refusals: readonly { readonly line: number; readonly path: string; readonly reason: string }[]
}

/** Row after row, as long as the account may bring the new keys that they need; a row that needs more is refused whole. */
export function allotKeys<R extends Row>(
  { rows, added }: { readonly rows: readonly R[]; readonly added: readonly AttributeDefinition[] },
  { left, reason }: KeyAllowance,
): AllottedRows<R> {
  if (added.length <= left) return { rows, added, refused: 0, refusals: [] }
  const waiting = new Map(added.map((one) => [one.key, one]))
  const brought: AttributeDefinition[] = []
  const kept: R[] = []
  const refusals: { readonly line: number; readonly path: string; readonly reason: string }[] = []
  for (const row of rows) {
    const needed = Object.keys(row.content.attributes).flatMap((key) => waiting.get(key) ?? [])
    const beyond = needed.slice(Math.max(0, left - brought.length))
    refusals.push(...beyond.slice(0, 20).map(({ key }) => ({ line: row.line, path: `attributes.${key}`, reason })))
    if (beyond.length > 0) continue
    kept.push(row)
    brought.push(...needed)
    for (const { key } of needed) waiting.delete(key)
  }
  return { rows: kept, added: brought, refused: rows.length - kept.length, refusals }
}
