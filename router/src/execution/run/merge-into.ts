type Data = Record<string, unknown>

/**
 * Adds what a subgraph answered to an object of the answer, in place: objects and lists of equal length are merged, anything
 * else is put in place of what was there. What `source` holds becomes part of `target`, so nobody else may hold it.
 */
export function mergeInto(target: Data, source: Readonly<Data>): void {
  for (const key of Object.keys(source)) {
    const value = source[key]
    const present = Object.hasOwn(target, key) ? target[key] : undefined
    if (isObject(present) && isObject(value)) mergeInto(present, value)
    else if (Array.isArray(present) && Array.isArray(value) && present.length === value.length)
      mergeList(present, value)
    else setOwn(target, key, value)
  }
}

function mergeList(target: unknown[], source: readonly unknown[]): void {
  for (let index = 0; index < source.length; index++) {
    const present = target[index]
    const value = source[index]
    if (isObject(present) && isObject(value)) mergeInto(present, value)
    else if (Array.isArray(present) && Array.isArray(value) && present.length === value.length)
      mergeList(present, value)
    else target[index] = value
  }
}

/** Sets a property of the object itself: `__proto__` is a possible alias. */
export function setOwn(target: Data, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
  else target[key] = value
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
