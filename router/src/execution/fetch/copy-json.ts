/** A deep copy of what `JSON.parse` returned. */
export function copyJson<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyJson) as Value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const inner = copyJson((value as Record<string, unknown>)[key])
    // `__proto__` is a possible alias, and assigning it would set something else.
    if (key === '__proto__')
      Object.defineProperty(copy, key, { value: inner, writable: true, enumerable: true, configurable: true })
    else copy[key] = inner
  }
  return copy as Value
}
