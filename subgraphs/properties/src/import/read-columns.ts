import type { Given } from './mapping.ts'

/** A row's columns by name, found without regard to case. Nested objects have columns like `address.city`. */
export interface Columns {
  /** The value; null when the column is not there or empty. */
  readonly get: (name: string) => Given
  /** All columns whose name begins with this, with the rest of their names as written. */
  readonly below: (prefix: string) => readonly (readonly [name: string, value: Given])[]
}

const depthMax = 4

export function readColumns(values: Readonly<Record<string, unknown>>): Columns {
  const columns = new Map<string, readonly [name: string, value: Given]>()
  collect(values, '', 0)
  return {
    get: (name) => columns.get(name.toLowerCase())?.[1] ?? null,
    below: (prefix) =>
      [...columns.values()].flatMap(([name, value]) =>
        name.toLowerCase().startsWith(prefix.toLowerCase()) ? [[name.slice(prefix.length), value] as const] : [],
      ),
  }

  function collect(object: object, prefix: string, depth: number): void {
    for (const [key, value] of Object.entries(object)) {
      const name = `${prefix}${key.trim()}`
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        if (depth < depthMax) collect(value, `${name}.`, depth + 1)
        continue
      }
      const given = typeof value === 'string' ? value.trim() : (value as Given)
      if (given !== '' && given !== null && given !== undefined) columns.set(name.toLowerCase(), [name, given])
    }
  }
}
