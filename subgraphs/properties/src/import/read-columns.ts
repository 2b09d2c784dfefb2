import type { Given } from './mapping.ts'
import { measureValue } from './row-work.ts'

/** A row's columns by name, found without regard to case. Nested objects have columns like `address.city`. */
export interface Columns {
  /** The value; null when the column is not there or empty. */
  readonly get: (name: string) => Given
  /** All columns whose name begins with this, with the rest of their names as written. */
  readonly below: (prefix: string) => readonly (readonly [name: string, value: Given])[]
  /** Names that the row has more than once with different values, such as `Price` and `price`. */
  readonly doubled: readonly string[]
}

const depthMax = 4

export function readColumns(values: Readonly<Record<string, unknown>>): Columns {
  const columns = new Map<string, readonly [name: string, value: Given]>()
  const doubled = new Map<string, string>()
  collect(values, '', 0)
  return {
    get: (name) => columns.get(name.toLowerCase())?.[1] ?? null,
    below: (prefix) =>
      [...columns.values()].flatMap(([name, value]) =>
        name.toLowerCase().startsWith(prefix.toLowerCase()) ? [[name.slice(prefix.length), value] as const] : [],
      ),
    doubled: [...doubled.values()],
  }

  function collect(object: object, prefix: string, depth: number): void {
    for (const [key, value] of Object.entries(object)) {
      const name = `${prefix}${key.trim()}`
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        if (depth < depthMax) collect(value, `${name}.`, depth + 1)
        continue
      }
      const given = typeof value === 'string' ? value.trim() : (value as Given)
      if (given === '' || given === null || given === undefined) continue
      const folded = name.toLowerCase()
      const before = columns.get(folded)
      if (before === undefined) columns.set(folded, [name, given])
      else if (!doubled.has(folded) && !isSame(before[1], given)) doubled.set(folded, name)
    }
  }
}

/** By length first: of a thousand spellings of a column each would have the whole of a long value read. */
function isSame(one: Given, other: Given): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return one === other
  const length = measureValue(one)
  return length === measureValue(other) && Number.isFinite(length) && JSON.stringify(one) === JSON.stringify(other)
}
