/**
 * The tag that the router keeps an entity's cached values under, by its type and the fields of one of its keys: what a subgraph
 * names in `extensions.invalidatesCache` of a mutation's answer. The order of the fields does not matter; ids are texts.
 */
export function entityTag(typeName: string, key: Readonly<Record<string, unknown>>): string {
  return `entity:${typeName}:${JSON.stringify(sortKeys(key))}`
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, inner]) => [name, sortKeys(inner)]))
}
