import type { FileRow } from '@ree-ai/properties/import/read-rows'

/** What a look at the beginning of a file tells of a column. */
export interface ColumnDescription {
  readonly name: string
  /** Rows that have a value. */
  readonly filled: number
  /** Different values as text, at most 60, the most frequent first. */
  readonly values: readonly string[]
  /** Whether `values` are all that were met. */
  readonly isComplete: boolean
}

const rowsMax = 2_000
const valuesMax = 60
const lengthMax = 200

/** Looks at the first 2,000 rows. Nested objects have columns like `address.city`. */
export async function describeColumns(
  rows: AsyncIterable<FileRow>,
): Promise<{ readonly rows: number; readonly broken: number; readonly columns: readonly ColumnDescription[] }> {
  const counts = new Map<string, { filled: number; values: Map<string, number>; isComplete: boolean }>()
  let seen = 0
  let broken = 0
  for await (const row of rows) {
    if ('notice' in row) continue
    if ('problem' in row) broken += 1
    else {
      seen += 1
      collect(row.values, '')
    }
    if (seen + broken >= rowsMax) break
  }
  const columns = [...counts].map(([name, { filled, values, isComplete }]) => ({
    name,
    filled,
    values: [...values].sort((a, b) => b[1] - a[1]).map(([value]) => value),
    isComplete,
  }))
  return { rows: seen, broken, columns }

  function collect(values: object, prefix: string): void {
    for (const [key, value] of Object.entries(values)) {
      const name = `${prefix}${key.trim()}`
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        collect(value, `${name}.`)
        continue
      }
      const column = counts.get(name) ?? { filled: 0, values: new Map<string, number>(), isComplete: true }
      counts.set(name, column)
      const text = (typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')).trim().slice(0, lengthMax)
      if (text === '' || text === 'null') continue
      column.filled += 1
      if (column.values.has(text) || column.values.size < valuesMax)
        column.values.set(text, (column.values.get(text) ?? 0) + 1)
      else column.isComplete = false
    }
  }
}
