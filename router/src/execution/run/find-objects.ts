type Path = readonly (string | number)[]

/**
 * The objects at a path of a plan: response keys, and `@` for each item of a list. What is null or absent on the way has
 * none.
 */
export function findObjects(data: unknown, path: readonly string[]): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = []
  walk(data, path, 0, (object) => found.push(object))
  return found
}

/** The places of the objects that `findObjects` finds, in its order. */
export function findPlaces(data: unknown, path: readonly string[]): readonly Path[] {
  const found: Path[] = []
  walk(data, path, 0, (_object, place) => found.push([...place]), [])
  return found
}

function walk(
  value: unknown,
  path: readonly string[],
  index: number,
  onFound: (object: Record<string, unknown>, place: Path) => void,
  place?: (string | number)[],
): void {
  if (typeof value !== 'object' || value === null) return
  const part = path[index]
  // A list where the plan has none yet is one of lists: each item stands for itself.
  if (Array.isArray(value)) {
    const next = part === '@' ? index + 1 : index
    for (const [position, item] of value.entries()) {
      place?.push(position)
      walk(item, path, next, onFound, place)
      place?.pop()
    }
    return
  }
  const object = value as Record<string, unknown>
  if (part === undefined) {
    onFound(object, place ?? [])
    return
  }
  if (!Object.hasOwn(object, part)) return
  place?.push(part)
  walk(object[part], path, index + 1, onFound, place)
  place?.pop()
}
